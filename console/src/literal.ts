// String literals: any text as source code of each language.

/**
 * Characters that source code should not hold as they are: control characters, line
 * separators, and the invisible ones that make code read otherwise than it runs.
 */
const HIDDEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const BEYOND_ASCII = /[^\u0020-\u007e]/gu;

const hex = (char: string, width: number) => (char.codePointAt(0) ?? 0).toString(16).padStart(width, '0');
/** Escapes each UTF-16 code unit of a character. */
const halves = (char: string) => [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
const octal = (char: string) => [...new TextEncoder().encode(char)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const named = (rest: (char: string) => string) => (char: string) => NAMED[char] ?? rest(char);

function quoted(text: string, special: RegExp, hidden: RegExp, escape: (char: string) => string, quote = '"'): string {
  return quote + text.replace(special, '\\$&').replace(hidden, named(escape)) + quote;
}

/** Writes a JavaScript literal in single quotes. */
export const js = (text: string) => quoted(text, /[\\']/g, HIDDEN, halves, "'");

/** Writes a Python literal in double quotes. */
export const python = (text: string) => quoted(text, /[\\"]/g, HIDDEN, (char) => `\\U${hex(char, 8)}`);

/** Writes a PHP literal: in single quotes if they can hold the text, otherwise in double quotes, which need `$` escaped. */
export const php = (text: string) =>
  text.search(HIDDEN) < 0
    ? quoted(text, /[\\']/g, HIDDEN, String, "'")
    : quoted(text, /[\\"$]/g, HIDDEN, (char) => `\\u{${hex(char, 1)}}`);

/** Writes a Ruby literal: in single quotes if they can hold the text, otherwise in double quotes, which need `#` escaped. */
export const ruby = (text: string) =>
  text.search(HIDDEN) < 0
    ? quoted(text, /[\\']/g, HIDDEN, String, "'")
    : quoted(text, /[\\"#]/g, HIDDEN, (char) => `\\u{${hex(char, 1)}}`);

/** Writes a Java literal in ASCII, because older compilers read source in the system's encoding. */
export const java = (text: string) => quoted(text, /[\\"]/g, BEYOND_ASCII, halves);

/** Writes a C# literal. */
export const csharp = (text: string) => quoted(text, /[\\"]/g, HIDDEN, halves);

/** Writes a Go literal. */
export const go = (text: string) => quoted(text, /[\\"]/g, HIDDEN, (char) => `\\U${hex(char, 8)}`);

/** Writes a Rust literal. */
export const rust = (text: string) => quoted(text, /[\\"]/g, HIDDEN, (char) => `\\u{${hex(char, 1)}}`);

/** Writes a C literal in ASCII. Octal escapes have at most three digits, while `\x` has no limit. `?` is escaped because of trigraphs. */
export const c = (text: string) => quoted(text, /[\\"]|(?<=\?)\?/g, BEYOND_ASCII, octal);

/** Quotes a text for a POSIX shell. Single quotes can hold everything except a single quote. */
export const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
