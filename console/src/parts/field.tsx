// Labeled fields, with a line below each for a hint or a problem.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Shared {
  label: string;
  hint?: ComponentChildren;
  problem?: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

type Input = Shared & { mono?: boolean; placeholder?: string; type?: 'datetime-local'; inputMode?: 'numeric'; step?: string; after?: ComponentChildren };

/** Keeps the browser from storing, correcting or sending what is typed. */
export const PRIVATE = { autocomplete: 'off', autocapitalize: 'off', spellcheck: false } as const;

export function Field(props: Input) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <div class="control">
        <input
          {...PRIVATE}
          id={id}
          type={props.type as 'datetime-local'}
          class={props.mono ? 'mono' : undefined}
          inputMode={props.inputMode}
          step={props.step}
          placeholder={props.placeholder}
          value={props.value}
          aria-invalid={props.problem !== undefined}
          aria-describedby={`${id}-note`}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
        {props.after}
      </div>
      <Note id={`${id}-note`} hint={props.hint} problem={props.problem} />
    </div>
  );
}

export function TextArea(props: Shared & { rows: number; mono?: boolean; placeholder?: string; id?: string }) {
  const own = useId();
  const id = props.id ?? own;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        {...PRIVATE}
        id={id}
        rows={props.rows}
        class={props.mono ? 'mono' : undefined}
        placeholder={props.placeholder}
        value={props.value}
        aria-invalid={props.problem !== undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
      <Note id={`${id}-note`} hint={props.hint} problem={props.problem} />
    </div>
  );
}

/** Shows a few options side by side. */
export function Choice<Value extends string | number>(props: {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onValue: (value: Value) => void;
  hint?: ComponentChildren;
  /** Hides the label from sight, for options that explain themselves. */
  quiet?: boolean;
}) {
  const id = useId();
  return (
    <fieldset class="field choice">
      <legend class={props.quiet ? 'spoken' : undefined}>{props.label}</legend>
      <div class="segments">
        {props.options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={id}
              checked={option.value === props.value}
              aria-describedby={props.hint === undefined ? undefined : `${id}-note`}
              onChange={() => props.onValue(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {props.hint !== undefined && <Note id={`${id}-note`} hint={props.hint} problem={undefined} />}
    </fieldset>
  );
}

export function Note(props: { id: string; hint: ComponentChildren; problem: string | undefined }) {
  // The hint stays in the layout below the problem, so that nothing moves.
  return (
    <div class="note stack" id={props.id}>
      <span class={props.problem === undefined ? undefined : 'covered'}>{props.hint}</span>
      {props.problem !== undefined && <span class="problem">{props.problem}</span>}
    </div>
  );
}
