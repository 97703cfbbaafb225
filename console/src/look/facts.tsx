// The content of a KS: the facts that need no secret, and every field once a secret opens it.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import * as ks from '../ks';
import { AdviceList } from '../parts/advice';
import { Sentence } from '../parts/meaning';
import { day, local, relative, utc } from '../time';
import { shown } from './shown';

export function Facts(props: {
  ks: string;
  seen: ks.Unverified;
  decoded: ks.Outcome<ks.Decoded> | undefined;
  secrets: readonly string[];
  now: number;
  local: boolean;
  /** Advice that the pasted URL is one of Kaltura's TV platform. */
  host: ks.Advice | undefined;
  onMake: () => void;
}) {
  const { seen, decoded } = props;
  return (
    <div class="card facts-card">
      <header>
        <h2>Content</h2>
        {decoded === undefined ? (
          <span class="badge">not opened</span>
        ) : decoded.ok ? (
          <span class="badge good">valid signature</span>
        ) : (
          <span class="badge danger">cannot be opened</span>
        )}
      </header>
      {props.host !== undefined && <AdviceList label="The host" advice={[props.host]} />}
      {decoded?.ok ? (
        <Opened ks={props.ks} decoded={decoded.value} secrets={props.secrets} now={props.now} onMake={props.onMake} />
      ) : (
        <>
          {decoded !== undefined && <p class="callout danger">{decoded.message}</p>}
          <Closed seen={seen} now={props.now} />
          {decoded === undefined && props.local && (
            <p class="note">Nothing of this is verified. Enter the admin secret of the partner to check the signature and to see the rest.</p>
          )}
        </>
      )}
    </div>
  );
}

function Fact(props: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function Time(props: { seconds: number; now: number }) {
  const { seconds, now } = props;
  return (
    <>
      <strong>
        {seconds <= now ? 'Expired' : 'Expires'} {day(seconds, now)}
      </strong>
      , {relative(seconds, now)}
      <span class="times">
        <span>{local(seconds)}</span>
        <span>{utc(seconds)}</span>
        <span class="mono">{seconds}</span>
      </span>
    </>
  );
}

/** Shows what anyone can read. */
function Closed(props: { seen: ks.Unverified; now: number }) {
  const { seen } = props;
  const claims = seen.claims;
  const ends = claims !== null && /^\d{1,12}$/.test(claims.validUntil) ? Number(claims.validUntil) : undefined;
  return (
    <dl class="facts-list">
      <Fact name="Version">
        {seen.version}, {seen.version === 2 ? 'encrypted' : 'readable by anyone'}
      </Fact>
      <Fact name="Partner">
        <span class="mono">{shown(seen.partnerText)}</span>
      </Fact>
      {claims !== null && (
        <>
          <Fact name="Type">{typeName(claims.type)}</Fact>
          <Fact name="User">{claims.userId === null || claims.userId === '' ? 'none' : shown(claims.userId)}</Fact>
          <Fact name="Expiry">{ends === undefined ? shown(claims.validUntil) : <Time seconds={ends} now={props.now} />}</Fact>
          <Fact name="Privileges">
            <span class="mono">{shown(claims.privileges ?? '') || 'none'}</span>
          </Fact>
        </>
      )}
    </dl>
  );
}

const typeName = (type: unknown) => (String(type) === '2' ? 'ADMIN (2)' : String(type) === '0' ? 'USER (0)' : shown(type));

function Opened(props: { ks: string; decoded: ks.Decoded; secrets: readonly string[]; now: number; onMake: () => void }) {
  const { decoded, now } = props;
  const raw = decoded.rawFields;
  const advice = useMemo(() => ks.lintKs(props.ks, props.secrets, now), [props.ks, props.secrets.join('\0')]);
  return (
    <>
      <dl class="facts-list">
        <Fact name="Version">{decoded.version}</Fact>
        <Fact name="Partner">
          <span class="mono">{shown(raw.partnerId)}</span>
        </Fact>
        <Fact name="Type">
          <span class={decoded.isAdmin ? 'badge danger' : 'badge'}>{typeName(raw.type)}</span>
          {decoded.isWidget && ' widget session'}
        </Fact>
        <Fact name="User">
          {raw.user === null || raw.user === '' ? 'none' : shown(raw.user)}
          {decoded.isAnonymous && <span class="faint"> (anonymous: anyone who holds the KS can use it)</span>}
        </Fact>
        <Fact name="Expiry">
          {decoded.expiresAt === null ? <span class="mono">{shown(raw.validUntil)}</span> : <Time seconds={decoded.expiresAt} now={now} />}
        </Fact>
        <Fact name="Privileges">
          <Privileges privileges={decoded.privileges} />
        </Fact>
        {raw.masterPartnerId !== null && raw.masterPartnerId !== '' && (
          <Fact name="Master partner">
            <span class="mono">{shown(raw.masterPartnerId)}</span>
          </Fact>
        )}
        {raw.additionalData !== null && raw.additionalData !== '' && <Fact name="Additional data">{shown(raw.additionalData)}</Fact>}
        <Fact name="Signed with">{props.secrets.length < 2 ? 'your secret' : `secret ${decoded.secretIndex + 1} of ${props.secrets.length}`}</Fact>
        <Fact name="Canonical">{decoded.isCanonical ? 'yes' : 'no: the warnings below say why, and verify would reject it'}</Fact>
        <Fact name="Session hash">
          <span class="mono">{decoded.sessionHash}</span>
        </Fact>
        {decoded.groupHash !== null && (
          <Fact name="Group hash">
            <span class="mono">{decoded.groupHash}</span>
          </Fact>
        )}
      </dl>
      <AdviceList label="Warnings" advice={decoded.warnings} />
      {advice.ok && <AdviceList label="Advice" advice={advice.value} />}
      <div class="actions">
        <button type="button" class="primary" onClick={props.onMake}>
          Make one like this
        </button>
      </div>
      <details class="more">
        <summary>The server’s own fields</summary>
        <dl class="facts-list raw">
          {Object.entries(raw)
            .filter(([, value]) => typeof value !== 'boolean')
            .map(([name, value]) => (
              <Fact key={name} name={name}>
                <span class="mono">{Array.isArray(value) ? value.map(parsed).join(', ') || 'none' : shown(value)}</span>
              </Fact>
            ))}
        </dl>
      </details>
    </>
  );
}

const parsed = ([name, values]: readonly [unknown, readonly unknown[]]) => `${shown(name)} → [${values.map(shown).join(', ')}]`;

function Privileges(props: { privileges: readonly { name: string; values: readonly string[] }[] }) {
  if (props.privileges.length === 0) return <>none</>;
  return (
    <ul class="meanings">
      {props.privileges.map(({ name, values }, index) => {
        const info = ks.privilegesByName().get(name);
        return (
          <li key={index}>
            <code>{shown(name)}</code>
            {values.length > 0 && <span class="mono values">{values.map(shown).join(info?.kind === 'uri_list' ? ' | ' : '/')}</span>}
            <span class="note">{info === undefined ? 'Unknown to the server, which ignores it.' : <Sentence text={info.meaning} />}</span>
          </li>
        );
      })}
    </ul>
  );
}
