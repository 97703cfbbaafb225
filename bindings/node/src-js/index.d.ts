/** USER for end users, ADMIN for the whole account. The value 1 does not exist. */
export declare const SessionType: {
  readonly USER: 0;
  readonly ADMIN: 2;
};
export type SessionType = 0 | 2;

/** An admin secret of the partner. */
export type Secret = string | Uint8Array;

/** One value, several values, or none (`true` or `null`). */
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

/** The content of a KS, except its partner. `null` means the same as leaving an option out. */
export interface SessionOptions {
  /** The user id. Required unless `anonymous` is `true`. */
  userId?: string | null;
  /** `true` for a session that is not bound to a user: anyone who holds the KS can use it. */
  anonymous?: boolean | null;
  /** `SessionType.USER` (the default) or `SessionType.ADMIN`. */
  type?: SessionType | null;
  /** The lifetime in seconds. Defaults to 86400, one day. */
  expiry?: number | null;
  /**
   * When the session ends, instead of `expiry`: a `Date`, or Unix seconds.
   * `Date.now()` returns milliseconds; divide it by 1000.
   */
  expiresAt?: number | Date | null;
  /** What the session may do beyond its type, and what it may not. */
  privileges?: Privileges;
  /** The format: 2 (encrypted, the default) or 1. */
  version?: 1 | 2 | null;
  /** The partner that acts for this one. Rarely needed. */
  masterPartnerId?: number | null;
  /** Free text that the server stores without reading it. */
  additionalData?: string | null;
  /** The current time, a `Date` or Unix seconds, instead of the system clock. */
  now?: number | Date | null;
  /** 16 bytes or 32 hex digits instead of random ones; for a v1 KS, any text. For tests. */
  nonce?: Uint8Array | string | null;
}

export interface KeyringOptions {
  /** The admin secret, or several during a rotation. */
  secret: Secret | readonly Secret[];
}

export interface SignerOptions {
  /**
   * The partner id as a number or a decimal string. The Kaltura Management Console
   * (KMC) shows it under Settings, Integration settings.
   */
  partnerId: number | string;
  /** The admin secret. If there are several, the first one signs. */
  secret: Secret | readonly Secret[];
}

export interface ExpiryOptions {
  /** The new lifetime in seconds. Defaults to 86400, one day. */
  expiry?: number | null;
  /** When the session ends, instead of `expiry`: a `Date`, or Unix seconds. */
  expiresAt?: number | Date | null;
  /** The current time, a `Date` or Unix seconds, instead of the system clock. */
  now?: number | Date;
}

/**
 * Generates KSs for one partner. It derives the key from the secret once.
 *
 * A signer holds memory of the WASM module. Call `free()`, or declare it with
 * `using`; otherwise it is freed when it is garbage-collected.
 */
export declare class Signer {
  constructor(options: SignerOptions);
  /** Generates a KS. */
  generate(session: SessionOptions): string;
  /** Generates many KSs, in order. If a session is rejected, the `KsError` has its `index`. */
  generateMany(sessions: Iterable<SessionOptions>): string[];
  /**
   * Generates a KS with the content of another one and a new expiry. Any of the
   * secrets may have signed the old KS, which may be expired.
   */
  renew(ks: string, options?: ExpiryOptions): string;
  /** Wipes the secret and frees the memory. Any later use is an error. */
  free(): void;
  [Symbol.dispose](): void;
}

/** Generates a KS. To generate many, create a `Signer` once. */
export declare function generate(options: SignerOptions & SessionOptions): string;

export interface Privilege {
  readonly name: string;
  /** Empty for a flag. */
  readonly values: readonly string[];
}

/** A piece of advice, or a deviation of a KS from the canonical form. */
export interface Advice {
  /** A stable code. */
  readonly code: string;
  /** What the server will do, and what to do about it. */
  readonly message: string;
}

/**
 * A value as the server reads it: text, `{ $hex }` for bytes that are not UTF-8,
 * null for an absent field, or `{}` for an array.
 */
export type RawValue = string | null | { readonly $hex?: string };

