// "What would Kaltura answer": the server's decision about a request that carries the KS.

import { useMemo, useState } from 'preact/hooks';
import * as ks from '../ks';
import { Field, TextArea } from '../parts/field';
import { clock, fromField } from '../time';
import { shown } from './shown';

export function KalturaAnswer(props: { ks: string; secrets: readonly string[] }) {
  const [at, setAt] = useState('');
  const [remoteAddr, setAddr] = useState('');
  const [requestUri, setUri] = useState('');
  const [can, setCan] = useState('');
  const asked = can.split(/[\n,]/).map((each) => each.trim()).filter((each) => each !== '');
  const answer = useMemo(() => {
    if (props.secrets.length === 0) return undefined;
    return ks.explain(props.ks, {
      secret: props.secrets,
      now: fromField(at) ?? clock(),
      ...(remoteAddr.trim() === '' ? {} : { remoteAddr: remoteAddr.trim() }),
      ...(requestUri.trim() === '' ? {} : { requestUri: requestUri.trim() }),
      can: asked,
    });
  }, [props.ks, props.secrets.join('\0'), at, remoteAddr, requestUri, can]);
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

function Verdict(props: { answer: ReturnType<typeof ks.explain> }) {
  const { answer } = props;
  if (!answer.ok) return <p class="callout danger">{answer.message}</p>;
  const { status, apiError, reason, can } = answer.value;
  const good = status?.number === 1 || (status !== null && apiError === null);
  return (
    <div class={good ? 'verdict good' : 'verdict danger'} aria-live="polite">
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
      <p>{reason.charAt(0).toUpperCase() + reason.slice(1)}{/[.!?]$/.test(reason) ? '' : '.'}</p>
      {can.length > 0 && (
        <ul class="grants">
          {can.map(({ name, value, granted }, index) => (
            <li key={index}>
              <span class={granted ? 'badge good' : 'badge danger'}>{granted ? 'granted' : 'not granted'}</span>{' '}
              <code>
                {shown(name)}
                {value === null ? '' : `:${shown(value)}`}
              </code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
