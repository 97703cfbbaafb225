// What a caller gave, for an error message.

const SHOWN = 60;
const SECRET_DIGITS = 32;
const SECRETS = new RegExp(`[0-9a-f]{${SECRET_DIGITS},}`, 'gi');

/** A name, of which a caller may have made anything, also a secret. As the core's `quote` does it. */
export function cut(name) {
  // So much that no secret is cut before it is seen to be one.
  const start = name.slice(0, SHOWN + SECRET_DIGITS);
  const shown = start.replace(SECRETS, '(hex digits, not shown)');
  return shown.length > SHOWN || start.length < name.length ? `${shown.slice(0, SHOWN)}…` : shown;
}

const { getTime } = Date.prototype;

/** The milliseconds of a Date of any realm (`instanceof` knows those of its own), or undefined. */
export function milliseconds(value) {
  try {
    return getTime.call(value);
  } catch {
    return undefined;
  }
}

/** What a value is. */
export function kind(value) {
  if (typeof value === 'boolean' || value == null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Number.isNaN(milliseconds(value))) return 'an invalid Date';
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `an object of the class ${cut(name)}` : 'an object';
}

/** What a value is, and which number. No text, and no number where text belongs: either may be a secret. */
export const shown = (value) => (typeof value === 'number' ? String(value) : kind(value));