/** The fields by the server's own names. */
export interface RawFields {
  readonly partnerId: RawValue;
  readonly partnerPattern: RawValue;
  readonly validUntil: RawValue;
  readonly type: RawValue;
  readonly rand: RawValue;
  readonly user: RawValue;
  readonly privileges: RawValue;
  readonly masterPartnerId: RawValue;
  readonly additionalData: RawValue;
  readonly parsedPrivileges: readonly (readonly [RawValue, readonly RawValue[]])[];
  readonly hash: string;
}

/**
 * A KS as the server reads it. A field whose value is not valid is null;
 * `rawFields` contains the value as it was signed.
 */
export interface Decoded {
  readonly version: 1 | 2;
  readonly partnerId: number | null;
  readonly type: SessionType | null;
  readonly userId: string | null;
  /** Unix seconds. Inexact beyond 2^53; `rawFields.validUntil` has every digit. */
  readonly expiresAt: number | null;
  readonly privileges: readonly Privilege[];
  readonly privilegesText: string;
  readonly masterPartnerId: number | null;
  readonly additionalData: string | null;
  /** Identifies the session, whichever way the KS is spelled. */
  readonly sessionHash: string;
  /** Identifies the group of its `sessionid` privilege; null if it has none. */
  readonly groupHash: string | null;
  /** The index of the secret that signed the KS. */
  readonly secretIndex: number;
  readonly isAdmin: boolean;
  readonly isWidget: boolean;
  /** `true` if the session has no user, or the user `0` that widget sessions carry. */
  readonly isAnonymous: boolean;
  /** `true` if `verify` can accept the KS. If not, `warnings` say why. */
  readonly isCanonical: boolean;
  readonly warnings: readonly Advice[];
  readonly rawFields: RawFields;
}

/**
 * Checks the signature of a KS and decodes it as the server does. For debugging:
 * it accepts expired and non-canonical KSs too. A service that receives KSs must
 * call `verify`.
 */
export declare function decode(ks: string, options: KeyringOptions): Decoded;

/** A request as the server sees it. */
export interface RequestOptions {
  /** The current time, a `Date` or Unix seconds, instead of the system clock. */
  now?: number | Date;
  /** The IP address of the client, for `iprestrict`. */
  remoteAddr?: string;
  /** The path and query of the request, for `urirestrict`. */
  requestUri?: string;
}

/** The hashes that identify a session to a revocation check. */
export interface SessionHashes {
  readonly sessionHash: string;
  /** The hash of the `sessionid` group; null if the session is not in one. */
  readonly groupHash: string | null;
}

export interface VerifyOptions extends RequestOptions {
  /** The partner that the KS must belong to, as a number or a decimal string. */
  partnerId: number | string;
  /** Privileges that the KS must grant: `'list'`, `'sview:0_abc'`. */
  required?: readonly string[];
  /**
   * Returns `true` if the session or its group was ended. `verify` calls it last.
   * It must return at once; if the lookup is asynchronous, await it before you
   * call `verify`, by the `sessionHash` that `decode` returns.
   */
  revoked?: (hashes: SessionHashes) => boolean;
}

/** A KS that the partner signed, that has not expired, and that passed every check. */
export interface Verified {
  readonly version: 1 | 2;
  readonly partnerId: number;
  readonly type: SessionType;
  /** null for a session without a user. */
  readonly userId: string | null;
  /**
   * `true` if the session names no single user: it has no user id, a blank one, the
   * `0` of widget sessions or another spelling of it (`00`, `0.0`), or `*`.
   */
  readonly isAnonymous: boolean;
  /** Unix seconds. Inexact beyond 2^53. */
  readonly expiresAt: number;
  readonly privileges: readonly Privilege[];
  readonly privilegesText: string;
  readonly masterPartnerId: number | null;
  readonly additionalData: string | null;
  /** Count actions and revoke sessions by this hash, never by the text of the KS. */
  readonly sessionHash: string;
  /** Identifies the group of its `sessionid` privilege; null if it has none. */
  readonly groupHash: string | null;
  /** The index of the secret that signed the KS. */
  readonly secretIndex: number;
}

/**
 * Verifies a KS for a service, or throws the reason for rejecting it.
 *
 * This does not identify a user: a widget session, which anyone can obtain, also
 * verifies. Check `isAnonymous` if you need a user.
 */
export declare function verify(ks: string, options: KeyringOptions & VerifyOptions): Verified;

export interface ExplainOptions extends RequestOptions {
  /** Privileges to check: `'list'`, `'sview:0_abc'`. */
  can?: readonly string[];
}

