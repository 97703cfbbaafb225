// Copying to the clipboard, and the live region that reports it.

import { signalText } from './announce';

/** Copies a text. If the clipboard API is not available, it copies through a selection. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('aria-hidden', 'true');
    area.className = 'offscreen';
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.value = '';
    area.remove();
    return copied;
  }
}

/** Copies a text and reports it. `what` names it: "KS". */
export async function copy(text: string, what: string): Promise<void> {
  signalText((await write(text)) ? `${what} copied` : `Select the text and copy it: the browser did not allow it`);
}

export function CopyButton(props: { text: string; what: string; primary?: boolean; keys?: string }) {
  return (
    <button
      type="button"
      class={props.primary ? 'primary' : 'quiet'}
      aria-keyshortcuts={props.keys}
      onClick={() => void copy(props.text, props.what)}
    >
      Copy {props.primary ? props.what : <span class="spoken">{props.what}</span>}
    </button>
  );
}
