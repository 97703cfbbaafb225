// What the code samples are made from: the session of the Make tab, as plain values.

import type { Fields } from '../make/session';
import { toSession } from '../make/session';

export interface Sample {
  partnerId: string;
  /** undefined: anonymous. */
  userId: string | undefined;
  admin: boolean;
  /** Seconds; what session.start takes. */
  expiry: number;
  /** Unix seconds, where the session has a date instead of a lifetime. */
  expiresAt: number | undefined;
  privileges: string;
  version: 1 | 2;
  masterPartnerId: number | undefined;
  additionalData: string | undefined;
}

/** A program that makes a KS by itself, and one that asks the server through Kaltura's client. */
export interface Language {
  key: string;
  label: string;
  local: (sample: Sample) => string;
  client: (sample: Sample) => string;
  /** What the two programs need installed. */
  needs: { local: string; client: string };
}

export const SERVICE = 'https://www.kaltura.com';

/** The values of the fields; what is empty or not valid yet is replaced by an example. */
export function sample(fields: Fields, now: number): Sample {
  const made = toSession(fields);
  const session = 'session' in made ? made.session : {};
  const expiresAt = session.expiresAt as number | undefined;
  return {
    partnerId: /^-?\d{1,10}$/.test(fields.partnerId.trim()) ? fields.partnerId.trim() : '1234567',
    userId: fields.anonymous ? undefined : fields.userId || 'user@example.com',
    admin: fields.type === 2,
    expiry: expiresAt === undefined ? (session.expiry ?? 86_400) : Math.max(1, expiresAt - now),
    expiresAt,
    privileges: fields.privileges.trim() === '' ? '' : fields.privileges,
    version: fields.version,
    masterPartnerId: session.masterPartnerId ?? undefined,
    additionalData: session.additionalData ?? undefined,
  };
}

/** Joins the lines that apply; `false` and undefined are left out. */
export const lines = (...all: (string | false | undefined)[]) => all.filter((line) => typeof line === 'string').join('\n') + '\n';
