// The parts of a KS in colors: its text, and what is inside once it is opened.

import type { ComponentChildren } from 'preact';
import type * as ks from '../ks';
import { CopyButton } from '../parts/copy';
import { KsText } from '../parts/kstext';
import { shown } from './shown';

export function PartsCard(props: { ks: string; seen: ks.Unverified; decoded: ks.Decoded | undefined }) {
  const { seen, decoded } = props;
  return (
    <div class="card anatomy">
      <header>
        <h2>Its parts</h2>
        <CopyButton text={props.ks} what="KS" />
      </header>
      <div class="kbox scroll" tabIndex={0} role="group" aria-label="The KS in parts">
        <KsText ks={props.ks} />
      </div>
      <dl class="parts">
        {seen.version === 2 ? (
          <>
            <Row kind="version" name="version">
              v2
            </Row>
            <Row kind="partner" name="partner id">
              {shown(seen.partnerText)}
            </Row>
            <Row kind="content" name="encrypted">
              {seen.encryptedBytes} bytes, AES-128-CBC
            </Row>
            {decoded !== undefined && <Opened decoded={decoded} />}
          </>
        ) : (
          <VersionOne ks={props.ks} seen={seen} />
        )}
      </dl>
    </div>
  );
}

function Row(props: { kind: string; name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>
        <span class={`swatch part-${props.kind}`} aria-hidden="true" /> {props.name}
      </dt>
      <dd class={`mono part-${props.kind}`}>{props.children}</dd>
    </>
  );
}

/** Shows what the encrypted part of a version 2 KS contains, in order. */
function Opened(props: { decoded: ks.Decoded }) {
  const { rawFields, privileges } = props.decoded;
  const fields: [string, string, unknown][] = [
    ['_e', 'expiry', rawFields.validUntil],
    ['_t', 'type', rawFields.type],
    ['_u', 'user', rawFields.user],
    ['_m', 'master partner', rawFields.masterPartnerId],
    ['_d', 'additional data', rawFields.additionalData],
  ];
  return (
    <>
      <Row kind="signature" name="SHA-1">
        {rawFields.hash}
      </Row>
      <Row kind="random" name="random">
        {shown(rawFields.rand)}
      </Row>
      {privileges.map(({ name, values }, index) => (
        <Row key={index} kind="privilege" name="privilege">
          {shown(name)}
          {values.length > 0 && `=${values.map(shown).join('/')}`}
        </Row>
      ))}
      {fields
        .filter(([, , value]) => value !== null)
        .map(([code, name, value]) => (
          <Row key={code} kind="field" name={name}>
            {code}={shown(value)}
          </Row>
        ))}
    </>
  );
}

/** Shows the fields of a version 1 KS in order. Anyone can read them. */
function VersionOne(props: { ks: string; seen: ks.Unverified }) {
  const claims = props.seen.claims;
  if (claims === null) return null;
  const rest: [string, string, string | null][] = [
    ['field', 'expiry', claims.validUntil],
    ['field', 'type', claims.type],
    ['random', 'random', claims.rand],
    ['field', 'user', claims.userId],
    ['privilege', 'privileges', claims.privileges],
    ['field', 'master partner', claims.masterPartnerId],
    ['field', 'additional data', claims.additionalData],
  ];
  return (
    <>
      <Row kind="signature" name="SHA-1">
        40 hex digits, not checked without the secret
      </Row>
      <Row kind="partner" name="partner id">
        {shown(props.seen.partnerText)}
      </Row>
      {rest
        .filter(([, , value]) => value !== null && value !== '')
        .map(([kind, name, value]) => (
          <Row key={name} kind={kind} name={name}>
            {shown(value)}
          </Row>
        ))}
    </>
  );
}
