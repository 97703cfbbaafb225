// The admin secrets that were typed in: how they are entered, shown and forgotten.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Note, PRIVATE } from './parts/field';
import { signalText } from './parts/announce';

/** Without a key, click or paste for this long, the secrets are forgotten. */
export const IDLE_MS = 10 * 60 * 1000;

/** Calls `forget` when the page is left or hidden for good, and after ten idle minutes. */
export function useForgetting(forget: () => void): void {
  const latest = useRef(forget);
  latest.current = forget;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const idle = () => {
      latest.current();
      signalText('Secrets forgotten after ten idle minutes');
    };
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(idle, IDLE_MS);
    };
    const leave = () => latest.current();
    const activity = ['keydown', 'pointerdown', 'paste', 'input'];
    for (const name of activity) addEventListener(name, restart, { capture: true, passive: true });
    addEventListener('pagehide', leave);
    restart();
    return () => {
      clearTimeout(timer);
      for (const name of activity) removeEventListener(name, restart, { capture: true });
      removeEventListener('pagehide', leave);
    };
  }, []);
}

/** A field for a secret. It is never part of a form, and the browser is asked not to keep it. */
export function SecretField(props: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  problem?: string | undefined;
  onForget: () => void;
  forgetLabel?: string;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  const empty = props.value === '';
  useEffect(() => {
    if (empty) {
      setShown(false);
      // Preact leaves the text of a field alone when its value did not change.
      if (field.current !== null) field.current.value = '';
    }
  }, [empty]);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <div class="control">
        <input
          {...PRIVATE}
          ref={field}
          id={id}
          type={(shown ? 'text' : 'password') as 'password'}
          class="mono"
          // Password managers heed these where they ignore `autocomplete`.
          data-1p-ignore
          data-lpignore="true"
          data-bwignore
          value={props.value}
          aria-invalid={props.problem !== undefined}
          aria-describedby={`${id}-note`}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
        <button type="button" class="quiet" aria-pressed={shown} disabled={empty} onClick={() => setShown(!shown)}>
          {shown ? 'Hide' : 'Show'}
        </button>
        <button type="button" class="quiet" disabled={empty && props.forgetLabel === undefined} onClick={props.onForget}>
          {props.forgetLabel ?? 'Forget'}
        </button>
      </div>
      <Note id={`${id}-note`} hint={props.hint} problem={props.problem} />
    </div>
  );
}
