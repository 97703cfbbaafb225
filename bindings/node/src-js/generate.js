// Generating and renewing a KS: the Signer, and how a session crosses to the module.

import * as wasm from '../build/glue/ks.js';
import { passKs, takeResult } from './bridge.js';
import * as check from './checks.js';
import { KsError } from './error.js';
import { packPrivileges } from './pack.js';
import { isWellFormed } from './unicode.js';

export const SESSION = [
  'userId', 'anonymous', 'type', 'expiry', 'expiresAt', 'privileges', 'version', 'masterPartnerId',
  'additionalData', 'now', 'nonce',
];
const GENERATE_OPTIONS = new Set(['secret', 'partnerId', ...SESSION]);
const SIGNER_OPTIONS = new Set(['partnerId', 'secret']);
const SESSION_OPTIONS = new Set(SESSION);
const RENEW_OPTIONS = new Set(['secret', 'partnerId', 'expiry', 'expiresAt', 'now']);
const SIGNER_RENEW_OPTIONS = new Set(['expiry', 'expiresAt', 'now']);

export class Signer {
  /** The signer in the module, until it is freed. */
  #native;

  /** Takes the caller's options. Only `Keyring` passes a signer of the module. */
  constructor(options) {
    if (options instanceof wasm.Signer) {
      this.#native = options;
      return;
    }
    const { partnerId, secret } = check.options(options, SIGNER_OPTIONS, 'new Signer');
    this.#native = new wasm.Signer(check.partnerId(partnerId), ...check.secrets(secret));
  }

  // Also called after the arguments were read, because a getter may free the signer.
  #use() {
    if (this.#native === undefined) throw new KsError('signer_freed', 'this Signer was freed; create a new one');
    return this.#native;
  }

  generate(session) {
    this.#use();
    const args = sessionArguments(check.options(session, SESSION_OPTIONS, 'generate'));
    this.#use().generate(...args);
    return takeResult();
  }

  generateMany(sessions) {
    this.#use();
    return Array.from(check.iterable(sessions, 'sessions', 'sessions'), (session, index) => {
      try {
        return this.generate(session);
      } catch (error) {
        if (error instanceof KsError) error.index = index;
        throw error;
      }
    });
  }

  renew(ks, options = {}) {
    this.#use();
    const given = check.options(options, SIGNER_RENEW_OPTIONS, 'renew');
    const text = check.ks(ks);
    const args = expiryArguments(given);
    this.#use().renew(...args, ...passKs(text));
    return takeResult();
  }

  free() {
    const native = this.#native;
    this.#native = undefined;
    native?.free();
  }
}

// Compilers use this symbol where the platform does not have the standard one yet.
export const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
Object.defineProperty(Signer.prototype, dispose, { value: Signer.prototype.free });

export function generate(options) {
  const { partnerId, secret } = check.options(options, GENERATE_OPTIONS, 'generate');
  wasm.generate(check.partnerId(partnerId), ...check.secrets(secret), ...sessionArguments(options));
  return takeResult();
}

export function renew(ks, options) {
  const given = check.options(options, RENEW_OPTIONS, 'renew');
  const text = check.ks(ks);
  wasm.renew(check.partnerId(given.partnerId), ...check.secrets(given.secret), ...expiryArguments(given), ...passKs(text));
  return takeResult();
}

const expiryArguments = ({ expiry, expiresAt, now }) => [
  check.integer(expiry, 'expiry'),
  check.time(expiresAt, 'expiresAt'),
  check.clock(now),
];

/**
 * Returns the parts of a session in the order of `session_functions!` in
 * src/sign.rs. Each option is read once, since a getter may answer differently
 * the next time.
 */
export function sessionArguments(session) {
  const { privileges } = session;
  const isText = privileges === undefined || (typeof privileges === 'string' && isWellFormed(privileges));
  const [text, shape] = isText ? [privileges, undefined] : packPrivileges(privileges);
  return [
    check.text(session.userId, 'user_id'),
    check.flag(session.anonymous, 'anonymous'),
    check.integer(session.type, 'type'),
    check.integer(session.expiry, 'expiry'),
    check.time(session.expiresAt, 'expiresAt'),
    text,
    shape,
    check.integer(session.version, 'version'),
    check.integer(session.masterPartnerId, 'master_partner_id'),
    check.text(session.additionalData, 'additional_data'),
    check.clock(session.now),
    check.nonce(session.nonce),
  ];
}
