// The fields of the Make tab, and the session that they describe.

import * as ks from '../ks';
import { fromField, parseDuration } from '../time';

export interface Fields {
  userId: string;
  type: 0 | 2;
  partnerId: string;
  /** Seconds, or a duration such as `4 h`. */
  expiry: string;
  /** A date and time, as the field holds it; used instead of `expiry` when it is not empty. */
  endsAt: string;
  privileges: string;
  anonymous: boolean;
  version: 1 | 2;
  masterPartnerId: string;
  additionalData: string;
}

export const EMPTY: Fields = {
  userId: '',
  type: 0,
  partnerId: '',
  expiry: '86400',
  endsAt: '',
  privileges: '',
  anonymous: false,
  version: 2,
  masterPartnerId: '',
  additionalData: '',
};

export type FieldName = keyof Fields | 'secret';

/** What is wrong with the fields: the field, and a sentence about it. */
export interface Problem {
  field: FieldName | undefined;
  message: string;
}

export type Result =
  | { kind: 'made'; ks: string; expiresAt: number; madeAt: number }
  | { kind: 'missing'; fields: readonly FieldName[] }
  | { kind: 'refused'; problem: Problem };

const FIELD_OF: Record<string, FieldName> = {
  invalid_secret: 'secret',
  invalid_partner_id: 'partnerId',
  invalid_user_id: 'userId',
  invalid_type: 'type',
  invalid_expiry: 'expiry',
  invalid_privilege: 'privileges',
  repeated_privilege: 'privileges',
  too_many_privileges: 'privileges',
  invalid_master_partner_id: 'masterPartnerId',
  invalid_additional_data: 'additionalData',
};

/** Assigns an error of the core to the field that it is about. */
export function problem(error: { code: string; message: string }, fields: Fields): Problem {
  let field = FIELD_OF[error.code];
  if (field === 'expiry' && fields.endsAt !== '') field = 'endsAt';
  return { field, message: sentence(error.message) };
}

/** Removes the name of the field from a message that is shown at the field, and capitalizes it. */
export function sentence(message: string): string {
  const bare = message.replace(/^[\w ]{1,30}: (?=\S)/, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** Parses a whole number that JavaScript represents exactly. */
const integer = (text: string): number | undefined => {
  const trimmed = text.trim();
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : undefined;
};

/** Converts the fields to a session, or returns the problem of a field that is not a number, time or duration. */
export function toSession(fields: Fields): { session: ks.SessionOptions } | { problem: Problem } {
  const session: ks.SessionOptions = { type: fields.type };
  if (fields.anonymous) session.anonymous = true;
  else session.userId = fields.userId;
  if (fields.endsAt !== '') {
    const time = fromField(fields.endsAt);
    if (time === undefined) return { problem: { field: 'endsAt', message: 'This is not a date and time.' } };
    session.expiresAt = time;
  } else {
    const seconds = parseDuration(fields.expiry);
    if (seconds === undefined) {
      return { problem: { field: 'expiry', message: 'Enter seconds, such as 86400, or a duration, such as 4 h or 1 h 30 min.' } };
    }
    session.expiry = seconds;
  }
  if (fields.privileges.trim() !== '') session.privileges = fields.privileges;
  if (fields.version !== 2) session.version = fields.version;
  if (fields.masterPartnerId.trim() !== '') {
    const id = integer(fields.masterPartnerId);
    if (id === undefined) return { problem: { field: 'masterPartnerId', message: 'Enter the number of a partner, such as 1234567.' } };
    session.masterPartnerId = id;
  }
  if (fields.additionalData !== '') session.additionalData = fields.additionalData;
  return { session };
}

const NO_NUMBER: Problem = { field: 'partnerId', message: 'Enter the number of the account, such as 1234567.' };

/** Generates a KS from the fields, or reports what is missing or wrong. */
export function make(fields: Fields, secret: string, now: number): Result {
  const missing: FieldName[] = [];
  if (secret === '') missing.push('secret');
  if (fields.userId === '' && !fields.anonymous) missing.push('userId');
  if (fields.partnerId.trim() === '') missing.push('partnerId');
  const made = toSession(fields);
  if ('problem' in made) return { kind: 'refused', problem: made.problem };
  if (missing.length > 0) return { kind: 'missing', fields: missing };
  const partnerId = integer(fields.partnerId);
  if (partnerId === undefined) return { kind: 'refused', problem: NO_NUMBER };
  const { session } = made;
  const result = ks.generate(partnerId, secret, { ...session, now });
  if (!result.ok) return { kind: 'refused', problem: problem(result, fields) };
  return { kind: 'made', ks: result.value, expiresAt: ends(result.value, secret, session, now), madeAt: now };
}

/** Returns the end of a KS. It is read from the KS, because the expiry of some sessions is rounded up. */
function ends(text: string, secret: string, session: ks.SessionOptions, now: number): number {
  const read = ks.decode(text, [secret]);
  return (read.ok ? read.value.expiresAt : null) ?? (session.expiresAt as number | undefined) ?? now + (session.expiry ?? 86_400);
}

/** Returns advice on the session and the problems of its fields. This needs no secret. */
export function check(fields: Fields, now: number): { advice: readonly ks.Advice[]; problems: readonly Problem[] } {
  const made = toSession(fields);
  if ('problem' in made) {
    // Checks the other fields with the default of this one.
    const { field } = made.problem;
    const rest = check({ ...fields, ...(field === undefined || field === 'secret' ? EMPTY : { [field]: EMPTY[field] }) }, now);
    return { advice: rest.advice, problems: [made.problem, ...rest.problems] };
  }
  const problems: Problem[] = [];
  if (fields.partnerId.trim() !== '' && integer(fields.partnerId) === undefined) problems.push(NO_NUMBER);
  const { session } = made;
  // Before a user id is typed, advice about its absence would be noise.
  if (session.userId === '') {
    delete session.userId;
    session.anonymous = true;
  }
  const result = ks.lintSession({ ...session, now });
  if (!result.ok) return { advice: [], problems: [...problems, problem(result, fields)] };
  return { problems, advice: result.value.filter(({ code }) => fields.anonymous || fields.userId !== '' || code !== 'anonymous_session') };
}
