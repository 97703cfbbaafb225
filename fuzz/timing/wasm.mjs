// The timing test of the WASM module, with the same classes as src/main.rs.
//
//     node --expose-gc fuzz/timing/wasm.mjs
//
// It measures the npm package in bindings/node/dist.

import { createCipheriv, createHash, randomBytes } from 'node:crypto';

import { decode, Signer } from '../../bindings/node/dist/node.mjs';

const SECRET = '0123456789abcdef0123456789abcdef';
const NOW = 1_700_000_000;
const MEASUREMENTS = 50_000;
// Calls per measurement, because the clock's resolution is about that of one call.
const CALLS = 8;
// Measurements above this share of all are interruptions by the system.
const KEPT = 0.9;
const THRESHOLD = 4.5;
// Inputs of each class, which differ in everything but what the class has in common.
const INPUTS = 1024;

const sha1 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest();
const hex = () => randomBytes(16).toString('hex');

/** Returns a v1 KS in which one digit of the signature is wrong. */
function forgedV1(wrong) {
  const info = `102;102;1700003600;0;${hex()};user@example.com;;;`;
  const digits = [...sha1(SECRET, info).toString('hex')];
  digits[wrong] = digits[wrong] === '0' ? '1' : '0';
  return Buffer.from(`${digits.join('')}|${info}`).toString('base64');
}

/** Returns a v2 KS in which one byte of the encrypted digest is wrong. */
function forgedV2(wrong) {
  const body = Buffer.concat([randomBytes(16), Buffer.from('_e=1700003600&_t=0&_u=user%40example.com')]);
  const digest = sha1(body);
  digest[wrong] ^= 1;
  const plain = Buffer.concat([digest, body]);
  const padded = Buffer.concat([plain, Buffer.alloc((16 - plain.length % 16) % 16)]);
  const cipher = createCipheriv('aes-128-cbc', sha1(SECRET).subarray(0, 16), Buffer.alloc(16));
  cipher.setAutoPadding(false);
  const encrypted = Buffer.concat([Buffer.from('v2|102|'), cipher.update(padded), cipher.final()]);
  return encrypted.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/**
 * Returns Welch's t between the times that `call` takes for two classes of inputs, and how much
 * longer the first takes on average, in percent.
 */
function compare(classes, call) {
  const times = [[], []];
  const choices = randomBytes(4 * MEASUREMENTS);
  globalThis.gc();
  for (let i = 0; i < MEASUREMENTS; i += 1) {
    const choice = choices.readUInt32LE(4 * i);
    const input = classes[choice & 1][(choice >>> 8) % INPUTS];
    call(input);
    const start = process.hrtime.bigint();
    for (let j = 0; j < CALLS; j += 1) call(input);
    times[choice & 1].push(Number(process.hrtime.bigint() - start));
  }
  const all = times.flat().sort((a, b) => a - b);
  const limit = all[Math.floor(all.length * KEPT)];
  const moments = (values) => {
    const kept = values.filter((time) => time <= limit);
    const mean = kept.reduce((sum, time) => sum + time, 0) / kept.length;
    const squares = kept.reduce((sum, time) => sum + (time - mean) ** 2, 0);
    return [mean, squares / (kept.length - 1) / kept.length];
  };
  const [[meanA, errorA], [meanB, errorB]] = times.map(moments);
  return [(meanA - meanB) / Math.sqrt(errorA + errorB), 100 * (meanA - meanB) / meanB];
}

let passed = true;
function report(name, [t, percent], expected) {
  const asExpected = Math.abs(t) < THRESHOLD === expected;
  passed &&= asExpected;
  console.log(`${name.padEnd(52)} t = ${t.toFixed(2).padStart(8)} (${percent.toFixed(2)} %)  ${asExpected ? 'as expected' : 'UNEXPECTED'}`);
}

console.log(`WASM: ${MEASUREMENTS} measurements of ${CALLS} calls each; |t| < ${THRESHOLD} is expected`);
const many = (make) => Array.from({ length: INPUTS }, make);
const rejected = (ks) => {
  try {
    decode(ks, { secret: SECRET });
  } catch {
    return;
  }
  throw new Error(`${ks} was not rejected`);
};
report('v1: first or last digit of the signature is wrong',
  compare([many(() => forgedV1(0)), many(() => forgedV1(39))], rejected), true);
report('v2: first or last byte of the digest is wrong',
  compare([many(() => forgedV2(0)), many(() => forgedV2(19))], rejected), true);
for (const version of [1, 2]) {
  const options = { userId: 'user@example.com', version, expiry: 3600, now: NOW };
  const signers = (secret) => many(() => new Signer({ partnerId: 102, secret: secret ?? hex() }));
  report(`v${version}: generate with one secret or various`,
    compare([signers(SECRET), signers()], (signer) => signer.generate(options)), true);
}
const texts = (wrong) => many(() => Uint8Array.from({ length: 256 }, (_, i) => (i === wrong ? 1 : 0)));
const isEqual = (text) => text.every((byte) => byte === 0);
report('control: the same class twice', compare([texts(255), texts(255)], isEqual), true);
report('control: a comparison that stops at the difference', compare([texts(0), texts(255)], isEqual), false);
process.exitCode = passed ? 0 : 1;
