// Advice and warnings of the core as a list.

import type { Advice } from '../ks';
import { Sentence } from './meaning';

/** The codes of advice that is shown as a warning. */
const GRAVE = new Set(['admin_session', 'disableentitlement', 'anonymous_session']);

export function AdviceList(props: { label: string; advice: readonly Advice[] }) {
  if (props.advice.length === 0) return null;
  return (
    <ul class="advice" aria-label={props.label}>
      {props.advice.map(({ code, message }, index) => (
        <li key={`${code}${index}`} class={GRAVE.has(code) ? 'grave' : undefined}>
          <Sentence text={message} /> <code class="code">{code}</code>
        </li>
      ))}
    </ul>
  );
}
