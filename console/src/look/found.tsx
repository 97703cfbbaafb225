// Which KSs a pasted text contains, and which of them is shown.

import { useId } from 'preact/hooks';

export function Found(props: { found: readonly string[]; chosen: number; onChoose: (index: number) => void }) {
  const id = useId();
  const { found } = props;
  if (found.length < 2) return null;
  return (
    <fieldset class="found">
      <legend>{found.length} different KSs in the text</legend>
      {found.map((ks, index) => (
        <label key={index}>
          <input type="radio" name={id} checked={index === props.chosen} onChange={() => props.onChoose(index)} />
          <span class="mono">{ks.length > 44 ? `${ks.slice(0, 24)}…${ks.slice(-12)}` : ks}</span>
        </label>
      ))}
    </fieldset>
  );
}
