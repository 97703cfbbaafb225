// Makes ten million calls, or as many as the argument says, and prints how much memory the process
// has: src/main.rs does the same.
//
//     node --expose-gc fuzz/soak/soak.mjs

import { decode, KsError, Signer, verify } from '../../bindings/node/dist/node.mjs';

const secret = '0123456789abcdef0123456789abcdef';
const partnerId = 102;
const CALLS_PER_ROUND = 5;
// How much memory may grow after the first tenth of the calls, in KiB. The size of the heap
// varies by some 15 MiB; a signer lost in each round would take hundreds.
const ALLOWED = 32_768;

/** Creates a signer, generates, decodes, verifies, fails to verify, and renews. */
function round() {
  const signer = new Signer({ partnerId, secret });
  const privileges = { sview: '0_abcdefgh', privacycontext: 'portal' };
  const ks = signer.generate({ userId: 'ann@example.com', expiry: 3600, privileges });
  decode(ks, { secret });
  verify(ks, { secret, partnerId, required: ['sview:0_abcdefgh'] });
  try {
    verify(ks, { secret, partnerId, required: ['sview:0_zzzzzzzz'] });
  } catch (error) {
    if (!(error instanceof KsError)) throw error;
  }
  signer.renew(ks, { expiry: 60 });
}

const calls = Number(process.argv[2] ?? 10_000_000);
let done = 0;
const used = [];
for (const at of [calls / 100, calls / 10, calls]) {
  for (; done < at; done += CALLS_PER_ROUND) {
    round();
    // Signers are freed by finalizers, which run only when the program waits.
    if (done % 50_000 === 0) await new Promise(setImmediate);
  }
  globalThis.gc();
  await new Promise(setImmediate);
  used.push(Math.round(process.memoryUsage().rss / 1024));
  console.log(`${String(at).padStart(9)} calls: ${used.at(-1)} KiB`);
}
if (used[2] > used[1] + ALLOWED) {
  console.log(`memory grew by ${used[2] - used[1]} KiB`);
  process.exitCode = 1;
}
