// Functions that the module calls: an exception in one must not leave the module in
// a bad state.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const secret = '0123456789abcdef0123456789abcdef';
const session = { userId: 'ann', now: 1_750_000_000, nonce: '00'.repeat(16) };

let instances = 0;
/** Loads another instance of the package. */
async function fresh() {
  const ks = await import(`../dist/slim.mjs?${instances++}`);
  ks.initialize(readFileSync(new URL('../dist/ks.wasm', import.meta.url)));
  return ks;
}

/** Does a job while an object has another value of a property. */
function having(object, name, value, job) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  try {
    return job();
  } finally {
    if (before === undefined) delete object[name];
    else Object.defineProperty(object, name, before);
  }
}

test('a text that cannot be created leaves the signer usable', async () => {
  const ks = await fresh();
  const signer = new ks.Signer({ partnerId: 102, secret });
  const made = signer.generate(session);
  const tooLong = Object.assign(new Error('too long'), { code: 'ERR_STRING_TOO_LONG' });
  const fail = () => { throw tooLong; };
  having(Buffer.prototype, 'latin1Slice', fail, () => {
    assert.throws(() => signer.generate(session), tooLong);
    assert.throws(() => ks.generate({ ...session, partnerId: 102, secret }), tooLong);
  });
  assert.equal(signer.generate(session), made);
  signer.free();
  assert.throws(() => signer.generate(session), { code: 'signer_freed' });
});

test('a source of random bytes that fails, or that generates a KS itself', async () => {
  const ks = await fresh();
  const signer = new ks.Signer({ partnerId: 102, secret });
  const make = () => signer.generate({ userId: 'ann' });
  having(globalThis.crypto, 'getRandomValues', () => { throw new Error('none'); }, () => {
    assert.throws(make, { code: 'random_unavailable' });
  });
  const { getRandomValues } = crypto;
  const within = [];
  having(globalThis.crypto, 'getRandomValues', (bytes) => {
    if (within.push('') === 1) within[0] = make();
    return getRandomValues.call(crypto, bytes);
  }, () => within.push(make()));
  assert.equal(within.length, 3);
  assert.notEqual(within[0], within[2]);
  assert.notEqual(make(), make());
  signer.free();
});

test('a signer whose free() fails cannot be used afterwards', async () => {
  const ks = await fresh();
  const signer = new ks.Signer({ partnerId: 102, secret });
  having(FinalizationRegistry.prototype, 'unregister', () => { throw new Error('not freed'); }, () => {
    assert.throws(() => signer.free(), { message: 'not freed' });
  });
  assert.throws(() => signer.generate(session), { code: 'signer_freed' });
  signer.free();
});

test('a KS is the same with any Buffer, or none', async () => {
  const other = await fresh();
  const made = other.generate({ ...session, partnerId: 102, secret });
  // Copies, as old polyfills do, and has no text.
  class Copying extends Uint8Array {
    static from(given) { return new Copying(new Uint8Array(given).slice(0, 0)); }
    static isBuffer() { return true; }
    latin1Slice() { return ''; }
    toString() { return ''; }
  }
  // Shares the memory, but does not support the encoding.
  class Sharing extends Uint8Array {
    static from(given) { return new Sharing(given); }
    static isBuffer() { return true; }
    toString() { return ''; }
  }
  const buffers = [undefined, null, {}, { isBuffer: () => true }, { from() { throw new Error('no'); } }, Copying, Sharing, Buffer];
  for (const given of buffers) {
    const bytes = readFileSync(new URL('../dist/ks.wasm', import.meta.url));
    const ks = await import(`../dist/slim.mjs?${instances++}`);
    having(globalThis, 'Buffer', given, () => {
      ks.initialize(bytes);
      const signer = new ks.Signer({ partnerId: 102, secret });
      assert.equal(signer.generate(session), made);
      // The memory grows.
      const additionalData = 'x'.repeat(1_000_000);
      assert.equal(ks.decode(signer.generate({ ...session, additionalData }), { secret }).additionalData, additionalData);
      assert.equal(signer.generate(session), made);
      signer.free();
    });
  }
  // A Buffer that is defined later changes nothing.
  having(globalThis, 'Buffer', Copying, () => assert.equal(other.generate({ ...session, partnerId: 102, secret }), made));
});

test('a revocation check may use the package itself', async () => {
  const ks = await fresh();
  const keyring = new ks.Keyring({ secret });
  const outer = ks.generate({ ...session, partnerId: 102, secret });
  const inner = ks.generate({ ...session, userId: 'bob', partnerId: 102, secret });
  const options = { partnerId: 102, now: session.now };
  const seen = [];
  const verified = keyring.verify(outer, { ...options, revoked: ({ sessionHash }) => {
    seen.push(sessionHash, keyring.decode(inner).userId, keyring.verify(inner, options).userId);
    assert.throws(() => ks.inspect(''), { code: 'empty_ks' });
    return false;
  } });
  assert.deepEqual(seen, [verified.sessionHash, 'bob', 'bob']);
  assert.equal(verified.userId, 'ann');
});

test('a KS of any length, or with any characters, is read', async () => {
  const ks = await fresh();
  const signer = new ks.Signer({ partnerId: 102, secret });
  const lengths = new Set();
  // The buffer for a KS has 4096 bytes.
  for (let length = 2950; length < 3050; length++) {
    const additionalData = 'x'.repeat(length);
    // The length of a v1 KS grows by four, that of a v2 KS by more.
    const made = signer.generate({ ...session, additionalData, version: 1 });
    lengths.add(made.length);
    assert.equal(ks.decode(made, { secret }).additionalData, additionalData);
  }
  assert.ok(lengths.has(4096) && Math.max(...lengths) > 4096);
  // Each has letters that the encodings of a KS lack, of one to four bytes.
  for (const text of ['', '!', 'é', '\u0141', '€', '😀', '\ud800', 'é'.repeat(4096), '€'.repeat(2000), '\ufeff', 'a\0']) {
    const code = text === '' ? 'empty_ks' : 'not_base64';
    assert.throws(() => ks.decode(text, { secret }), { code }, text.slice(0, 9));
  }
  const made = signer.generate(session);
  // Its low byte is that of the letter that it replaces.
  const wide = made.slice(0, -1) + String.fromCharCode(made.charCodeAt(made.length - 1) + 0x100);
  assert.throws(() => ks.decode(wide, { secret }));
  assert.equal(ks.decode(made, { secret }).userId, 'ann');
});
