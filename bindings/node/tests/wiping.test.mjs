// Keys and secrets in the module's memory after free(). JavaScript can read all of the
// module's memory, so these tests compare what two different secrets leave there.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const SECRETS = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210aaaabbbbccccdddd'];
const now = 1_750_000_000;
const partnerId = 102;
const session = { userId: 'ann', now, nonce: '11'.repeat(16) };

const bytes = readFileSync(new URL('../dist/ks.wasm', import.meta.url));

// Records the exports of each instance of the module.
const instances = [];
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...args) {
    super(...args);
    instances.push(this.exports);
  }
};

/** Loads another instance of the package, with a function that copies its memory. */
async function load() {
  const ks = await import(`../dist/slim.mjs?wiping${instances.length}${Math.random()}`);
  ks.initialize(bytes);
  const exports = instances.at(-1);
  return { ks, exports, copy: () => Buffer.from(exports.memory.buffer.slice(0)) };
}

const OBJECTS = {
  Signer: (ks, secret) => new ks.Signer({ partnerId, secret }),
  'Signer of bytes': (ks, secret) => new ks.Signer({ partnerId, secret: new TextEncoder().encode(secret) }),
  Keyring: (ks, secret) => new ks.Keyring({ secret }),
  'Keyring of several secrets': (ks, secret) => new ks.Keyring({ secret: ['another one', secret] }),
};

for (const [name, create] of Object.entries(OBJECTS)) {
  test(`${name}: free() leaves nothing that depends on the secret`, async () => {
    const [one, two] = await Promise.all(SECRETS.map(async (secret) => {
      const { ks, copy } = await load();
      const object = create(ks, secret);
      const alive = copy();
      object.free();
      return { alive, after: copy() };
    }));
    // Secret, SHA-1 and round keys: if the test could not see them, it would prove nothing.
    assert.ok(differences(one.alive, two.alive).length > 176, 'the keys are in the memory while the object is alive');
    assert.deepEqual(differences(one.after, two.after), []);
  });
}

/** Returns the positions at which two memories differ. */
function differences(one, two) {
  assert.equal(one.length, two.length);
  const positions = [];
  for (let i = 0; i < one.length; i++) if (one[i] !== two[i]) positions.push(i);
  return positions;
}

/** Returns every 16 bytes at a multiple of four that depend on the secret. */
function windows(one, two) {
  const found = new Set();
  for (let i = 0; i + 16 <= one.length; i += 4) {
    let different = 0;
    for (let j = i; j < i + 16; j++) if (one[j] !== two[j]) different++;
    if (different >= 12) found.add(one.toString('latin1', i, i + 16));
  }
  return found;
}

/** Uses a secret in every way, and frees what holds it. */
function useEverything(ks, secret) {
  const signer = new ks.Signer({ partnerId, secret });
  const keyring = new ks.Keyring({ secret: [secret, 'another one'] });
  for (const version of [2, 1]) {
    const made = signer.generate({ ...session, version });
    signer.renew(made, { now: now + 1 });
    keyring.verify(made, { partnerId, now });
    keyring.explain(made, { now });
    keyring.decode(made);
    ks.generate({ ...session, version, partnerId, secret });
    ks.verify(made, { partnerId, secret: ['another one', secret], now });
    ks.decode(made, { secret });
    ks.renew(made, { partnerId, secret, now });
    ks.lint(made, { secret, now });
  }
  const derived = keyring.signer(partnerId);
  derived.generate(session);
  for (const object of [signer, keyring, derived]) object.free();
}

test('no secret and no key remains after every function was called', async () => {
  const alive = await Promise.all(SECRETS.map(async (secret) => {
    const { ks, copy } = await load();
    new ks.Signer({ partnerId, secret });
    return copy();
  }));
  const sensitive = windows(...alive);
  // Not those that are in the module anyway.
  const { copy: copyFresh } = await load();
  const fresh = copyFresh();
  for (let i = 0; i + 16 <= fresh.length; i += 4) sensitive.delete(fresh.toString('latin1', i, i + 16));
  assert.ok(sensitive.size >= 11, 'at least the eleven round keys');

  const { ks, copy } = await load();
  useEverything(ks, SECRETS[0]);
  const memory = copy();
  const digest = createHash('sha1').update(SECRETS[0]).digest();
  assert.equal(memory.indexOf(SECRETS[0]), -1, 'the secret');
  assert.equal(memory.indexOf(digest.subarray(0, 16)), -1, 'the key');
  const left = [];
  for (let i = 0; i + 16 <= memory.length; i += 4) if (sensitive.has(memory.toString('latin1', i, i + 16))) left.push(i);
  assert.deepEqual(left, [], 'round keys');
});

test('the buffer for a KS is empty after each call', async () => {
  const { ks, exports } = await load();
  const [secret, other] = SECRETS;
  const made = ks.generate({ ...session, partnerId, secret });
  const keyring = new ks.Keyring({ secret });
  const buffer = () => Buffer.from(exports.memory.buffer, exports.ksBuffer(), exports.ksBufferLength());
  let before;
  const calls = [
    () => ks.decode(made, { secret }),
    () => ks.verify(made, { secret, partnerId, now }),
    () => ks.explain(made, { secret }),
    () => ks.lint(made, { secret }),
    () => ks.renew(made, { secret, partnerId }),
    () => ks.inspect(made),
    () => keyring.decode(made),
    () => keyring.verify(made, { partnerId, now, revoked: () => (before = Buffer.from(buffer()), false) }),
    () => keyring.explain(made),
    () => keyring.lint(made),
    () => keyring.signer(partnerId).renew(made),
    () => assert.throws(() => ks.decode(made, { secret: other }), { code: 'bad_signature' }),
    () => assert.throws(() => ks.decode(made, { secret: '' }), { code: 'invalid_secret' }),
  ];
  for (const call of calls) {
    call();
    assert.ok(buffer().every((byte) => byte === 0), String(call));
  }
  assert.ok(before.every((byte) => byte === 0), 'during a revocation check');
  // If the test looked at other memory, it would prove nothing.
  buffer().write(made);
  assert.equal(exports.inspect(0, 0, made.length), undefined);
  assert.ok(buffer().every((byte) => byte === 0));
});
