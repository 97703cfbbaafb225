// "What session.start answers": the answer of Kaltura's server in each of its formats.

import { useState } from 'preact/hooks';
import { type ApiError, type Format, blockedPartner, failure, invalidType, isCallback, missingParameter, success, wrongSecret } from '../answer';
import { CodeBlock } from '../parts/codeblock';
import { CopyButton } from '../parts/copy';
import { Field } from '../parts/field';
import { Tabs } from '../parts/tabs';
import type { Result } from './session';

type Case = 'success' | 'no_secret' | 'bad_type' | 'wrong_secret' | 'unknown_partner';

const CASES: readonly { key: Case; label: string; note: string; error?: (partnerId: string) => ApiError }[] = [
  { key: 'success', label: 'It works', note: 'executionTime varies. The KS is yours; the server would make another one with the same content.' },
  { key: 'no_secret', label: 'No secret was sent', note: 'The request has no parameter “secret”.', error: () => missingParameter('secret') },
  { key: 'bad_type', label: 'The type is a word', note: 'The API takes the number: 0 for USER, 2 for ADMIN. There is no type 1.', error: () => invalidType('ADMIN') },
  {
    key: 'wrong_secret',
    label: 'The secret is wrong',
    note: 'Only the server can know this. The secret is not one of this partner, or it is the user secret and the type is ADMIN.',
    error: wrongSecret,
  },
  {
    key: 'unknown_partner',
    label: 'The partner is unknown',
    note: 'Only the server can know this. The partner id does not exist, or the account is blocked.',
    error: blockedPartner,
  },
];

const FORMATS: readonly { key: Format; label: string }[] = [
  { key: 'xml', label: 'XML' },
  { key: 'json', label: 'JSON' },
  { key: 'jsonp', label: 'JSONP' },
  { key: 'php', label: 'PHP' },
];

export function AnswerCard(props: { result: Result; partnerId: string }) {
  const [format, setFormat] = useState<Format>('xml');
  const [chosen, setChosen] = useState<Case>('success');
  const [callback, setCallback] = useState('cb');
  const { note, error } = CASES.find(({ key }) => key === chosen) ?? CASES[0]!;
  const named = isCallback(callback) ? callback : 'cb';
  const ks = props.result.kind === 'made' ? props.result.ks : undefined;
  const answer =
    error === undefined
      ? ks === undefined
        ? undefined
        : success(ks, format, named)
      : failure(error(props.partnerId.trim() || '1234567'), format, named);

  return (
    <div class="card">
      <h2>What session.start answers</h2>
      <label class="inline">
        <span>If</span>
        <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value as Case)}>
          {CASES.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <Tabs label="Format of the answer" tabs={FORMATS} selected={format} onSelect={setFormat}>
        {format === 'jsonp' && (
          <Field
            label="callback"
            mono
            value={callback}
            onValue={setCallback}
            hint="Letters, digits, _ and dots."
            problem={isCallback(callback) ? undefined : 'The server accepts only letters, digits, _ and dots.'}
          />
        )}
        <CodeBlock label="The answer" kind="answer" text={answer ?? 'The answer appears with the KS.'} />
        <div class="actions">{answer !== undefined && <CopyButton text={answer} what="answer" />}</div>
      </Tabs>
      <p class="note">
        {note}
        {error === undefined ? '' : ' The HTTP status is 200 all the same.'}
      </p>
    </div>
  );
}
