// The session of the form as a program, in each language and in two forms.

import { useState } from 'preact/hooks';
import { CodeBlock } from '../parts/codeblock';
import { CopyButton } from '../parts/copy';
import { Choice } from '../parts/field';
import { Tabs } from '../parts/tabs';
import { LANGUAGES } from '../samples';
import { sample } from '../samples/input';
import { clock } from '../time';
import type { Fields } from './session';

type Form = 'local' | 'client';

export function CodeCard(props: { fields: Fields }) {
  const [key, setKey] = useState('php');
  const [form, setForm] = useState<Form>('local');
  const language = LANGUAGES.find((each) => each.key === key) ?? LANGUAGES[0]!;
  const values = sample(props.fields, clock());
  const code = language[form](values);
  return (
    <div class="card">
      <h2>Code</h2>
      <Choice
        label="Form of the program"
        quiet
        options={[
          { value: 'local' as const, label: 'Locally, with kaltura-ks' },
          { value: 'client' as const, label: 'With Kaltura’s client (session.start)' },
        ]}
        value={form}
        onValue={setForm}
      />
      <Tabs label="Language" tabs={LANGUAGES} selected={key} onSelect={setKey}>
        <p class="note needs">
          Needs: <span class="mono">{language.needs[form]}</span>
        </p>
        <CodeBlock label="The program" text={code} />
        <div class="actions">
          <CopyButton text={code} what="program" />
        </div>
      </Tabs>
      <p class="note">
        The program reads the secret from the environment variable <code>KALTURA_ADMIN_SECRET</code>. {clientNote(form, props.fields)}
      </p>
      <details class="more">
        <summary>How to use the KS</summary>
        <dl class="uses">
          <dt>Kaltura’s clients</dt>
          <dd>
            <code>client.setKs(ks)</code>, or <code>client.KS = ks</code> in C# and <code>client.ks = ks</code> in Ruby
          </dd>
          <dt>An API call</dt>
          <dd>
            the parameter <code>ks</code>, URL-encoded: <code>…/api_v3/service/media/action/list?ks=KS</code>. Better in the body of a POST,
            because servers log URLs
          </dd>
          <dt>Playback</dt>
          <dd>
            <code>…/p/PARTNER/playManifest/entryId/ENTRY/format/url/ks/KS</code>
          </dd>
          <dt>A header</dt>
          <dd>
            <code>Authorization: KS THE_KS</code>, where a service takes it
          </dd>
        </dl>
      </details>
    </div>
  );
}

/** Names the fields of the form for which session.start has no parameter. */
function clientNote(form: Form, fields: Fields): string {
  if (form === 'local') return '';
  const missing = [
    fields.version === 1 && 'the KS version (a setting of the account)',
    fields.masterPartnerId.trim() !== '' && 'a master partner',
    fields.additionalData !== '' && 'additional data',
    fields.endsAt !== '' && 'an end date, so the expiry is counted from now',
  ].filter((each) => each !== false);
  return missing.length === 0 ? '' : `session.start has no parameter for ${missing.join(', ')}.`;
}
