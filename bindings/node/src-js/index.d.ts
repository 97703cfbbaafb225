/** USER for end users, ADMIN for the whole account. There is no 1. */
export declare const SessionType: {
  readonly USER: 0;
  readonly ADMIN: 2;
};
export type SessionType = 0 | 2;

/** The partner's admin secret. */
export type Secret = string | Uint8Array;

/**
 * One value, several, or none (`true`, `null`).
 */
export type PrivilegeValues = string | number | true | null | readonly (string | number)[];

/**
 * Kaltura's text (`'sview:0_abc,disableentitlement'`), a list
 * (`['sview:0_abc', { name: 'edit', values: ['0_a', '0_b'] }]`), or an object
 * (`{ sview: ['0_a', '0_b'], disableentitlement: true }`).
 */
export type Privileges =
  | string
  | null
  | readonly (string | { readonly name: string; readonly values?: PrivilegeValues })[]
  | { readonly [name: string]: PrivilegeValues };

/** What a KS says, but for its partner. */
export interface SessionOptions {
  /** The user. Needed, unless `anonymous: true` asks for a session without one. */
  userId?: string;
  /** Asks for a session without a user: whoever holds it, it is for everybody. */
  anonymous?: boolean;
  /** `SessionType.USER` (the default) or `SessionType.ADMIN`. */
  type?: SessionType;
  /** How many seconds it lives; 86400 (a day) when neither this nor `expiresAt` is given. */
  expiry?: number;
  /**
   * When it ends, in Unix seconds or as a Date, instead of `expiry`. `Date.now()`
   * gives milliseconds: they make an end in 50,000 years, which `lint` calls `far_end`.
   */
  expiresAt?: number | Date;
  /** What it may do beyond its type, and what it may not. */
  privileges?: Privileges;
  /** 2 (encrypted, the default) or 1. */
  version?: 1 | 2;
  /** The partner that acts for this one. Rarely needed. */
  masterPartnerId?: number;
  /** Free text that the server carries along. */
  additionalData?: string;
  /** The clock, in Unix seconds or as a Date, instead of the system's. */
  now?: number | Date;
  /** 16 bytes, or 32 hex digits, instead of random ones; for a v1 KS any text. For tests. */
  nonce?: Uint8Array | string;
}

export interface SignerOptions {
  /** As in KMC, Settings, Integration settings. */
  partnerId: number;
  /** The admin secret. The first of several signs. */
  secret: Secret | readonly Secret[];
}

/**
 * Makes KSs for one partner with one secret, with all that they imply kept.
 *
 * It holds memory of the WASM module: `free()` it, or declare it with `using`.
 * One that is forgotten is freed when it is collected.
 */
export declare class Signer {
  constructor(options: SignerOptions);
  /** Makes a KS. */
  generate(session: SessionOptions): string;
  /** Makes many, in order. The `KsError` of one that is refused has its `index`. */
  generateMany(sessions: Iterable<SessionOptions>): string[];
  /** Wipes the secret and gives the memory back. Any use after it is an error. */
  free(): void;
  [Symbol.dispose](): void;
}

/** Makes a KS. To make many, keep a `Signer`. */
export declare function generate(options: SignerOptions & SessionOptions): string;

export interface Privilege {
  readonly name: string;
  /** None for a flag. */
  readonly values: readonly string[];
}

/** A piece of advice, or something odd about a KS. */
export interface Advice {
  /** A stable code. */
  readonly code: string;
  /** What the server will do, and what to do. */
  readonly message: string;
}

/**
 * A value as the server holds it: text, `{ $hex }` for bytes that are not
 * UTF-8, null for a field that is absent, `{}` for an array.
 */
export type ServerValue = string | null | { readonly $hex?: string };

/** The fields by the server's own names. */
export interface ServerFields {
  readonly partnerId: ServerValue;
  readonly partnerPattern: ServerValue;
  readonly validUntil: ServerValue;
  readonly type: ServerValue;
  readonly rand: ServerValue;
  readonly user: ServerValue;
  readonly privileges: ServerValue;
  readonly masterPartnerId: ServerValue;
  readonly additionalData: ServerValue;
  readonly parsedPrivileges: readonly (readonly [ServerValue, readonly ServerValue[]])[];
  readonly hash: string;
  readonly isAdmin: boolean;
  readonly isWidget: boolean;
  readonly isAnonymous: boolean;
  readonly sessionIdHash: string | null;
}

/** A KS as the server reads it. What is no plain value of its kind is null; `server` has it as it stands. */
export interface Decoded {
  readonly version: 1 | 2;
  readonly partnerId: number | null;
  readonly type: SessionType | null;
  readonly userId: string | null;
  /** Unix seconds. Beyond 2^53 not exact; `server.validUntil` has the digits. */
  readonly expiresAt: number | null;
  readonly privileges: readonly Privilege[];
  readonly privilegesText: string;
  readonly masterPartnerId: number | null;
  readonly additionalData: string | null;
  /** What identifies the session, however its text is spelled. */
  readonly sessionHash: string;
  /** Which of the secrets signed it. */
  readonly secretIndex: number;
  /** Whether `verify` could accept it; if not, `warnings` say why. */
  readonly canonical: boolean;
  readonly warnings: readonly Advice[];
  readonly server: ServerFields;
}