/** Whether a KS grants one privilege, and why. */
export interface Grant {
  readonly name: string;
  readonly value: string | null;
  readonly granted: boolean;
  /** The rule that decided. */
  readonly rule:
    | 'not_accepted' | 'admin_passes' | 'wildcard' | 'verify_privileges' | 'star_only' | 'whole_element' | 'name' | 'not_read';
}

/** One of Kaltura's error answers, explained. */
export interface ErrorAnswer {
  /** The code of the API error, such as `SERVICE_FORBIDDEN`. */
  readonly code: string;
  /** The inner status of `INVALID_KS`, such as `EXPIRED`. */
  readonly status: string | null;
  /** The server's message, if the answer has one. */
  readonly message: string | null;
  readonly meaning: string;
  /** What to check or change. */
  readonly check: string;
}

/** What Kaltura would answer. */
export interface Explanation {
  /** The server's status; null if the server itself fails, and for an error answer without a KS. */
  readonly status: { readonly number: number; readonly name: string } | null;
  /** The API error that a client would receive; null if the KS is accepted. */
  readonly apiError: string | null;
  readonly reason: string;
  readonly isAccepted: boolean;
  /** The answers to `can`, in order. */
  readonly grants: readonly Grant[];
  /** What the answer depends on, and which calls are likely refused. */
  readonly advice: readonly Advice[];
  /** One of Kaltura's error answers, if the text contains one. */
  readonly answer: ErrorAnswer | null;
}

/**
 * Predicts what Kaltura would answer to a KS, and explains why. The text may also
 * be a URL or a log line with a KS in it, or one of Kaltura's error answers.
 */
export declare function explain(text: string, options: KeyringOptions & ExplainOptions): Explanation;

/**
 * Admin secrets with the keys derived from them. Create it once to decode or
 * verify many KSs; the functions derive the key on every call.
 *
 * A keyring holds memory of the WASM module. Call `free()`, or declare it with
 * `using`; otherwise it is freed when it is garbage-collected.
 */
export declare class Keyring {
  constructor(options: KeyringOptions);
  /** Decodes a KS. See the function `decode`. */
  decode(ks: string): Decoded;
  /** Verifies a KS for a service. See the function `verify`. */
  verify(ks: string, options: VerifyOptions): Verified;
  /** Predicts what Kaltura would answer to a KS. See the function `explain`. */
  explain(text: string, options?: ExplainOptions): Explanation;
  /** Returns advice on a KS. */
  lint(ks: string, options?: { now?: number | Date }): readonly Advice[];
  /** Returns a signer of these secrets. The first one signs. */
  signer(partnerId: number | string): Signer;
  /** Wipes the secrets and frees the memory. Any later use is an error. */
  free(): void;
  [Symbol.dispose](): void;
}

/** What a KS shows without a secret. None of it is verified. */
export interface Unverified {
  readonly version: 1 | 2;
  readonly partnerId: number | null;
  readonly partnerText: string;
  /** The fields that a v1 KS claims; null for v2, which encrypts them. */
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
  /** `true` if a v2 KS was certainly cut off. */
  readonly truncated: boolean;
}

/** Reads what a KS shows without a secret. */
export declare function inspect(ks: string): Unverified;

/** A KS found in a text. */
export interface FoundKs {
  /** The KS, with URL and JSON escapes removed. */
  readonly ks: string;
  /** Where it starts in the text: `text.slice(start, end)` is the KS as it is written there. */
  readonly start: number;
  readonly end: number;
}

/** Finds the first KS in a URL, a log line, JSON or any other text; null if there is none. */
export declare function find(text: string): FoundKs | null;

/**
 * Generates a KS with the content of another one and a new expiry. Any of the
 * secrets may have signed the old KS, which may be expired; the first secret signs
 * the new one.
 */
export declare function renew(ks: string, options: SignerOptions & ExpiryOptions): string;

/** Returns advice on a session that you are about to generate. Takes the options of `generate`. */
export declare function lint(session: SessionOptions & Partial<SignerOptions>): readonly Advice[];
/** Returns advice on a KS. */
export declare function lint(ks: string, options: KeyringOptions & { now?: number | Date }): readonly Advice[];

