// Checks and converts what callers pass, before anything crosses to WASM, where
// NaN would become 0 and -1 would become another partner. A value of the expected
// type is passed on unchanged. The core converts or rejects every other value.

import * as wasm from '../build/glue/ks.js';
import { MAX_NAME, describe, describeType, milliseconds, quote } from './describe.js';
import { KsError } from './error.js';
import { checkCount, packScalar } from './pack.js';
import { isWellFormed, toWellFormed } from './unicode.js';

const encoder = new TextEncoder();
// V8 inlines hasOwnProperty.call in a for-in loop, but not Object.hasOwn.
const { hasOwnProperty } = Object.prototype;

let isInitialized = false;
/** Records that the WASM module was loaded. */
export function markInitialized() {
  isInitialized = true;
}

/** Every verb calls this first. It can fail only for users of the slim entry. */
export function assertInitialized() {
  if (!isInitialized) throw new KsError('not_initialized', 'the WASM module is not loaded; call initialize(module) of kaltura-ks/slim first');
}

const wrongType = (code, name, expected, value) => new KsError(code, `${name}: must be ${expected}, not ${describe(value)}`);
/** For places where text belongs: a number there may be a secret, so only its type is shown. */
const wrongText = (code, name, expected, value) => new KsError(code, `${name}: must be ${expected}, not ${describeType(value)}`);

const CALLS = {
  'new Keyring': 'new Keyring({ secret })',
  decode: 'decode(ks, { secret })',
  verify: 'verify(ks, { secret, partnerId })',
  explain: 'explain(ks, { secret })',
  renew: 'renew(ks, { secret })',
  lint: 'lint(ks, { secret })',
};

/**
 * Checks that the options are an object whose own properties are all options of
 * the verb. Inherited ones are rejected: someone put them into a prototype.
 */
export function options(given, known, verb) {
  assertInitialized();
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const remedy = CALLS[verb] === undefined ? '' : `; write ${CALLS[verb]}`;
    throw new KsError('invalid_option', `${verb}: the options must be an object, not ${describeType(given)}${remedy}`);
  }
  for (const name in given) {
    if (!hasOwnProperty.call(given, name)) {
      throw new KsError('invalid_option', `${quote(name)}: is inherited; pass it as a property of the options of ${verb} itself`);
    }
    if (!known.has(name)) {
      throw wasm.unknownOption(name.slice(0, MAX_NAME), [...known].join());
    }
  }
  return given;
}

// The options of a session. `name` is the name that the core gives an option. The
// functions return undefined if the option is undefined or null.

export const text = (value, name) =>
  value === undefined || (typeof value === 'string' && isWellFormed(value)) ? value : wasm.toText(name, ...packScalar(value));

export const integer = (value, name) =>
  value === undefined || Number.isSafeInteger(value) ? value : wasm.toInteger(name, ...packScalar(value));

export const flag = (value, name) =>
  value === undefined || typeof value === 'boolean' ? value : wasm.toFlag(name, ...packScalar(value));

/** Returns the Unix seconds of a number or a Date, whose fraction of a second is cut off. */
export function time(value, name) {
  if (value == null) return undefined;
  if (Number.isSafeInteger(value)) return value;
  const seconds = Math.floor(milliseconds(value) / 1000);
  if (Number.isSafeInteger(seconds)) return seconds;
  throw wrongType('invalid_expiry', name, 'a Date, or Unix seconds as an integer', value);
}

/** Returns the current time in Unix seconds, or the one that the caller passes. */
export const clock = (value) => time(value, 'now') ?? Math.floor(Date.now() / 1000);

// The other arguments.

/** Returns the partner id as a number. A decimal string is accepted as well. */
export function partnerId(value) {
  if (Number.isSafeInteger(value)) return value;
  const id = value === undefined ? undefined : wasm.toPartnerId(...packScalar(value));
  if (id !== undefined) return id;
  throw new KsError('invalid_partner_id', 'partnerId: is missing; find it in the Kaltura Management Console (KMC) under Settings, Integration settings');
}

/** Returns the text of a KS. A lone surrogate in it is rejected as invalid base64. */
export function ks(value) {
  assertInitialized();
  if (typeof value === 'string') return value;
  throw wrongText('not_a_ks', 'ks', 'a string', value);
}

/** Returns the text of an argument that must be given. */
export function requiredText(value, name, code) {
  const given = text(value, name);
  if (given === undefined) throw new KsError(code, `${name}: is missing; pass a string`);
  return given;
}

/** Returns the request URI, or undefined. A lone surrogate is replaced; no restriction allows it. */
export function requestUri(value) {
  if (value == null) return undefined;
  if (typeof value === 'string') return toWellFormed(value);
  throw wrongText('invalid_option', 'requestUri', 'a string', value);
}

/** Returns a text in which a KS is searched for. A lone surrogate is replaced; positions stay the same. */
export function searchText(value) {
  assertInitialized();
  if (typeof value === 'string') return value;
  throw wrongText('invalid_option', 'text', 'a string', value);
}

