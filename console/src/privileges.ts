// Privileges as rows of the builder, and as Kaltura's text.

/** One element of a privileges text: a name, and what follows its first colon. */
export interface Row {
  name: string;
  /** undefined if there is no colon. */
  value: string | undefined;
}

/** Splits a privileges text at its commas, and each element at its first colon. */
export function rows(text: string): Row[] {
  if (text.trim() === '') return [];
  return text.split(',').map((element) => {
    const colon = element.indexOf(':');
    return colon < 0 ? { name: element.trim(), value: undefined } : { name: element.slice(0, colon).trim(), value: element.slice(colon + 1) };
  });
}

/** Joins rows to a privileges text. */
export function text(all: readonly Row[]): string {
  return all.map(({ name, value }) => (value === undefined ? name : `${name}:${value}`)).join(',');
}
