// The hash of an app token, and the call of appToken.startSession that carries it.

import { useState } from 'preact/hooks';
import * as ks from '../ks';
import { shell } from '../literal';
import { CodeBlock } from '../parts/codeblock';
import { CopyButton } from '../parts/copy';
import { Choice, Field } from '../parts/field';
import { SecretField } from '../secrets';
import { SERVICE } from '../samples/input';

const TYPES: readonly { value: ks.HashType; label: string }[] = [
  { value: 'SHA1', label: 'SHA1' },
  { value: 'MD5', label: 'MD5' },
  { value: 'SHA256', label: 'SHA256' },
  { value: 'SHA512', label: 'SHA512' },
];

export function AppToken(props: { ks: string; token: string; onToken: (token: string) => void }) {
  const { token, onToken } = props;
  const [id, setId] = useState('');
  const [hashType, setHashType] = useState<ks.HashType>('SHA1');
  const hash = token === '' ? undefined : ks.appTokenHash(props.ks, token, hashType);
  return (
    <details class="card fold">
      <summary>
        <h2>App token</h2>
        <span class="note">
          The <code>tokenHash</code> of appToken.startSession, with this KS
        </span>
      </summary>
      <Field label="Token id" mono value={id} onValue={setId} placeholder="1_abcdefgh" hint="The id of the app token." />
      <SecretField
        label="Token"
        value={token}
        onValue={onToken}
        onForget={() => onToken('')}
        hint="The token itself: 32 hex digits, from appToken.get."
        problem={hash?.ok === false ? hash.message : undefined}
      />
      <Choice label="Hash type" options={TYPES} value={hashType} onValue={setHashType} hint="The hash type of the app token; SHA1 unless it was created with another." />
      {hash?.ok && (
        <>
          <p class="label">tokenHash</p>
          <CodeBlock label="tokenHash" kind="hash" text={hash.value} />
          <div class="actions">
            <CopyButton text={hash.value} what="tokenHash" primary />
          </div>
          <p class="label">The call</p>
          <CodeBlock label="The call" text={call(props.ks, id.trim() || '1_abcdefgh', hash.value)} />
          <div class="actions">
            <CopyButton text={call(props.ks, id.trim() || '1_abcdefgh', hash.value)} what="call" />
          </div>
        </>
      )}
    </details>
  );
}

/** Returns the curl command for appToken.startSession. It needs exactly this KS, because the hash covers its text. */
function call(text: string, id: string, hash: string): string {
  return [
    `curl --silent --show-error ${SERVICE}/api_v3/service/apptoken/action/startsession`,
    `--data-urlencode ks=${shell(text)}`,
    `--data-urlencode id=${shell(id)}`,
    `--data tokenHash=${hash}`,
    '--data format=1',
  ].join(' \\\n  ');
}
