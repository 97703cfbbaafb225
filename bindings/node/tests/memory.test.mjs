// Memory stays flat over a million calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

// Collects the module's memory when the module is instantiated.
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memories.push(this.exports.memory);
  }
};
const ks = await import('../dist/node.mjs');
WebAssembly.Instance = Instance;

const secret = '0123456789abcdef0123456789abcdef';
const session = { userId: 'ann', privileges: { sview: ['0_a', '0_b'], list: '*' }, additionalData: 'x' };
const options = { ...session, secret, partnerId: 102 };
const moduleMemory = () => memories[0].buffer.byteLength;

async function growth(calls, job, between = () => {}) {
  for (let i = 0; i < calls / 20; i++) job(i);
  global.gc();
  const before = [moduleMemory(), process.memoryUsage().heapUsed];
  for (let i = 0; i < calls; i++) {
    job(i);
    // A server returns to its event loop after each request.
    if (i % 5000 === 0) {
      between();
      await setTimeout();
    }
  }
  global.gc();
  await setTimeout();
  return { module: moduleMemory() - before[0], heap: process.memoryUsage().heapUsed - before[1] };
}

function isFlat({ module, heap }) {
  assert.equal(module, 0, 'the module grew');
  assert.ok(heap < 2 ** 20, `the heap grew by ${heap} bytes`);
}

test('the test can see the memory', () => {
  assert.equal(memories.length, 1);
  assert.ok(moduleMemory() > 0 && global.gc !== undefined);
});

test('a million KSs of one signer', async () => {
  const signer = new ks.Signer({ partnerId: 102, secret });
  isFlat(await growth(1_000_000, () => signer.generate(session)));
  signer.free();
});

test('every other function, and its errors', async () => {
  const made = ks.generate(options);
  const keyring = new ks.Keyring({ secret });
  const rejection = (job) => {
    try {
      job();
    } catch (error) {
      return error.code;
    }
    throw new Error('not rejected');
  };
  const jobs = [
    () => ks.generate(options),
    () => ks.decode(made, { secret: ['other', secret] }),
    () => ks.verify(made, { secret, partnerId: 102, required: ['list'], revoked: () => false }),
    () => ks.explain(made, { secret, can: ['list', 'sview:0_a'] }),
    () => ks.inspect(made),
    () => ks.renew(made, { secret, partnerId: 102 }),
    () => ks.find(`a ${made} b`),
    () => ks.privilegeTable(),
    () => keyring.verify(made, { partnerId: 102 }),
    () => keyring.signer(102).free(),
    () => rejection(() => ks.generate({ ...options, expiry: '5' })),
    () => ks.lint(options),
    () => ks.lint(made, { secret }),
    () => ks.appTokenHash(made, 'token', 'SHA512'),
    () => rejection(() => ks.decode(made, { secret: 'other' })),
    () => rejection(() => ks.generate({ ...options, userId: 'a\0' })),
    () => rejection(() => ks.verify(made, { secret, partnerId: 102, revoked: () => { throw new Error('down'); } })),
  ];
  isFlat(await growth(240_000, (i) => jobs[i % jobs.length]()));
});

test('signers and keyrings that are freed, or garbage-collected', async () => {
  isFlat(await growth(100_000, () => new ks.Signer({ partnerId: 102, secret }).free()));
  isFlat(await growth(100_000, () => new ks.Keyring({ secret }).free()));
  // The collector runs now and then, and frees many at once.
  const forgotten = await growth(100_000, () => new ks.Signer({ partnerId: 102, secret }), global.gc);
  assert.ok(forgotten.module < 4 * 2 ** 20, `the module grew by ${forgotten.module} bytes`);
});
