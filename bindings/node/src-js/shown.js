// What a caller gave, for an error message.

/** A name, of which a caller may have made anything. */
export const cut = (name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name);

/** A value. No text: it may be a secret in the wrong place. */
export function shown(value) {
  if (typeof value === 'number' || typeof value === 'boolean' || value == null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid Date';
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? `an object of the class ${cut(name)}` : 'an object';
}
