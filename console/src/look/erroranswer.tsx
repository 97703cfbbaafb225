// One of Kaltura's error answers in the pasted text: what it means, and what to check.

import type { ErrorAnswer } from '../ks';
import { Sentence } from '../parts/meaning';
import { shown } from './shown';

export function ErrorAnswerCard(props: { answer: ErrorAnswer }) {
  const { code, status, message, meaning, check } = props.answer;
  return (
    <div class="card">
      <header>
        <h2>Kaltura’s error answer</h2>
        <span class="badge danger mono">{shown(code)}</span>
      </header>
      {message !== null && <p class="note">{shown(message)}</p>}
      <p>
        {status !== null && (
          <>
            <code>{status}</code>:{' '}
          </>
        )}
        <Sentence text={meaning} />
      </p>
      <p class="callout">
        <Sentence text={check} />
      </p>
    </div>
  );
}
