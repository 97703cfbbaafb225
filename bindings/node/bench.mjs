// What each verb costs, beside the same job on node:crypto: a JSON line for
// each, {"name", "ns"}, the median of rounds in which every job takes its turn.
//
// node bench.mjs [rounds]
//
// With the six inputs of `cargo xtask bench` instead it is one of its programs:
// it does each line `JOB COUNT` of its input and answers with the time and a KS.

import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createCipheriv, createDecipheriv, createHash, randomFillSync, timingSafeEqual } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { decode, generate, inspect, Signer, verify } from './dist/node.mjs';

const asked = process.argv.length === 8;
const inputs = ['0123456789abcdef0123456789abcdef', 'user@example.com', '2', '1234567', '86400', 'sview:0_abcdefgh,list:*,disableentitlement'];
const [secret, userId, type, partner, expiry, privileges] = asked ? process.argv.slice(2) : inputs;
const partnerId = Number(partner);
const session = { userId, type: Number(type), expiry: Number(expiry), privileges };
/** For the one call that takes everything: made once, as is `session`. */
const everything = { ...session, partnerId, secret };

// ---- the same on node:crypto, with everything kept that can be kept ----

const keyOf = (text) => createHash('sha1').update(text).digest().subarray(0, 16);
const kept = { key: keyOf(secret), header: Buffer.from(`v2|${partnerId}|`) };
const IV = Buffer.alloc(16);

/** 16 random bytes into a place, as everybody gets them. */
const fresh = (plain, at) => randomFillSync(plain, at, 16);

const POOL = Buffer.alloc(4096);
let used = POOL.length;
/** The same from a pool, which is filled at once: the least that it can cost. */
function pooled(plain, at) {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  POOL.copy(plain, at, used, (used += 16));
}

function cryptoGenerate(random, { key, header }, { userId, type, expiry, privileges }) {
  let fields = '';
  for (const element of privileges.split(',')) {
    const colon = element.indexOf(':');
    const [name, value] = colon < 0 ? [element, ''] : [element.slice(0, colon), element.slice(colon + 1)];
    fields += `${name}=${encodeURIComponent(value)}&`;
  }
  fields += `_e=${Math.floor(Date.now() / 1000) + expiry}&_t=${type}&_u=${encodeURIComponent(userId)}`;
  const end = 36 + Buffer.byteLength(fields);
  const plain = Buffer.alloc(Math.ceil(end / 16) * 16);
  random(plain, 20);
  plain.write(fields, 36);
  createHash('sha1').update(plain.subarray(20, end)).digest().copy(plain);
  const cipher = createCipheriv('aes-128-cbc', key, IV).setAutoPadding(false);
  return Buffer.concat([header, cipher.update(plain)]).toString('base64url');
}

function cryptoOpen(key, ks) {
  const bytes = Buffer.from(ks, 'base64url');
  const at = bytes.indexOf('|', 3) + 1;
  const cipher = createDecipheriv('aes-128-cbc', key, IV).setAutoPadding(false);
  const plain = cipher.update(bytes.subarray(at));
  let end = plain.length;
  while (plain[end - 1] === 0) end--;
  const body = plain.subarray(20, end);
  if (!timingSafeEqual(createHash('sha1').update(body).digest(), plain.subarray(0, 20))) throw new Error('bad signature');
  return Object.fromEntries(new URLSearchParams(body.toString('utf8', 16)));
}

// ---- the jobs: each gives how many times it did its work ----

const signer = new Signer({ partnerId, secret });
const ks = signer.generate(session);
const hundred = Array(100).fill(session);
if (cryptoOpen(kept.key, ks)._u !== session.userId || decode(cryptoGenerate(pooled, kept, session), { secret }).userId !== session.userId) {
  throw new Error('the two do not do the same');
}

const once = (job) => () => (job(), 1);
const JOBS = {
  'node: generate': once(() => generate(everything)),
  'node: Signer.generate': once(() => signer.generate(session)),
  'node: Signer.generateMany': () => signer.generateMany(hundred).length,
  'node: decode': once(() => decode(ks, { secret })),
  'node: verify': once(() => verify(ks, { secret, partnerId })),
  'node: inspect': once(() => inspect(ks)),
  'node:crypto: generate': once(() => cryptoGenerate(fresh, { key: keyOf(secret), header: Buffer.from(`v2|${partnerId}|`) }, session)),
  'node:crypto: generate, kept key': once(() => cryptoGenerate(fresh, kept, session)),
  'node:crypto: generate, kept key and pooled random': once(() => cryptoGenerate(pooled, kept, session)),
  'node:crypto: decode': once(() => cryptoOpen(keyOf(secret), ks)),
};

/** The median time of one piece of work, in nanoseconds. */
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

function measure(job) {
  const start = process.hrtime.bigint();
  let done = 0;
  while (done < 2000) done += job();
  return Number(process.hrtime.bigint() - start) / done;
}

/** Loading the package in a fresh process, without the start of Node. */
function load() {
  const path = JSON.stringify(fileURLToPath(new URL('dist/node.cjs', import.meta.url)));
  const script = `const start = process.hrtime.bigint(); require(${path}); console.log(Number(process.hrtime.bigint() - start))`;
  return Number(execFileSync(process.execPath, ['-e', script]));
}

if (asked) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [, name, count] = /^(.*) (\d+)$/.exec(line);
    const job = JOBS[name];
    const start = process.hrtime.bigint();
    let done = 0;
    while (done < Number(count)) done += job();
    // A job of a hundred may do more than it was asked for.
    const ns = Number(process.hrtime.bigint() - start) * (Number(count) / done);
    const made = name.startsWith('node:crypto') ? cryptoGenerate(fresh, kept, session) : signer.generate(session);
    console.log(JSON.stringify({ ns: Math.round(ns), ks: made }));
  }
  process.exit();
}

const rounds = Number(process.argv[2] ?? 25);
const times = Object.fromEntries(Object.keys(JOBS).map((name) => [name, []]));
for (const job of Object.values(JOBS)) measure(job); // compiled by now
for (let round = 0; round < rounds; round++) {
  for (const [name, job] of Object.entries(JOBS)) times[name].push(measure(job));
}
for (const [name, ns] of Object.entries(times)) console.log(JSON.stringify({ name, ns: Math.round(median(ns)) }));
console.log(JSON.stringify({ name: 'node: load', ns: median(Array.from({ length: 9 }, load)) }));