export interface DecodeOptions {
  /** The admin secret, or several while it is rotated. */
  secret: Secret | readonly Secret[];
  /** How many fields the server reads (`max_input_vars`); 10000 when not given. */
  maxFields?: number;
}

/**
 * Checks the signature of a KS and reads it as the server does, for people who
 * debug: also one that is expired or odd. A service that accepts KSs uses `verify`.
 */
export declare function decode(ks: string, options: DecodeOptions): Decoded;

/** What a request looks like to the server. */
export interface RequestOptions {
  /** The clock, in Unix seconds or as a Date, instead of the system's. */
  now?: number | Date;
  /** The client's address, for `iprestrict`. */
  remoteAddr?: string;
  /** Path and query, for `urirestrict`. */
  requestUri?: string;
}

/** What identifies a session to a revocation check. */
export interface SessionHashes {
  readonly session: string;
  /** Of its `sessionid` group, if it is in one. */
  readonly sessionId: string | null;
}

export interface VerifyOptions extends RequestOptions {
  secret: Secret | readonly Secret[];
  /** The partner whose KS it must be. */
  partnerId: number;
  /** Privileges that it must carry: `'list'`, `'sview:0_abc'`. */
  required?: readonly string[];
  /**
   * Asked last: whether the session, or its group, was ended. It answers at once;
   * where the answer must be awaited, look the session up before, by
   * `decode(ks, { secret }).sessionHash`.
   */
  revoked?: (hashes: SessionHashes) => boolean;
}

/** A KS that was signed by the partner, is not expired, and fits what was expected. */
export interface Verified {
  readonly version: 1 | 2;
  readonly partnerId: number;
  readonly type: SessionType;
  /** null: an anonymous session. */
  readonly userId: string | null;
  /** Nobody's in particular, as widget sessions are, which anybody can get. */
  readonly isAnonymous: boolean;
  /** Unix seconds. Beyond 2^53 not exact. */
  readonly expiresAt: number;
  readonly privileges: readonly Privilege[];
  readonly privilegesText: string;
  readonly masterPartnerId: number | null;
  readonly additionalData: string | null;
  /** Count actions and revoke by this, never by the text of the KS. */
  readonly sessionHash: string;
  readonly sessionIdHash: string | null;
  readonly secretIndex: number;
}

/**
 * Accepts a KS in a service of your own, or throws why not. That does not make it
 * somebody's: look at `isAnonymous` where a user is needed.
 */
export declare function verify(ks: string, options: VerifyOptions): Verified;

export interface ExplainOptions extends RequestOptions {
  secret: Secret | readonly Secret[];
  /** Privileges to ask about: `'list'`, `'sview:0_abc'`. */
  can?: readonly string[];
}

/** What Kaltura would answer. */
export interface Explanation {
  /** The server's status; null where the server itself fails. */
  readonly status: { readonly number: number; readonly name: string } | null;
  /** The API error that a client would see; null when it is accepted. */
  readonly apiError: string | null;
  readonly reason: string;
  readonly can: readonly { readonly name: string; readonly value: string | null; readonly granted: boolean }[];
}

/** Says what Kaltura would answer to a KS, and why. */
export declare function explain(ks: string, options: ExplainOptions): Explanation;

/** What a KS shows without a secret. Nothing of it is verified. */
export interface Unverified {
  readonly version: 1 | 2;
  readonly partnerId: number | null;
  readonly partnerText: string;
  /** v1: what it claims. v2 has it encrypted. */
  readonly claims: {
    readonly validUntil: string;
    readonly type: string | null;
    readonly rand: string | null;
    readonly userId: string | null;
    readonly privileges: string | null;
    readonly masterPartnerId: string | null;
    readonly additionalData: string | null;
  } | null;
  readonly encryptedBytes: number | null;
  readonly truncated: boolean;
}

/** Looks at a KS without a secret. */
export declare function inspect(ks: string): Unverified;

export interface RenewOptions {
  /** Any of them signed the old KS; the first signs the new one. */
  secret: Secret | readonly Secret[];
  expiry?: number;
  /** In seconds, not milliseconds; or a Date. */
  expiresAt?: number | Date;
  now?: number | Date;
  nonce?: Uint8Array | string;
}

/** Signs a KS anew: the same content, another end. The old one may be expired. */
export declare function renew(ks: string, options: RenewOptions): string;

/** Advice on a session that is to be made: takes what `generate` takes. */
export declare function lint(session: SessionOptions & Partial<SignerOptions>): readonly Advice[];
/** Advice on a KS. */
export declare function lint(ks: string, options: { secret: Secret | readonly Secret[]; now?: number | Date }): readonly Advice[];

/** The `tokenHash` of `appToken.startSession`. `hashType` is SHA1 when not given. */
export declare function appTokenHash(ks: string, token: string, hashType?: 'SHA1' | 'MD5' | 'SHA256' | 'SHA512'): string;

/** Why a KS was not made, or not taken. It never holds a secret. */
export declare class KsError extends Error {
  private constructor();
  readonly name: 'KsError';
  /**
   * Stable, and the same in every language: `invalid_privilege`, `bad_signature`,
   * `expired` … Only `invalid_option`, `signer_freed` and `not_initialized` are
   * JavaScript's own.
   */
  readonly code: string;
  /** Which of the sessions of `generateMany` was refused. */
  readonly index?: number;
}

declare global {
  // Older `lib` settings do not know it.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}
