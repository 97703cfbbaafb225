// Short reports that a screen reader speaks and that everyone else sees for a moment.

import { useEffect, useState } from 'preact/hooks';

let show: ((text: string) => void) | undefined;

/** Reports something that happened. */
export function signalText(text: string): void {
  show?.(text);
}

export function Announcements() {
  const [{ text, count }, set] = useState({ text: '', count: 0 });
  useEffect(() => {
    show = (next) => set((old) => ({ text: next, count: old.count + 1 }));
    return () => {
      show = undefined;
    };
  }, []);
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => set((old) => ({ ...old, text: '' })), 4000);
    return () => clearTimeout(timer);
  }, [text, count]);
  return (
    <div class={text === '' ? 'toast' : 'toast shown'} role="status" aria-live="polite">
      {text}
    </div>
  );
}
