// Every call of the package kaltura-ks, and what the page needs of its results.

import * as kaltura from 'kaltura-ks/slim';
import packed from 'kaltura-ks/ks.wasm';

export type Advice = kaltura.Advice;
export type Unverified = kaltura.Unverified;
export type Decoded = kaltura.Decoded;
export type PrivilegeInfo = kaltura.PrivilegeInfo;
export type HashType = 'SHA1' | 'MD5' | 'SHA256' | 'SHA512';

/** Starts the WASM module that this file contains. */
export async function start(): Promise<void> {
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  kaltura.initialize(await WebAssembly.compile(await new Response(stream).arrayBuffer()));
}

/** A result, or why there is none. The message never contains a secret. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; code: string; message: string };

function outcome<T>(call: () => T): Outcome<T> {
  try {
    return { ok: true, value: call() };
  } catch (error) {
    if (error instanceof kaltura.KsError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

export interface SessionOptions extends Omit<kaltura.SessionOptions, 'privileges'> {
  privileges?: string;
}

export const generate = (partnerId: number, secret: string, session: SessionOptions) =>
  outcome(() => kaltura.generate({ ...session, partnerId, secret }));
export const lintSession = (session: SessionOptions) => outcome(() => kaltura.lint(session));
export const lintKs = (ks: string, secret: readonly string[], now: number) => outcome(() => kaltura.lint(ks, { secret, now }));
export const inspect = (ks: string) => outcome(() => kaltura.inspect(ks));
export const decode = (ks: string, secret: readonly string[]) => outcome(() => kaltura.decode(ks, { secret }));
export const renew = (ks: string, partnerId: number, secret: readonly string[], expiry: number) =>
  outcome(() => kaltura.renew(ks, { partnerId, secret, expiry }));
export const appTokenHash = (ks: string, token: string, hashType: HashType) =>
  outcome(() => kaltura.appTokenHash(ks, token, hashType));
export const explain = (ks: string, options: kaltura.KeyringOptions & kaltura.ExplainOptions) => outcome(() => kaltura.explain(ks, options));

/** What can be said of a pasted text without a secret: an error answer in it, and the TV platform's host. */
export function withoutSecret(text: string): { answer: kaltura.ErrorAnswer | null; host: Advice | undefined } {
  // An answer is short, and the search of a whole log takes its time. The call takes a secret,
  // on which neither depends.
  const explained = text.length > 65_536 ? undefined : outcome(() => kaltura.explain(text, { secret: 'none', now: 0 }));
  if (explained?.ok !== true) return { answer: null, host: undefined };
  const { answer, advice } = explained.value;
  return { answer, host: advice.find(({ code }) => code === 'ott_host') };
}

let table: ReadonlyMap<string, PrivilegeInfo> | undefined;
/** The privileges that Kaltura's server, guides and SDKs know, by name. */
export const privilegesByName = () => (table ??= new Map(kaltura.privilegeTable().map((info) => [info.name, info])));

export type Recipe = kaltura.Recipe;
export type ErrorAnswer = kaltura.ErrorAnswer;
export const recipes = () => kaltura.recipes();
export const fillRecipe = (name: string, values: Record<string, string>) => outcome(() => kaltura.fillRecipe(name, values));

/** A KS in a text, and where it is written there. */
export type Found = kaltura.FoundKs;

/** The different KSs in a text, in their order; or the text itself, if it is one. */
export function findAll(text: string): Found[] {
  const all: Found[] = [];
  let from = 0;
  while (from < text.length && all.length < MOST_FOUND) {
    const found = kaltura.find(text.slice(from));
    if (found === null) break;
    if (!all.some(({ ks }) => ks === found.ks)) all.push({ ks: found.ks, start: from + found.start, end: from + found.end });
    from += found.end;
  }
  if (all.length > 0) return all;
  // What a search passes over, such as a KS with blanks in it, may still be one when it is alone.
  const ks = text.trim();
  const start = text.indexOf(ks);
  return ks !== '' && ks.length <= 65_536 && inspect(ks).ok ? [{ ks, start, end: start + ks.length }] : [];
}
/** A log may contain millions; the page shows some. */
const MOST_FOUND = 50;
