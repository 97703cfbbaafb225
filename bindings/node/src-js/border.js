// What the WASM module calls back.

/** Why a KS was not made, or not taken. `code` is the same in every language. */
export class KsError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
Object.defineProperty(KsError.prototype, 'name', { value: 'KsError' });

export const ksError = (code, message) => new KsError(code, message);

/** Asks a caller's revocation check. */
export function askRevoked(check, session, sessionId) {
  const revoked = check(Object.freeze({ session, sessionId: sessionId ?? null }));
  if (typeof revoked !== 'boolean') {
    // A promise counts as true in JavaScript, and every KS would be refused.
    throw new KsError('invalid_option', `revoked: must return true or false at once, not ${typeof revoked}`);
  }
  return revoked;
}
