// The types of what callers give, checked before anything crosses to WASM,
// where NaN would become 0 and -1 another partner. What the values may be, the
// core says.

import { KsError } from './border.js';
import { cut, kind, milliseconds, shown } from './shown.js';

const encoder = new TextEncoder();
// V8 makes nothing of a call of it in a loop over the names; Object.hasOwn it calls.
const { hasOwnProperty } = Object.prototype;

let hasModule = false;
/** The WASM module is there. */
export function start() {
  hasModule = true;
}

/** What each verb looks at first. Only users of the slim entry can fail it. */
function needModule() {
  if (!hasModule) throw new KsError('not_initialized', 'call initialize(module) of kaltura-ks/slim before anything else');
}

const CALLS = {
  decode: 'decode(ks, { secret })',
  verify: 'verify(ks, { secret, partnerId })',
  explain: 'explain(ks, { secret })',
  renew: 'renew(ks, { secret })',
  lint: 'lint(ks, { secret })',
};

/**
 * Refuses what is no object, and names the options that do not exist, or that
 * somebody put into the prototype of all objects.
 */
export function options(given, known, verb) {
  needModule();
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const instead = CALLS[verb] ? `; write ${CALLS[verb]}` : '';
    throw new KsError('invalid_option', `${verb}: the options must be an object, not ${kind(given)}${instead}`);
  }
  for (const name in given) {
    if (!hasOwnProperty.call(given, name)) {
      throw new KsError('invalid_option', `${cut(name)} is inherited; ${verb} takes only what stands in the options themselves`);
    }
    if (!known.has(name)) {
      throw new KsError('invalid_option', `${cut(name)} is no option of ${verb}; there are: ${[...known].join(', ')}`);
    }
  }
  return given;
}

/** A whole number that JavaScript holds exactly, or undefined. */
export function whole(value, name, code, instead = 'give a number: Number(…)') {
  if (value === undefined || Number.isSafeInteger(value)) return value;
  if (typeof value === 'string') throw new KsError(code, `${name}: is a string; ${instead}`);
  throw new KsError(code, `${name}: ${shown(value)} is not a whole number${limits(value)}`);
}

/** Where whole numbers end, for those beyond. */
const limits = (value) => (Number.isInteger(value) ? ' from -(2^53 - 1) to 2^53 - 1' : '');

export const type = (value) => whole(value, 'type', 'invalid_type', 'give SessionType.USER (0) or SessionType.ADMIN (2)');

/** The partner, which must be there. */
export function partnerId(value) {
  if (value === undefined) {
    throw new KsError('invalid_partner_id', 'partnerId: is missing; it stands in KMC under Settings, Integration settings');
  }
  return whole(value, 'partnerId', 'invalid_partner_id');
}

/** A time in Unix seconds, or as a Date, whose fraction of a second is cut off. */
export function time(value, name) {
  if (value === undefined || Number.isSafeInteger(value)) return value;
  const seconds = Math.floor(milliseconds(value) / 1000);
  if (Number.isSafeInteger(seconds)) return seconds;
  throw new KsError('invalid_expiry', `${name}: ${shown(value)} is no time; give a Date, or Unix seconds as a whole number${limits(value)}`);
}

/** The clock in Unix seconds. */
export function clock(value) {
  return value === undefined ? Math.floor(Date.now() / 1000) : time(value, 'now');
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const isWellFormed = String.prototype.isWellFormed
  ? (text) => text.isWellFormed()
  : (text) => !LONE_SURROGATE.test(text);

/** Text, or undefined. WASM would replace a lone surrogate. */
export function text(value, name, code, what = 'a string') {
  if (value === undefined) return value;
  if (typeof value !== 'string') throw new KsError(code, `${name}: must be ${what}, not ${kind(value)}`);
  if (!isWellFormed(value)) throw new KsError(code, `${name}: is text that is not Unicode (a lone surrogate)`);
  return value;
}

/** Text that must be there. */
export function textNeeded(value, name, code) {
  if (value === undefined) throw new KsError(code, `${name}: is missing`);
  return text(value, name, code);
}

/** The text of a KS. A lone surrogate in it is refused as what is not base64. */
export function ks(value) {
  needModule();
  if (typeof value === 'string') return value;
  throw new KsError('not_a_ks', `ks: must be a string, not ${kind(value)}`);
}

/** A number of things, or undefined. */
export function count(value, name) {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value < 2 ** 32)) return value;
  throw new KsError('invalid_option', `${name}: ${shown(value)} is not a whole number from 0 to 2^32 - 1`);
}

export function callback(value, name) {
  if (value === undefined || typeof value === 'function') return value;
  throw new KsError('invalid_option', `${name}: must be a function, not ${shown(value)}`);
}

export function flag(value, name) {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw new KsError('invalid_option', `${name}: must be true or false, not ${shown(value)}`);
}

// Each text takes a place in a table of the module; where that is full, the
// module is lost.
const MOST_TEXTS = 1_000_000;

/** A list of texts; none when it is not given. */
export function texts(value, name) {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new KsError('invalid_option', `${name}: must be an array of strings such as 'sview:0_abc', not ${kind(value)}`);
  if (value.length > MOST_TEXTS) throw new KsError('invalid_option', `${name}: more than ${MOST_TEXTS} elements`);
  return Array.from(value, (element) => {
    if (typeof element === 'string') return text(element, name, 'invalid_option');
    throw new KsError('invalid_option', `${name}: each element must be a string such as 'sview:0_abc', not ${kind(element)}`);
  });
}

