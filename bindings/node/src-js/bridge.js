// The module's memory: passes a KS to the module, and its results to JavaScript.

import { KsError } from './error.js';
import { buildResult } from './results.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
let exports, memory, bytes, numbers, ksBuffer, NativeBuffer;

/** What the current call returns or throws. */
let result, error;

/** Connects to the module by its exports. */
export function attach(moduleExports) {
  exports = moduleExports;
  ({ memory } = exports);
  bytes = new Uint8Array();
  NativeBuffer = nativeBuffer();
}

/** Returns Buffer, unless it is a polyfill, which is slower or decodes differently. */
function nativeBuffer() {
  try {
    const { Buffer } = globalThis;
    const isNative = Buffer.from(memory.buffer).buffer === memory.buffer && typeof Buffer.prototype.latin1Slice === 'function';
    return isNative ? Buffer : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the views of the memory. Growing the memory detaches them. */
function refreshViews() {
  if (bytes.length !== 0) return;
  bytes = NativeBuffer?.from(memory.buffer) ?? new Uint8Array(memory.buffer);
  numbers = new Float64Array(memory.buffer);
  ksBuffer = new Uint8Array(memory.buffer, exports.ksBuffer(), exports.ksBufferLength());
}

/**
 * Returns a KS as it crosses: its length in the module's buffer, or the text if it does not
 * fit. Nothing of the caller may run between this and the call, because it could pass a KS.
 */
export function passKs(ks) {
  refreshViews();
  if (ks.length <= ksBuffer.length) {
    const { read, written } = encoder.encodeInto(ks, ksBuffer);
    if (read === ks.length) return [undefined, written];
  }
  return [ks, 0];
}

function copyText(start, length, isAscii) {
  // Buffer decodes ASCII faster than TextDecoder does.
  return isAscii && NativeBuffer !== undefined
    ? bytes.latin1Slice(start, start + length)
    : decoder.decode(bytes.subarray(start, start + length));
}

export const newError = (code, message) => new KsError(code, message);

export function receiveError(reason) {
  error = reason;
}

// An exception in one of the next two would unwind through Rust and leave the
// signer or keyring borrowed, so they store it.

export function receiveKs(start, length) {
  try {
    refreshViews();
    result = copyText(start, length, true);
  } catch (reason) {
    error = reason;
  }
}

export function receiveResult(kind, start, length, isAscii, table) {
  try {
    refreshViews();
    result = buildResult(kind, copyText(start, length, isAscii), numbers, table / 8);
  } catch (reason) {
    error = reason;
  }
}

/** Returns the result of the call that just returned, or throws its error. Keeps neither. */
export function takeResult() {
  const taken = result;
  result = undefined;
  if (error === undefined) return taken;
  const reason = error;
  error = undefined;
  throw reason;
}

/** Calls a revocation check. */
export const isRevoked = (check, sessionHash, groupHash) => check(Object.freeze({ sessionHash, groupHash: groupHash ?? null }));
