// Every call of the package kaltura-ks, and what the page needs of its results.

import * as kaltura from 'kaltura-ks/slim';
import packed from 'kaltura-ks/ks.wasm';
import { TABLE, RECIPES } from './interim';

export type Advice = kaltura.Advice;
export type Unverified = kaltura.Unverified;
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
export const decode = (ks: string, secret: readonly string[]) => outcome(() => adapt(kaltura.decode(ks, { secret })));
export const renew = (ks: string, secret: readonly string[], expiry: number) => outcome(() => kaltura.renew(ks, { secret, expiry }));
export const appTokenHash = (ks: string, token: string, hashType: HashType) =>
  outcome(() => kaltura.appTokenHash(ks, token, hashType));
export const explain = (ks: string, options: kaltura.ExplainOptions) => outcome(() => kaltura.explain(ks, options));
export const privilegeTable = () => TABLE;
export const recipes = () => RECIPES;

// Until the package exports `find` and the new names of results.

export type Decoded = ReturnType<typeof adapt>;

function adapt(d: kaltura.Decoded) {
  const s = d.server;
  return {
    ...d,
    isCanonical: d.canonical,
    groupHash: s.sessionIdHash,
    rawFields: s,
    isAdmin: s.isAdmin,
    isWidget: s.isWidget,
    isAnonymous: s.isAnonymous,
  };
}

/** The KSs in a text: the text itself if it is one, else every one within it. */
export function findAll(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed.length <= 65_536 && !/\s/.test(trimmed) && inspect(trimmed).ok) return [trimmed];
  const found: string[] = [];
  for (const [word] of text.replace(/%(2B|2F|3D|2D|5F)/gi, (hex) => decodeURIComponent(hex)).matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)) {
    const start = word.indexOf('djJ8');
    const ks = start > 0 ? word.slice(start) : word;
    if (!found.includes(ks) && inspect(ks).ok) found.push(ks);
  }
  return found;
}