/** Things in order. Text is none, though JavaScript goes through its characters. */
export function iterable(value, name, things) {
  if (typeof value === 'object' && typeof value?.[Symbol.iterator] === 'function') return value;
  throw new KsError('invalid_option', `${name}: must be an array or another iterable of ${things}, not ${shown(value)}`);
}

const typedArray = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(Uint8Array.prototype));

/** A copy of the bytes of a Uint8Array, whatever a class of the caller's says of them, or undefined. */
function bytes(value) {
  if (typedArray[Symbol.toStringTag].get.call(value) !== 'Uint8Array') return undefined;
  // None are left of one that was transferred, and it cannot be copied.
  return typedArray.length.get.call(value) === 0 ? new Uint8Array() : new Uint8Array(value);
}

function secretBytes(secret, name, kinds) {
  if (typeof secret === 'string') return encoder.encode(text(secret, name, 'invalid_secret'));
  const copy = bytes(secret);
  if (copy === undefined) throw new KsError('invalid_secret', `${name}: must be ${kinds}, not ${kind(secret)}`);
  return copy;
}

/** Secrets as they cross: one as text; or their bytes, one behind the other, and where each ends. */
export function secrets(given) {
  if (typeof given === 'string') return [text(given, 'secret', 'invalid_secret'), undefined, undefined];
  if (given === undefined) return [undefined, undefined, undefined];
  const list = Array.isArray(given)
    ? Array.from(given, (secret, i) => secretBytes(secret, `secret[${i}]`, 'a string or a Uint8Array'))
    : [secretBytes(given, 'secret', 'a string, a Uint8Array, or an array of them')];
  const bytes = new Uint8Array(list.reduce((length, secret) => length + secret.length, 0));
  const ends = new Uint32Array(list.length);
  let end = 0;
  list.forEach((secret, i) => {
    bytes.set(secret, end);
    ends[i] = end += secret.length;
  });
  return [undefined, bytes, ends];
}

/** 16 bytes, as the core takes them: in hex. Or text, as it is. */
export function nonce(value) {
  if (value === undefined) return value;
  const given = bytes(value);
  if (given === undefined) return text(value, 'nonce', 'invalid_nonce', 'a Uint8Array of 16 bytes, or text of 32 hex digits');
  if (given.length !== 16) throw new KsError('invalid_nonce', `nonce: must be 16 bytes, not ${given.length}`);
  return Array.from(given, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const wrongPrivilege = (what) => new KsError('invalid_privilege', `privileges: ${what}`);
const wrongPrivileges = (what) =>
  wrongPrivilege(`${what}; give text, a list of texts or { name, values }, or a plain object of names and values`);

const quoted = (name) => JSON.stringify(cut(name));

function privilegeValue(value, name) {
  if (typeof value === 'string' && isWellFormed(value)) return value;
  if (Number.isSafeInteger(value)) return String(value);
  const place = `the value of ${quoted(name)}`;
  if (typeof value === 'string') throw wrongPrivilege(`${place} is text that is not Unicode (a lone surrogate)`);
  if (value === false || value === undefined) {
    throw wrongPrivilege(`${place} is ${value}; leave the name out, or give true for a privilege without a value`);
  }
  throw wrongPrivilege(`${place} is ${shown(value)}; give text, a whole number, a list of these, or true for none`);
}

const tooMany = () => wrongPrivilege(`more than ${MOST_TEXTS} names and values`);

/** The values of a privilege: none for true and null. */
function privilegeValues(values, name) {
  if (values === true || values === null) return [];
  if (!Array.isArray(values)) return [privilegeValue(values, name)];
  if (values.length > MOST_TEXTS) throw tooMany();
  return Array.from(values, (value) => privilegeValue(value, name));
}

/**
 * Privileges of an array or an object as they cross: names, each with its values
 * behind it, and how many these are; -1 for a text that has its value in it.
 */
export function privileges(given) {
  if (given === undefined || given === null) return [];
  const list = [];
  const counts = [];
  const add = (name, given) => {
    const values = privilegeValues(given, name);
    list.push(text(name, 'privileges', 'invalid_privilege'));
    for (const value of values) list.push(value);
    counts.push(values.length);
    if (list.length > MOST_TEXTS) throw tooMany();
  };
  if (Array.isArray(given)) {
    for (const element of given) {
      if (typeof element === 'string') {
        list.push(text(element, 'privileges', 'invalid_privilege'));
        counts.push(-1);
        if (list.length > MOST_TEXTS) throw tooMany();
        continue;
      }
      const name = element?.name;
      const values = element?.values;
      if (typeof element !== 'object' || typeof name !== 'string') throw wrongPrivileges(`${shown(element)} is in the list`);
      for (const key in element) {
        if (!Object.hasOwn(element, key) || (key !== 'name' && key !== 'values')) {
          throw wrongPrivileges(`${quoted(key)} stands beside the name ${quoted(name)}`);
        }
      }
      add(name, values ?? null);
    }
  } else if (isPlainObject(given)) {
    for (const [name, values] of Object.entries(given)) add(name, values);
  } else {
    throw wrongPrivileges(`they are ${shown(given)}`);
  }
  return [list, Int32Array.from(counts)];
}

function isPlainObject(value) {
  if (typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
