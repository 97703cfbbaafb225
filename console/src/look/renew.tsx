// The same session with a new expiry, also inside the URL or text that was pasted.

import { useMemo, useState } from 'preact/hooks';
import * as ks from '../ks';
import { CopyButton } from '../parts/copy';
import { Field } from '../parts/field';
import { KsText } from '../parts/kstext';
import { clock, day, parseDuration, relative } from '../time';

export function Renew(props: { found: ks.Found; partnerId: number; text: string; secrets: readonly string[] }) {
  const [expiry, setExpiry] = useState('1 d');
  const [open, setOpen] = useState(false);
  const seconds = parseDuration(expiry);
  const now = clock();
  const renewed = useMemo(
    () => (!open || seconds === undefined ? undefined : ks.renew(props.found.ks, props.partnerId, props.secrets, seconds)),
    [open, props.found.ks, props.secrets.join('\0'), seconds],
  );
  const { start, end } = props.found;
  const around = props.text.trim() !== props.text.slice(start, end);
  return (
    <details class="card fold" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>Renew</h2>
        <span class="note">The same session with a new expiry</span>
      </summary>
      <Field
        label="New expiry"
        mono
        value={expiry}
        onValue={setExpiry}
        hint={seconds === undefined || seconds < 1 ? 'Seconds, or a duration such as 4 h.' : `Expires ${day(now + seconds, now)} (${relative(now + seconds, now)}).`}
        problem={seconds === undefined ? 'Enter seconds, such as 86400, or a duration, such as 4 h.' : renewed?.ok === false ? renewed.message : undefined}
      />
      {renewed?.ok && (
        <>
          <div class="kbox" role="group" aria-label="The renewed KS">
            <KsText ks={renewed.value} />
          </div>
          <div class="actions">
            <CopyButton text={renewed.value} what="renewed KS" primary />
            {around && <CopyButton text={props.text.slice(0, start) + renewed.value + props.text.slice(end)} what="pasted text with the renewed KS" primary />}
          </div>
        </>
      )}
    </details>
  );
}
