// Decoding, verifying and explaining a KS, with a kept Keyring or with secrets.

import * as wasm from '../build/glue/ks.js';
import { passKs, takeResult } from './bridge.js';
import * as check from './checks.js';
import { KsError } from './error.js';
import { Signer, dispose } from './generate.js';

const REQUEST = ['now', 'remoteAddr', 'requestUri'];
const VERIFY = ['partnerId', ...REQUEST, 'required', 'revoked'];
const EXPLAIN = [...REQUEST, 'can'];
const KEYRING_OPTIONS = new Set(['secret']);
const DECODE_OPTIONS = KEYRING_OPTIONS;
const VERIFY_OPTIONS = new Set(['secret', ...VERIFY]);
const EXPLAIN_OPTIONS = new Set(['secret', ...EXPLAIN]);
const KEYRING_VERIFY_OPTIONS = new Set(VERIFY);
const KEYRING_EXPLAIN_OPTIONS = new Set(EXPLAIN);
const KEYRING_LINT_OPTIONS = new Set(['now']);

export class Keyring {
  /** The keyring in the module, until it is freed. */
  #native;

  constructor(options) {
    const { secret } = check.options(options, KEYRING_OPTIONS, 'new Keyring');
    this.#native = new wasm.Keyring(...check.secrets(secret));
  }

  // Called after the arguments were read, because a getter may free the keyring.
  #use() {
    if (this.#native === undefined) throw new KsError('keyring_freed', 'this Keyring was freed; create a new one');
    return this.#native;
  }

  decode(ks) {
    const text = check.ks(ks);
    this.#use().decode(...passKs(text));
    return takeResult();
  }

  verify(ks, options) {
    const given = check.options(options, KEYRING_VERIFY_OPTIONS, 'verify');
    const text = check.ks(ks);
    const args = verifyArguments(given);
    this.#use().verify(...args, ...passKs(text));
    return takeResult();
  }

  explain(ks, options = {}) {
    const given = check.options(options, KEYRING_EXPLAIN_OPTIONS, 'explain');
    const text = check.ks(ks);
    const args = explainArguments(given);
    this.#use().explain(...args, ...passKs(text));
    return takeResult();
  }

  lint(ks, options = {}) {
    const { now } = check.options(options, KEYRING_LINT_OPTIONS, 'lint');
    const text = check.ks(ks);
    const time = check.clock(now);
    this.#use().lintKs(time, ...passKs(text));
    return takeResult();
  }

  signer(partnerId) {
    const id = check.partnerId(partnerId);
    return new Signer(this.#use().signer(id));
  }

  free() {
    const native = this.#native;
    this.#native = undefined;
    native?.free();
  }
}
Object.defineProperty(Keyring.prototype, dispose, { value: Keyring.prototype.free });

export function decode(ks, options) {
  const { secret } = check.options(options, DECODE_OPTIONS, 'decode');
  const text = check.ks(ks);
  wasm.decode(...check.secrets(secret), ...passKs(text));
  return takeResult();
}

export function verify(ks, options) {
  const given = check.options(options, VERIFY_OPTIONS, 'verify');
  const text = check.ks(ks);
  wasm.verify(...check.secrets(given.secret), ...verifyArguments(given), ...passKs(text));
  return takeResult();
}

export function explain(ks, options) {
  const given = check.options(options, EXPLAIN_OPTIONS, 'explain');
  const text = check.ks(ks);
  wasm.explain(...check.secrets(given.secret), ...explainArguments(given), ...passKs(text));
  return takeResult();
}

const verifyArguments = (given) => [
  check.partnerId(given.partnerId),
  ...requestArguments(given),
  ...check.strings(given.required, 'required'),
  check.revocation(given.revoked),
];

const explainArguments = (given) => [...requestArguments(given), ...check.strings(given.can, 'can')];

const requestArguments = ({ now, remoteAddr, requestUri }) => [
  check.clock(now),
  check.text(remoteAddr, 'remote_addr'),
  check.requestUri(requestUri),
];

export function inspect(ks) {
  wasm.inspect(...passKs(check.ks(ks)));
  return takeResult();
}

/** Finds the first KS in a text. */
export function find(text) {
  check.assertInitialized();
  wasm.find(check.searchText(text));
  return takeResult();
}

export const appTokenHash = (ks, token, hashType) =>
  wasm.appTokenHash(
    check.ks(ks),
    check.requiredText(token, 'token', 'invalid_app_token'),
    check.text(hashType, 'hash_type'),
  );
