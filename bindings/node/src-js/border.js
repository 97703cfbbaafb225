// What the WASM module calls back.

import { shown } from './shown.js';

/** Why a KS was not made, or not taken. */
export class KsError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
Object.defineProperty(KsError.prototype, 'name', { value: 'KsError' });

export const ksError = (code, message) => new KsError(code, spelled(message));

const OPTION = /"(?:\\.|[^"\\])*"|ask for an anonymous session by name|\b(?:partner_id|master_partner_id|user_id|additional_data|expires_at|hash_type|remote_addr|request_uri)\b/g;

/** A sentence of the core with the names of options as JavaScript spells them, but for what it quotes. */
export const spelled = (sentence) =>
  sentence.replace(OPTION, (found) => {
    if (found[0] === '"') return found;
    if (found.startsWith('ask')) return 'anonymous: true';
    return found.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  });

const decoder = new TextDecoder();
let memory, bytes, NativeBuffer;
let ks, error;

/** The memory of the module, where `made` finds what it is told of. */
export function attach(its) {
  memory = its;
  bytes = new Uint8Array();
  NativeBuffer = nativeBuffer();
}

/** Buffer, unless it is a polyfill, which is slower or gives another text. */
function nativeBuffer() {
  try {
    const { Buffer } = globalThis;
    const isNative = Buffer.from(memory.buffer).buffer === memory.buffer && typeof Buffer.prototype.latin1Slice === 'function';
    return isNative ? Buffer : undefined;
  } catch {
    return undefined;
  }
}

export function refused(why) {
  error = why;
}

export function made(start, length) {
  // What leaves here as an exception leaves Rust too, and the signer stays borrowed.
  try {
    // None are left when the memory grew.
    if (bytes.length === 0) bytes = NativeBuffer?.from(memory.buffer) ?? new Uint8Array(memory.buffer);
    // A KS is ASCII, which a Buffer turns into text sooner than a decoder does.
    ks = NativeBuffer === undefined
      ? decoder.decode(bytes.subarray(start, start + length))
      : bytes.latin1Slice(start, start + length);
  } catch (why) {
    error = why;
  }
}

/** The KS that the module made, of which nothing stays here; or throws why it made none. */
export function outcome() {
  const text = ks;
  ks = undefined;
  if (error === undefined) return text;
  const why = error;
  error = undefined;
  throw why;
}

/** Asks a caller's revocation check. */
export function askRevoked(check, session, sessionId) {
  const revoked = check(Object.freeze({ session, sessionId: sessionId ?? null }));
  if (typeof revoked === 'boolean') return revoked;
  // A promise counts as true in JavaScript, and every KS would be refused.
  if (typeof revoked?.then !== 'function') {
    throw new KsError('invalid_option', `revoked: must return true or false, not ${shown(revoked)}`);
  }
  // Nobody waits for it, so its rejection would end the process.
  Promise.resolve(revoked).catch(() => {});
  throw new KsError('invalid_option', 'revoked: returned a promise, and must return true or false at once; look the session up before, by decode(ks, { secret }).sessionHash, and return what you found');
}
