// Benchmarks each verb against the same job on node:crypto. Prints one JSON line
// per job, {"name", "ns"}: the median over rounds in which the jobs take turns.
//
// node bench.mjs [rounds]
//
// With the six inputs of `cargo xtask bench` it runs under that program instead:
// it runs each line `JOB COUNT` of its input and answers with the time and a KS.

import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createCipheriv, createDecipheriv, createHash, randomFillSync, timingSafeEqual } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import * as ks from './dist/node.mjs';

const { decode, generate, inspect, Signer, verify } = ks;

const underXtask = process.argv.length === 8;
const inputs = ['0123456789abcdef0123456789abcdef', 'user@example.com', '2', '1234567', '86400', 'sview:0_abcdefgh,list:*,disableentitlement'];
const [secret, userId, type, partner, expiry, privileges] = underXtask ? process.argv.slice(2) : inputs;
const partnerId = Number(partner);
const session = { userId, type: Number(type), expiry: Number(expiry), privileges };
/** The options of `generate`, created once, as `session` is. */
const allOptions = { ...session, partnerId, secret };
const readOptions = { secret, partnerId };

// ---- the same on node:crypto, keeping everything that can be kept ----

const keyOf = (text) => createHash('sha1').update(text).digest().subarray(0, 16);
const kept = { key: keyOf(secret), header: Buffer.from(`v2|${partnerId}|`) };
const IV = Buffer.alloc(16);

/** Writes 16 random bytes with one call to the system, as most programs do. */
const systemRandom = (plain, at) => randomFillSync(plain, at, 16);

const POOL = Buffer.alloc(4096);
let used = POOL.length;
/** Writes 16 random bytes from a pool: the fastest way with node:crypto. */
function pooledRandom(plain, at) {
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
  return { partnerId: Number(bytes.toString('latin1', 3, at - 1)), fields: body.toString('utf8', 16) };
}

const cryptoDecode = (key, ks) => Object.fromEntries(new URLSearchParams(cryptoOpen(key, ks).fields));

/** The checks and the result of `verify`, but nothing else: no restriction, no canonical form. */
function cryptoVerify(key, ks) {
  const opened = cryptoOpen(key, ks);
  if (opened.partnerId !== partnerId) throw new Error('another partner');
  const privileges = [];
  let userId, type, expiresAt;
  for (const [name, value] of new URLSearchParams(opened.fields)) {
    if (name === '_u') userId = value;
    else if (name === '_t') type = Number(value);
    else if (name === '_e') expiresAt = Number(value);
    else privileges.push(Object.freeze({ name, values: Object.freeze(value === '' ? [] : value.split('/')) }));
  }
  if (!(expiresAt > Date.now() / 1000)) throw new Error('expired');
  if (type !== 0 && type !== 2) throw new Error('no type');
  const sessionHash = createHash('sha1').update(opened.fields).digest('hex');
  return Object.freeze({ partnerId, userId, type, expiresAt, privileges: Object.freeze(privileges), sessionHash });
}

// ---- the jobs: each returns how many units of work it did ----

const signer = new Signer({ partnerId, secret });
const made = signer.generate(session);
const hundred = Array(100).fill(session);
if (
  cryptoDecode(kept.key, made)._u !== session.userId ||
  cryptoVerify(kept.key, made).userId !== session.userId ||
  decode(cryptoGenerate(pooledRandom, kept, session), { secret }).userId !== session.userId
) {
  throw new Error('the package and node:crypto do not do the same');
}

const once = (job) => () => (job(), 1);
const JOBS = {
  'node: generate': once(() => generate(allOptions)),
  'node: Signer.generate': once(() => signer.generate(session)),
  'node: Signer.generateMany': () => signer.generateMany(hundred).length,
  'node: decode': once(() => decode(made, { secret })),
  'node: verify': once(() => verify(made, readOptions)),
  'node: inspect': once(() => inspect(made)),
  'node:crypto: generate': once(() => cryptoGenerate(systemRandom, { key: keyOf(secret), header: Buffer.from(`v2|${partnerId}|`) }, session)),
  'node:crypto: generate, kept key': once(() => cryptoGenerate(systemRandom, kept, session)),
  'node:crypto: generate, kept key and pooled random': once(() => cryptoGenerate(pooledRandom, kept, session)),
  'node:crypto: decode': once(() => cryptoDecode(keyOf(secret), made)),
  'node:crypto: decode, kept key': once(() => cryptoDecode(kept.key, made)),
  'node:crypto: verify': once(() => cryptoVerify(keyOf(secret), made)),
  'node:crypto: verify, kept key': once(() => cryptoVerify(kept.key, made)),
};
if (ks.Keyring !== undefined) {
  const keyring = new ks.Keyring({ secret });
  JOBS['node: Keyring.decode'] = once(() => keyring.decode(made));
  JOBS['node: Keyring.verify'] = once(() => keyring.verify(made, { partnerId }));
}

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

/** Returns the nanoseconds of one unit of work. */
function measure(job) {
  const start = process.hrtime.bigint();
  let done = 0;
  while (done < 2000) done += job();
  return Number(process.hrtime.bigint() - start) / done;
}

/** Measures loading the package in a fresh process, without the start of Node itself. */
function load() {
  const path = JSON.stringify(fileURLToPath(new URL('dist/node.cjs', import.meta.url)));
  const script = `const start = process.hrtime.bigint(); require(${path}); console.log(Number(process.hrtime.bigint() - start))`;
  return Number(execFileSync(process.execPath, ['-e', script]));
}

if (underXtask) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [, name, count] = /^(.*) (\d+)$/.exec(line);
    const job = JOBS[name];
    const start = process.hrtime.bigint();
    let done = 0;
    while (done < Number(count)) done += job();
    // A job of a hundred may have done more units than were requested.
    const ns = Number(process.hrtime.bigint() - start) * (Number(count) / done);
    const answer = name.startsWith('node:crypto') ? cryptoGenerate(systemRandom, kept, session) : signer.generate(session);
    console.log(JSON.stringify({ ns: Math.round(ns), ks: answer }));
  }
  process.exit();
}

const rounds = Number(process.argv[2] ?? 25);
const times = Object.fromEntries(Object.keys(JOBS).map((name) => [name, []]));
for (const job of Object.values(JOBS)) measure(job); // warm-up
for (let round = 0; round < rounds; round++) {
  for (const [name, job] of Object.entries(JOBS)) times[name].push(measure(job));
}
for (const [name, ns] of Object.entries(times)) console.log(JSON.stringify({ name, ns: Math.round(median(ns)) }));
console.log(JSON.stringify({ name: 'node: load', ns: median(Array.from({ length: 9 }, load)) }));
