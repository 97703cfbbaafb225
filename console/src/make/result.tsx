// The KS that the fields make, with the advice that comes before it is copied.

import { useEffect } from 'preact/hooks';
import type { Advice } from '../ks';
import { AdviceList } from '../parts/advice';
import { CopyButton, copy } from '../parts/copy';
import { KsText } from '../parts/kstext';
import { day, relative, local, utc } from '../time';
import type { FieldName, Result } from './session';

const NAMES: Partial<Record<FieldName, string>> = { secret: 'the secret', userId: 'a user id', partnerId: 'the partner id' };

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function ResultCard(props: {
  result: Result;
  admin: boolean;
  advice: readonly Advice[];
  now: number;
  onAnother: () => void;
  onInspect: (ks: string) => void;
}) {
  const { result } = props;
  // `props.now` is updated every few seconds, so it may be older than the KS.
  const now = result.kind === 'made' ? Math.max(props.now, result.madeAt) : props.now;
  const ks = result.kind === 'made' ? result.ks : undefined;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || ks === undefined) return;
      event.preventDefault();
      void copy(ks, 'KS');
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [ks]);
  const expired = result.kind === 'made' && result.expiresAt <= now;

  return (
    <div class={props.admin ? 'card result admin' : 'card result'}>
      <header>
        <h2>KS</h2>
        <span class={props.admin ? 'badge danger' : 'badge'}>{props.admin ? 'ADMIN' : 'USER'}</span>
      </header>
      <AdviceList label="Advice on this session" advice={props.advice} />
      <p class="spoken" aria-live="polite">
        {ks === undefined ? '' : 'The KS is ready.'}
      </p>
      <div class="kbox" aria-label="The KS" role="group">
        {ks === undefined ? <p class="waiting">{waiting(result)}</p> : <KsText ks={ks} />}
      </div>
      <div class="actions">
        {ks !== undefined && (
          <>
            <CopyButton text={ks} what="KS" primary keys="Control+Enter" />
            <button type="button" onClick={props.onAnother}>
              Generate another
            </button>
            <button type="button" onClick={() => props.onInspect(ks)}>
              Look inside
            </button>
            <span class="keys">Ctrl + Enter copies</span>
          </>
        )}
      </div>
      <p class="note facts">
        {result.kind === 'made' &&
          (expired ? (
            <strong>This KS has expired. Generate another one.</strong>
          ) : (
            <>
              {result.ks.length} characters. Expires {day(result.expiresAt, now)}, {relative(result.expiresAt, now)}
              <span class="faint">
                {' '}
                ({local(result.expiresAt)}; {utc(result.expiresAt)})
              </span>
            </>
          ))}
      </p>
    </div>
  );
}

function waiting(result: Result): string {
  if (result.kind === 'missing') return `The KS appears here as soon as there is ${list(result.fields.map((field) => NAMES[field] ?? field))}.`;
  if (result.kind === 'refused') return `${result.problem.field === undefined ? '' : `${result.problem.field}: `}${result.problem.message}`;
  return '';
}