const EXAMPLE = "such as 'sview:0_abc'";
const NO_STRINGS = [undefined, undefined];

/** Packs the strings of a list such as `required`; none if it is not given. */
export function strings(value, name) {
  if (value === undefined) return NO_STRINGS;
  if (!Array.isArray(value)) throw wrongText('invalid_option', name, `an array of strings ${EXAMPLE}`, value);
  const { length } = value;
  checkCount(length, name, 'invalid_option');
  const shape = [length];
  let all = '';
  for (let i = 0; i < length; i++) {
    const element = value[i];
    if (typeof element !== 'string') throw wrongText('invalid_option', `${name}[${i}]`, `a string ${EXAMPLE}`, element);
    // The core does not find the replacement of a lone surrogate in any KS.
    const text = toWellFormed(element);
    shape.push(text.length);
    all += text;
  }
  return [all, shape];
}

export function recipeName(value) {
  if (typeof value === 'string') return toWellFormed(value);
  throw wrongText('invalid_option', 'recipe', 'the name of a recipe', value);
}

/** Packs the fields of a recipe as a list of names and values in turn. */
export function recipeValues(values) {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw wrongText('invalid_option', 'values', 'an object of fields and their values', values);
  }
  return strings(Object.entries(values).flat(), 'values');
}

/** Returns an iterable of things. Text is rejected, although JavaScript can iterate over its characters. */
export function iterable(value, name, things) {
  if (typeof value === 'object' && typeof value?.[Symbol.iterator] === 'function') return value;
  throw wrongType('invalid_option', name, `an array or another iterable of ${things}`, value);
}

const typedArray = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(Uint8Array.prototype));

/** Copies a Uint8Array's bytes using the intrinsic accessors, ignoring overrides in subclasses; undefined for any other value. */
function copyBytes(value) {
  if (typedArray[Symbol.toStringTag].get.call(value) !== 'Uint8Array') return undefined;
  // A transferred array has length 0 and cannot be copied.
  return typedArray.length.get.call(value) === 0 ? new Uint8Array() : new Uint8Array(value);
}

function unicodeSecret(secret, name) {
  if (isWellFormed(secret)) return secret;
  throw new KsError('invalid_secret', `${name}: contains a lone surrogate, so it is not Unicode text; pass the secret as it is`);
}

function secretBytes(secret, name, expected) {
  if (typeof secret === 'string') return encoder.encode(unicodeSecret(secret, name));
  const copy = copyBytes(secret);
  if (copy === undefined) throw wrongText('invalid_secret', name, expected, secret);
  return copy;
}

/** Returns the secrets as they cross: one as text, or the bytes of all, and where each ends. */
export function secrets(given) {
  if (typeof given === 'string') return [unicodeSecret(given, 'secret'), undefined, undefined];
  if (given === undefined) return NO_SECRETS;
  const list = Array.isArray(given)
    ? Array.from(given, (secret, i) => secretBytes(secret, `secret[${i}]`, 'a string or a Uint8Array'))
    : [secretBytes(given, 'secret', 'a string, a Uint8Array, or an array of them')];
  const bytes = new Uint8Array(list.reduce((length, secret) => length + secret.length, 0));
  const ends = [];
  let end = 0;
  for (const secret of list) {
    bytes.set(secret, end);
    ends.push((end += secret.length));
    secret.fill(0);
  }
  return [undefined, bytes, ends];
}
const NO_SECRETS = [undefined, undefined, undefined];

/** Returns the nonce as the core takes it: 16 bytes in hex, or text unchanged. */
export function nonce(value) {
  if (value == null) return undefined;
  const bytes = copyBytes(value);
  if (bytes === undefined) {
    if (typeof value === 'string') return text(value, 'nonce');
    throw wrongText('invalid_nonce', 'nonce', 'a Uint8Array of 16 bytes or a string of 32 hex digits', value);
  }
  if (bytes.length !== 16) throw new KsError('invalid_nonce', `nonce: must be 16 bytes, not ${bytes.length}`);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Wraps a revocation check so that only true and false are answers. */
export function revocation(value) {
  if (value === undefined) return value;
  if (typeof value !== 'function') throw wrongType('invalid_option', 'revoked', 'a function', value);
  return (hashes) => checkAnswer(value(hashes));
}

function checkAnswer(revoked) {
  if (typeof revoked === 'boolean') return revoked;
  if (typeof revoked?.then !== 'function') {
    throw new KsError('invalid_option', `revoked: must return true or false, not ${describe(revoked)}`);
  }
  // A promise is truthy, so every KS would count as revoked. Nobody awaits it, so
  // its rejection would end the process.
  Promise.resolve(revoked).catch(() => {});
  throw new KsError('invalid_option', 'revoked: must return true or false, not a promise; await the lookup before you call verify, by the sessionHash that decode(ks, { secret }) returns');
}
