// Descriptions of a caller's values for error messages.

import * as wasm from '../build/glue/ks.js';

/** More is cut off anyway, and a name may have millions of characters. */
export const MAX_NAME = 1000;

/** Quotes a name that the caller chose. It may be anything, even a secret, so the core redacts it. */
export const quote = (name) => wasm.quote(name.slice(0, MAX_NAME));

const { getTime } = Date.prototype;

/** Returns the milliseconds of a Date of any realm (`instanceof` recognizes only its own), or undefined. */
export function milliseconds(value) {
  try {
    return getTime.call(value);
  } catch {
    return undefined;
  }
}

/** Returns the type of a value in words. */
export function describeType(value) {
  if (typeof value === 'boolean' || value == null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Number.isNaN(milliseconds(value))) return 'an invalid Date';
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `an object of class ${quote(name)}` : 'an object';
}

/**
 * Returns the value of a number, and the type of anything else. Not for places
 * where text belongs: a number or a text there may be a secret.
 */
export const describe = (value) => (typeof value === 'number' ? String(value) : describeType(value));
