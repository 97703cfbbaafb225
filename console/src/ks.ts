// The calls of the package kaltura-ks. No other module imports it.

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

/** Looks for an error answer of Kaltura and for a host of its TV platform in a text. */
export function withoutSecret(text: string): { answer: kaltura.ErrorAnswer | null; host: Advice | undefined } {
  // Error answers are short, and searching a whole log is slow. `explain` requires a secret,
  // but neither result depends on it.
  const explained = text.length > 65_536 ? undefined : outcome(() => kaltura.explain(text, { secret: 'none', now: 0 }));
  if (explained?.ok !== true) return { answer: null, host: undefined };
  const { answer, advice } = explained.value;
  return { answer, host: advice.find(({ code }) => code === 'ott_host') };
}

let table: ReadonlyMap<string, PrivilegeInfo> | undefined;
/** Returns the privileges that Kaltura's server, guides and SDKs know, by name. */
export const privilegesByName = () => (table ??= new Map(kaltura.privilegeTable().map((info) => [info.name, info])));

export type Recipe = kaltura.Recipe;
export type ErrorAnswer = kaltura.ErrorAnswer;
export const recipes = () => kaltura.recipes();
export const fillRecipe = (name: string, values: Record<string, string>) => outcome(() => kaltura.fillRecipe(name, values));

/** A KS in a text, and its position. */
export type Found = kaltura.FoundKs;

/** Finds the different KSs in a text, in order. */
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
  // The search skips some spellings that the server accepts, such as a KS with blanks in it.
  const ks = text.trim();
  const start = text.indexOf(ks);
  return ks !== '' && ks.length <= 65_536 && inspect(ks).ok ? [{ ks, start, end: start + ks.length }] : [];
}
/** A log may contain millions. */
const MOST_FOUND = 50;