/** Returns the `tokenHash` of `appToken.startSession`. `hashType` defaults to SHA1. */
export declare function appTokenHash(ks: string, token: string, hashType?: 'SHA1' | 'MD5' | 'SHA256' | 'SHA512'): string;

/** A privilege that the server or one of Kaltura's applications reads. */
export interface PrivilegeInfo {
  readonly name: string;
  /** What follows the colon: nothing, one value, one whole number, text, values joined with `/`, or URIs joined with `|`. */
  readonly kind: 'flag' | 'one' | 'number' | 'text' | 'list' | 'uri_list';
  /** The value in words; empty for a flag. */
  readonly value: string;
  readonly meaning: string;
  /** `true` if callers of `appToken.startSession` cannot set it. */
  readonly reserved: boolean;
  /** `true` if the server reads it. It stores the others without reading them. */
  readonly readByServer: boolean;
  /** The Kaltura application that reads it, if the server does not. */
  readonly readByApplication: string | null;
  /** How the server decides whether a KS grants it. */
  readonly decidedBy: 'verify_privileges' | 'star_only' | 'whole_element' | 'name' | 'not_read';
  /** `true` if an ADMIN session passes before the server looks at it. */
  readonly adminPasses: boolean;
}

/** Returns the privileges that Kaltura's server, guides and SDKs know. */
export declare function privilegeTable(): readonly PrivilegeInfo[];

/** A session that one of Kaltura's guides recommends for a purpose. */
export interface Recipe {
  readonly name: string;
  readonly purpose: string;
  readonly type: SessionType;
  /** `true` if the session has no user. */
  readonly anonymous: boolean;
  /** The recommended lifetime in seconds. */
  readonly expiry: number;
  readonly parts: readonly {
    /** Kaltura's privilege text, with fields in braces: `sview:{entry}`. */
    readonly template: string;
    readonly need: 'required' | 'optional' | 'one_of';
  }[];
  /** The values that the privileges take. */
  readonly fields: readonly {
    readonly name: string;
    readonly meaning: string;
    readonly example: string;
    readonly isUrl: boolean;
  }[];
  /** What to know before you use it. */
  readonly note: string;
  readonly source: string;
}

/** Returns the recipes of Kaltura's guides. */
export declare function recipes(): readonly Recipe[];

/** Returns the privileges of a recipe with its fields filled in: `fillRecipe('playback', { entry: '0_abc' })`. */
export declare function fillRecipe(name: string, values?: { readonly [field: string]: string }): string;

/** Returns every `code` of a `KsError` that the core reports, with a description. */
export declare function errorCodes(): readonly { readonly code: ErrorCode; readonly description: string }[];

/** The `code` of a `KsError`. The codes are the same in every language. */
export type ErrorCode =
  | 'invalid_secret'
  | 'invalid_partner_id'
  | 'invalid_master_partner_id'
  | 'invalid_user_id'
  | 'invalid_type'
  | 'invalid_expiry'
  | 'invalid_privilege'
  | 'repeated_privilege'
  | 'too_many_privileges'
  | 'invalid_additional_data'
  | 'invalid_nonce'
  | 'invalid_version'
  | 'invalid_hash_type'
  | 'invalid_remote_addr'
  | 'random_unavailable'
  | 'missing_remote_addr'
  | 'missing_request_uri'
  | 'invalid_app_token'
  | 'unknown_option'
  | 'invalid_option'
  | 'empty_ks'
  | 'not_base64'
  | 'blank_for_plus'
  | 'not_a_ks'
  | 'bad_signature'
  | 'array_privilege'
  | 'not_canonical'
  | 'wrong_partner'
  | 'expired'
  | 'restricted_ip'
  | 'restricted_uri'
  | 'invalid_actions_limit'
  | 'not_granted'
  | 'revoked'
  | 'invalid_role'
  | 'ott_ks';

/** The error for a KS that could not be generated, decoded or verified. It never contains a secret. */
export declare class KsError extends Error {
  private constructor();
  readonly name: 'KsError';
  /**
   * A stable code. Only `signer_freed`, `keyring_freed` and `not_initialized` are
   * specific to JavaScript.
   */
  readonly code: ErrorCode | 'signer_freed' | 'keyring_freed' | 'not_initialized';
  /** The index of the session that `generateMany` rejected. */
  readonly index?: number;
}

declare global {
  // Older `lib` settings lack it.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}
