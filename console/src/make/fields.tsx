// The six fields of session.start in the order of Kaltura's TestMe console, and the rarer ones.

import type { ComponentChildren } from 'preact';
import { Choice, Field } from '../parts/field';
import { SecretField } from '../secrets';
import { day, fromField, parseDuration, relative, toField } from '../time';
import { type FieldName, type Fields, type Problem, toSession } from './session';

const WHERE = 'In the KMC (Kaltura Management Console): Settings, Integration settings.';

export function FieldsCard(props: {
  fields: Fields;
  onFields: (change: Partial<Fields>) => void;
  secret: string;
  onSecret: (secret: string) => void;
  onForget: () => void;
  problems: readonly Problem[];
  now: number;
  children: ComponentChildren;
}) {
  const { fields, onFields } = props;
  const of = (name: FieldName) => props.problems.find(({ field }) => field === name)?.message;
  return (
    <div class="card session">
      <header>
        <h2>Session</h2>
        <span class="note">the fields of session.start</span>
      </header>
      <SecretField
        label="secret"
        value={props.secret}
        onValue={props.onSecret}
        onForget={props.onForget}
        hint={`The admin secret. ${WHERE}`}
        problem={of('secret')}
      />
      <Field
        label="userId"
        mono
        value={fields.anonymous ? '' : fields.userId}
        onValue={(userId) => onFields({ userId, anonymous: false })}
        hint={fields.anonymous ? 'None: this session is anonymous.' : 'Any id; for a KS without a user, choose “Anonymous” under “More”.'}
        problem={of('userId')}
      />
      <Choice
        label="type"
        options={[
          { value: 0 as const, label: 'USER' },
          { value: 2 as const, label: 'ADMIN' },
        ]}
        value={fields.type}
        onValue={(type) => onFields({ type })}
        hint={fields.type === 2 ? 'Unrestricted access to the account. For your own servers only.' : 'For end users: only what the privileges allow.'}
      />
      <Field
        label="partnerId"
        mono
        inputMode="numeric"
        value={fields.partnerId}
        onValue={(partnerId) => onFields({ partnerId })}
        hint={`The number of the account. ${WHERE}`}
        problem={of('partnerId')}
      />
      <Field
        label="expiry"
        mono
        value={fields.endsAt === '' ? fields.expiry : ''}
        placeholder={fields.endsAt === '' ? undefined : 'the date under “More” is used'}
        onValue={(expiry) => onFields({ expiry, endsAt: '' })}
        hint={expiryInWords(fields, props.now)}
        problem={of('expiry')}
      />
      {props.children}
      <details class="more">
        <summary>More</summary>
        <label class="check">
          <input type="checkbox" checked={fields.anonymous} onChange={() => onFields({ anonymous: !fields.anonymous })} />
          <span>Anonymous: a session without a user. Anyone who holds the KS can use it.</span>
        </label>
        <Field
          label="End date and time"
          type="datetime-local"
          step="1"
          value={fields.endsAt}
          onValue={(endsAt) => onFields({ endsAt })}
          hint="Instead of expiry, in your time zone."
          problem={of('endsAt')}
          after={
            <button
              type="button"
              class="quiet"
              onClick={() => onFields({ endsAt: fields.endsAt === '' ? toField(props.now + 86_400) : '' })}
            >
              {fields.endsAt === '' ? 'Set' : 'Clear'}
            </button>
          }
        />
        <Choice
          label="KS version"
          options={[
            { value: 2 as const, label: '2, encrypted' },
            { value: 1 as const, label: '1, readable' },
          ]}
          value={fields.version}
          onValue={(version) => onFields({ version })}
          hint="The server accepts both from every account. Anyone can read what a version 1 KS contains."
        />
        <Field
          label="Master partner"
          mono
          inputMode="numeric"
          value={fields.masterPartnerId}
          onValue={(masterPartnerId) => onFields({ masterPartnerId })}
          hint="The partner that acts for this one. Rarely needed."
          problem={of('masterPartnerId')}
        />
        <Field
          label="Additional data"
          value={fields.additionalData}
          onValue={(additionalData) => onFields({ additionalData })}
          hint="Text that the server stores in the session."
          problem={of('additionalData')}
        />
      </details>
    </div>
  );
}

function expiryInWords(fields: Fields, now: number): string {
  const made = toSession(fields);
  if ('problem' in made) return 'Seconds, or a duration such as 4 h.';
  const at = fields.endsAt === '' ? now + (parseDuration(fields.expiry) ?? 0) : (fromField(fields.endsAt) ?? now);
  if (at <= now) return 'This is not in the future.';
  return `Expires ${day(at, now)} (${relative(at, now)}).`;
}
