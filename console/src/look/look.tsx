// The Look inside tab: what any text that contains a KS shows, with and without secrets.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import * as ks from '../ks';
import type { Fields } from '../make/session';
import { TextArea } from '../parts/field';
import { SecretField } from '../secrets';
import { clock } from '../time';
import { AppToken } from './apptoken';
import { ErrorAnswerCard } from './erroranswer';
import { Facts } from './facts';
import { Found } from './found';
import { KalturaAnswer } from './answer';
import { PartsCard } from './anatomy';
import { Renew } from './renew';
import { fieldsOf } from './remake';

/** The number of characters that are read. Browsers are slow with megabytes in a field. */
const LIMIT = 250_000;

export interface LookState {
  text: string;
  chosen: number;
}

export function Look(props: {
  local: boolean;
  state: LookState;
  onState: (state: LookState) => void;
  secrets: readonly string[];
  onSecrets: (secrets: readonly string[]) => void;
  token: string;
  onToken: (token: string) => void;
  onMake: (fields: Fields) => void;
}) {
  const { state, onState, secrets } = props;
  const [cut, setCut] = useState(false);
  const [now, setNow] = useState(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), 5000);
    return () => clearInterval(timer);
  }, []);
  const given = secrets.filter((secret) => secret !== '');
  const key = given.join('\0');
  const found = useMemo(() => ks.findAll(state.text), [state.text]);
  const here = found[Math.min(state.chosen, found.length - 1)];
  const one = here?.ks;
  const { answer: error, host } = useMemo(() => ks.withoutSecret(state.text), [state.text]);
  const seen = useMemo(() => (one === undefined ? undefined : ks.inspect(one)), [one]);
  const decoded = useMemo(() => (one === undefined || given.length === 0 ? undefined : ks.decode(one, given)), [one, key]);

  function paste(text: string) {
    setCut(text.length > LIMIT);
    onState({ text: text.slice(0, LIMIT), chosen: 0 });
  }

  return (
    <div class="columns">
      <section class="column" aria-label="Paste">
        <div class="card">
          <h2>Look inside a KS</h2>
          <TextArea
            label="Paste anything that contains a KS"
            mono
            rows={7}
            value={state.text}
            onValue={paste}
            placeholder={'djJ8MTIzNDU2N3z…\nhttps://…?ks=djJ8…\nAuthorization: Bearer djJ8…'}
            hint="A KS, a URL, a line of a log, a header, JSON, or an error answer of Kaltura."
            problem={cut ? 'Only the first 250,000 characters are read. Paste the part around the KS.' : undefined}
          />
          <Found found={found.map(({ ks }) => ks)} chosen={state.chosen} onChoose={(chosen) => onState({ ...state, chosen })} />
          {props.local ? (
            <Secrets secrets={secrets} onSecrets={props.onSecrets} />
          ) : (
            <p class="callout">With the admin secret, this page would show everything. Save this file and open it from your disk for that.</p>
          )}
        </div>
        {one !== undefined && seen?.ok && <PartsCard ks={one} seen={seen.value} decoded={decoded?.ok ? decoded.value : undefined} />}
      </section>
      <section class="column" aria-label="Content">
        {error !== null && <ErrorAnswerCard answer={error} />}
        {here === undefined || one === undefined || !seen?.ok ? (
          error === null && <Nothing text={state.text} />
        ) : (
          <>
            <Facts
              ks={one}
              seen={seen.value}
              decoded={decoded}
              secrets={given}
              now={now}
              onMake={() => decoded?.ok && props.onMake(fieldsOf(decoded.value, clock()))}
              local={props.local}
              host={host}
            />
            {/* The whole text, for a URL in it also says which URI was requested. */}
            {props.local && <KalturaAnswer text={state.chosen === 0 && error === null ? state.text : one} secrets={given} />}
            {props.local && given.length > 0 && decoded?.ok && <Renew found={here} partnerId={decoded.value.partnerId ?? 0} text={state.text} secrets={given} />}
            {props.local && <AppToken ks={one} token={props.token} onToken={props.onToken} />}
          </>
        )}
      </section>
    </div>
  );
}

/** Shows a field for the admin secret, and for others during a rotation. */
function Secrets(props: { secrets: readonly string[]; onSecrets: (secrets: readonly string[]) => void }) {
  const all = props.secrets.length === 0 ? [''] : props.secrets;
  const list = useRef<HTMLDivElement>(null);
  const set = (index: number, secret: string) => props.onSecrets(all.map((old, i) => (i === index ? secret : old)));
  return (
    <div class="secrets" ref={list}>
      {all.map((secret, index) => (
        <SecretField
          key={index}
          label={index === 0 ? 'Admin secret' : `Secret ${index + 1}`}
          value={secret}
          onValue={(next) => set(index, next)}
          onForget={() => (index === 0 ? set(0, '') : props.onSecrets(all.filter((_, i) => i !== index)))}
          {...(index === 0 ? {} : { forgetLabel: 'Remove' })}
          hint={index === 0 ? 'Opens the KS on this machine. Nothing is sent.' : 'Another secret of the same account, for instance an older one.'}
        />
      ))}
      <button type="button" class="quiet" onClick={() => props.onSecrets([...all, ''])}>
        Add another secret
      </button>
    </div>
  );
}

function Nothing(props: { text: string }) {
  const trimmed = props.text.trim();
  const seen = trimmed === '' || trimmed.length > 20_000 ? undefined : ks.inspect(trimmed);
  return (
    <div class="card empty">
      <h2>{trimmed === '' ? 'Nothing pasted yet' : 'No KS found'}</h2>
      {trimmed === '' ? (
        <ul>
          <li>Without a secret you see the version and the partner. A version 1 KS shows its fields too, unverified.</li>
          <li>With the admin secret you see everything: user, expiry, privileges with their meaning, and whether the signature is right.</li>
          <li>You also see what Kaltura would answer and why, and can make a KS like it or renew it.</li>
        </ul>
      ) : (
        <p>{seen !== undefined && !seen.ok ? seen.message : 'There is no KS in this text.'}</p>
      )}
    </div>
  );
}
