// Values of a KS as text in which every character is visible.

/** Control characters and invisible characters. They are shown as numbers. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Formats a value of the raw fields: text, `{ $hex }`, null, or `{}` for an array. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value.replace(HIDDEN, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'object' && '$hex' in value) return `bytes ${String((value as { $hex: unknown }).$hex)}`;
  if (typeof value === 'object') return 'an array';
  return String(value);
}
