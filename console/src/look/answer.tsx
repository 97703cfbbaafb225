// "What would Kaltura answer": the server's decision about a request that carries the KS.

import { useMemo, useState } from 'preact/hooks';
import * as ks from '../ks';
import { AdviceList } from '../parts/advice';
import { Field, TextArea } from '../parts/field';
import { Sentence } from '../parts/meaning';
import { clock, fromField } from '../time';
import { shown } from './shown';

export function KalturaAnswer(props: { text: string; secrets: readonly string[] }) {
  const [at, setAt] = useState('');
  const [remoteAddr, setAddr] = useState('');
  const [requestUri, setUri] = useState('');
  const [can, setCan] = useState('');
  const asked = can.split(/[\n,]/).map((each) => each.trim()).filter((each) => each !== '');
  const answer = useMemo(() => {
    if (props.secrets.length === 0) return undefined;
    return ks.explain(props.text, {
      secret: props.secrets,
      now: fromField(at) ?? clock(),
      ...(remoteAddr.trim() === '' ? {} : { remoteAddr: remoteAddr.trim() }),
      ...(requestUri.trim() === '' ? {} : { requestUri: requestUri.trim() }),
      can: asked,
    });
  }, [props.text, props.secrets.join('\0'), at, remoteAddr, requestUri, can]);
  return (
    <div class="card">
      <h2>What would Kaltura answer</h2>
      {answer === undefined ? <p class="note">Enter the admin secret to see the answer.</p> : <Verdict answer={answer} />}
      <details class="more" open={answer !== undefined}>
        <summary>The request</summary>
        <div class="grid">
          <Field label="Time of the call" type="datetime-local" step="1" value={at} onValue={setAt} hint="Empty: now." />
          <Field label="Client address" mono value={remoteAddr} onValue={setAddr} placeholder="192.0.2.7" hint="For iprestrict." />
          <Field label="Request URI" mono value={requestUri} onValue={setUri} placeholder="/api_v3/service/media/action/list" hint="Path and query, for urirestrict." />
          <TextArea label="Privileges to ask for" mono rows={2} value={can} onValue={setCan} placeholder="sview:0_abcdefgh, list:*" hint="Separated by commas." />
        </div>
      </details>
    </div>
  );
}

/** How the server decides about a privilege, in words. */
const RULES: Record<string, string> = {
  not_accepted: 'the KS is not accepted',
  admin_passes: 'an ADMIN session passes first',
  wildcard: 'by the lone wildcard',
  verify_privileges: 'compared with the privileges of the KS',
  star_only: 'only the value * counts',
  whole_element: 'compared as a whole, without wildcards',
  name: 'read by name, without wildcards',
  not_read: 'the server does not read it',
};

function Verdict(props: { answer: ReturnType<typeof ks.explain> }) {
  const { answer } = props;
  if (!answer.ok) return <p class="callout danger">{answer.message}</p>;
  const { status, apiError, reason, grants, isAccepted, advice } = answer.value;
  return (
    <>
      <div class={isAccepted ? 'verdict good' : 'verdict danger'} aria-live="polite">
        <p class="status">
          <strong>{status === null ? 'server error' : status.name}</strong>
          {status !== null && <span class="mono"> {status.number}</span>}
          {apiError !== null && (
            <span>
              {' '}
              API error <code>{apiError}</code>
            </span>
          )}
        </p>
        <p>
          <Sentence text={reason} />
        </p>
        {grants.length > 0 && (
          <ul class="grants">
            {grants.map(({ name, value, granted, rule }, index) => (
              <li key={index}>
                <span class={granted ? 'badge good' : 'badge danger'}>{granted ? 'granted' : 'not granted'}</span>{' '}
                <code>
                  {shown(name)}
                  {value === null ? '' : `:${shown(value)}`}
                </code>{' '}
                <span class="note">{RULES[rule] ?? rule}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <AdviceList label="What the answer depends on" advice={advice} />
    </>
  );
}
