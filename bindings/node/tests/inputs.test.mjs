// Wrong types and numbers for every argument: each is rejected with the code of its
// field, and never converted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import * as ks from '../dist/node.mjs';

const secret = '0123456789abcdef0123456789abcdef';
const good = { secret, partnerId: 102, userId: 'u', now: 1_750_000_000 };
const made = ks.generate(good);
const read = { secret, partnerId: 102, now: good.now };

const NO_NUMBER = [Number.NaN, Infinity, -Infinity, 1.5, 2 ** 53, -(2 ** 53), '5.0', '', true, 5n, {}, [], [5], () => 5, Symbol('5')];
const NO_TEXT = [5, true, 5n, {}, ['u'], new String('u'), () => 'u', Symbol('u'), '\ud800', 'a\udc00b'];
const NO_FLAG = [0, 1, 'true', {}];
const NO_SECRET = [5, null, true, {}, new ArrayBuffer(4), new Uint16Array(4), '\ud800', [5], [null], [,], Object.create(Uint8Array.prototype)];
const NO_TEXTS = ['list', 5, null, {}, ['list', 5], ['list', undefined], [,], new Set(['list'])];
const NO_PRIVILEGES = [
  5, true, () => '', new Map([['list', '*']]), new Date(), [5], [null], [['list']], [{}], [{ name: 5 }], [{ name: 'list', values: false }],
  [{ name: 'sview', value: '0_a' }], [Object.assign(Object.create({ values: '0_a' }), { name: 'sview' })], new (class { list = '*'; })(),
  { list: undefined }, { list: false }, { list: Number.NaN }, { list: 1.5 }, { list: {} }, { list: [null] }, { list: [true] }, { list: [['*']] },
  { list: [undefined] }, { list: '\ud800' }, { '\ud800': '*' }, '\ud800', [undefined], [,], [{ name: 'list', values: [,] }],
];

const CASES = [
  ['partnerId', 'invalid_partner_id', [...NO_NUMBER, undefined, null, 2 ** 31, -(2 ** 31) - 1, 2 ** 32 + 102]],
  ['type', 'invalid_type', [...NO_NUMBER, 'OWNER', 1, -1, 3, 2 ** 32]],
  ['expiry', 'invalid_expiry', [...NO_NUMBER, 0, -1]],
  ['expiresAt', 'invalid_expiry', [...NO_NUMBER, 0, good.now, new Date(Number.NaN)]],
  ['version', 'invalid_version', [...NO_NUMBER, 0, 3, 2 ** 32 + 2]],
  ['masterPartnerId', 'invalid_master_partner_id', [...NO_NUMBER, 2 ** 31]],
  ['now', 'invalid_expiry', [...NO_NUMBER, new Date(Number.NaN)]],
  ['userId', 'invalid_user_id', [...NO_TEXT, undefined, null, '', 'a\0b']],
  ['additionalData', 'invalid_additional_data', [...NO_TEXT, 'a\0b']],
  ['nonce', 'invalid_nonce', [...NO_TEXT, '', '00', new Uint8Array(15), new Uint8Array(17), new Uint16Array(16)]],
  ['anonymous', 'invalid_user_id', NO_FLAG],
  ['privileges', 'invalid_privilege', NO_PRIVILEGES],
  ['secret', 'invalid_secret', [...NO_SECRET, [secret, 5], [secret, ''], '', undefined, [], 'a,b', '0', new Uint8Array()]],
];

const label = (value) => {
  try {
    return typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${JSON.stringify(value)}`;
  } catch {
    return typeof value;
  }
};

function rejects(code, job, what) {
  assert.throws(job, (error) => {
    assert.ok(error instanceof ks.KsError, `${what}: ${error}`);
    assert.equal(error.code, code, `${what}: ${error.message}`);
    assert.ok(!error.message.includes(secret));
    return true;
  }, what);
}

for (const [name, code, values] of CASES) {
  test(`${name} of generate, a Signer and lint`, () => {
    for (const value of values) {
      const what = `${name} ${label(value)}`;
      rejects(code, () => ks.generate({ ...good, [name]: value }), what);
      if (['partnerId', 'secret'].includes(name)) {
        rejects(code, () => new ks.Signer({ partnerId: 102, secret, [name]: value }), what);
      } else {
        const { secret: _, partnerId: __, ...session } = good;
        const signer = new ks.Signer({ partnerId: 102, secret });
        rejects(code, () => signer.generate({ ...session, [name]: value }), what);
        rejects(code, () => signer.generateMany([{ ...session, [name]: value }]), what);
        signer.free();
        // lint also accepts values that only the signer would reject.
        const typed = typeof good[name] === 'string' ? NO_TEXT.includes(value) : NO_NUMBER.includes(value);
        if (typed && name !== 'nonce' && name !== 'additionalData') rejects(code, () => ks.lint({ ...session, [name]: value }), what);
      }
    }
  });
}

test('arguments of the readers', () => {
  for (const value of [undefined, 5, null, {}, [made], new String(made)]) {
    for (const [verb, options] of [['decode', { secret }], ['verify', read], ['explain', { secret }], ['renew', { secret, partnerId: 102 }]]) {
      rejects('not_a_ks', () => ks[verb](value, options), `${verb} ${label(value)}`);
    }
    rejects('not_a_ks', () => ks.inspect(value), label(value));
    rejects('not_a_ks', () => ks.appTokenHash(value, 'token'), label(value));
  }
  const each = (values, code, job) => values.forEach((value) => rejects(code, () => job(value), label(value)));
  each(NO_SECRET, 'invalid_secret', (value) => ks.decode(made, { secret: value }));
  each(NO_SECRET, 'invalid_secret', (value) => ks.verify(made, { ...read, secret: value }));
  each(NO_SECRET, 'invalid_secret', (value) => ks.explain(made, { secret: value }));
  each(NO_SECRET, 'invalid_secret', (value) => ks.renew(made, { secret: value, partnerId: 102 }));
  each(NO_SECRET, 'invalid_secret', (value) => ks.lint(made, { secret: value }));
  each([...NO_NUMBER, undefined, null], 'invalid_partner_id', (value) => ks.verify(made, { ...read, partnerId: value }));
  each([...NO_NUMBER, undefined, null], 'invalid_partner_id', (value) => ks.renew(made, { secret, partnerId: value }));
  each(NO_NUMBER, 'invalid_expiry', (value) => ks.verify(made, { ...read, now: value }));
  each(NO_NUMBER, 'invalid_expiry', (value) => ks.explain(made, { secret, now: value }));
  each(NO_NUMBER, 'invalid_expiry', (value) => ks.renew(made, { secret, partnerId: 102, expiry: value }));
  each(NO_NUMBER, 'invalid_expiry', (value) => ks.renew(made, { secret, partnerId: 102, expiresAt: value }));
  each(NO_TEXT, 'invalid_remote_addr', (value) => ks.verify(made, { ...read, remoteAddr: value }));
  each(NO_TEXT.filter((value) => typeof value !== 'string'), 'invalid_option', (value) => ks.explain(made, { secret, requestUri: value }));
  each([5, null, undefined, {}, [made]], 'invalid_option', (value) => ks.find(value));
  each(NO_TEXTS, 'invalid_option', (value) => ks.verify(made, { ...read, required: value }));
  each(NO_TEXTS, 'invalid_option', (value) => ks.explain(made, { secret, can: value }));
  each([5, null, true, 'f', {}], 'invalid_option', (value) => ks.verify(made, { ...read, revoked: value }));
  each([...NO_TEXT, undefined, ''], 'invalid_app_token', (value) => ks.appTokenHash(made, value));
  each(NO_TEXT, 'invalid_hash_type', (value) => ks.appTokenHash(made, 'token', value));
});

test('an unknown option is named', () => {
  const jobs = {
    generate: (options) => ks.generate({ ...good, ...options }),
    'new Signer': (options) => new ks.Signer({ secret, partnerId: 102, ...options }),
    decode: (options) => ks.decode(made, { secret, ...options }),
    'new Keyring': (options) => new ks.Keyring({ secret, ...options }),
    'Keyring#explain': (options) => new ks.Keyring({ secret }).explain(made, options),
    verify: (options) => ks.verify(made, { ...read, ...options }),
    explain: (options) => ks.explain(made, { secret, ...options }),
    renew: (options) => ks.renew(made, { secret, partnerId: 102, ...options }),
    lint: (options) => ks.lint({ userId: 'u', ...options }),
  };
  for (const [verb, job] of Object.entries(jobs)) {
    assert.throws(() => job({ nowadays: 102 }), { code: 'unknown_option', message: /^unknown option "nowadays".*; valid options are: \w+/ }, verb);
  }
  assert.throws(() => jobs.generate({ partner_id: 102 }), { message: /^unknown option "partner_id" \(did you mean partnerId\?\); / });
  // Nor is a secret shown that is passed instead of the options.
  for (const options of [undefined, null, 5, [], secret]) {
    for (const verb of ['decode', 'verify', 'explain', 'renew']) rejects('invalid_option', () => ks[verb](made, options), verb);
    rejects('invalid_option', () => ks.generate(options), 'generate');
    rejects('invalid_option', () => new ks.Signer(options), 'Signer');
  }
});

const says = (sentence, job) => assert.throws(job, (error) => error instanceof ks.KsError && (assert.match(error.message, sentence), true));
const signer = new ks.Signer({ partnerId: 102, secret });

test('messages say what was passed and what to pass', () => {
  const sentences = [
    [{ secret: null }, /^secret: must be a string, a Uint8Array, or an array of them, not null$/],
    [{ secret: [secret, null] }, /^secret\[1\]: must be a string or a Uint8Array, not null$/],
    [{ secret: [secret, '\ud800'] }, /^secret\[1\]: contains a lone surrogate/],
    [{ nonce: 5 }, /^nonce: must be a Uint8Array of 16 bytes or a string of 32 hex digits, not a number$/],
    [{ nonce: new Uint16Array(16) }, /^nonce: must be a Uint8Array of 16 bytes .*, not an object of class "Uint16Array"$/],
    [{ secret: new ArrayBuffer(4) }, /not an object of class "ArrayBuffer"$/],
    [{ expiresAt: new Date(Number.NaN) }, /^expiresAt: must be a Date, or Unix seconds as an integer, not an invalid Date$/],
    [{ now: '2030-01-01' }, /^now: must be a Date, or Unix seconds as an integer, not a string$/],
    [{ expiresAt: 1.5 }, /^expiresAt: must be a Date, or Unix seconds as an integer, not 1\.5$/],
    [{ privileges: new Map() }, /^privileges: must be text, .* not an object of class "Map"$/],
    [{ privileges: [{ name: 'sview', value: '0_a' }] }, /^privileges: "?value"?: a map in a list takes only `name` and `values`/],
    [{ privileges: { list: 5n } }, /^privileges: .*64 bits/],
    [{ privileges: { list: false } }, /leave out the privilege, or pass true/],
    [{ privileges: { list: undefined } }, /^privileges: must be .*, not undefined$/],
    [{ userId: undefined }, /^userId: is missing; pass a user id, or set `anonymous`$/],
    [{ userId: '' }, /^userId: /],
    [{ partnerId: undefined }, /^partnerId: is missing; find it in the Kaltura Management Console \(KMC\)/],
    [{ partnerId: 'x' }, /^partnerId: "x" is not a partner id/],
    [{ expiry: '3600' }, /^expiry: must be an integer, not text$/],
    [{ type: 'OWNER' }, /^type: "OWNER" is not a session type; use USER \(0\) or ADMIN \(2\)$/],
    [{ expiry: Number.NaN }, /^expiry: must be an integer, not a number/],
    [{ expiry: 1.5 }, /^expiry: must be an integer, not a number with a fraction$/],
    [{ expiry: 2 ** 53 }, /^expiry: /],
    [{ userId: new (class {})() }, /^userId: must be text, not an object$/],
    [{ partnerId: 2 ** 31 }, /^partnerId: 2147483648 is not/],
    [{ masterPartnerId: 2 ** 31 }, /^masterPartnerId: 2147483648 is not/],
    [{ additionalData: '\0' }, /^additionalData: /],
    [{ expiry: 5, expiresAt: 5 }, /^expiry: cannot be combined with `expiresAt`/],
    // What the core quotes stays as it was passed.
    [{ privileges: 'user_id:"\\,user_id:5' }, /"user_id"/],
  ];
  for (const [wrong, sentence] of sentences) says(sentence, () => ks.generate({ ...good, ...wrong }));
  const restricted = ks.generate({ ...good, privileges: 'iprestrict:203.0.113.7' });
  says(/`remoteAddr`/, () => ks.verify(restricted, read));
  assert.match(ks.explain(restricted, { secret, now: good.now }).reason, /`remoteAddr`/);
  says(/^remoteAddr: "remote_addr" is not/, () => ks.verify(restricted, { ...read, remoteAddr: 'remote_addr' }));
  says(/^decode: the options must be an object, not a string; write decode\(ks, \{ secret \}\)$/, () => ks.decode(made, secret));
  says(/; write verify\(ks, \{ secret, partnerId \}\)$/, () => ks.verify(made));
  says(/^generate: the options must be an object, not a string$/, () => ks.generate(secret));
  for (const [name, job] of [['required', (value) => ks.verify(made, { ...read, required: value })], ['can', (value) => ks.explain(made, { secret, can: value })]]) {
    says(new RegExp(`^${name}: must be an array of strings such as 'sview:0_abc', not a string$`), () => job('list'));
    says(new RegExp(`^${name}\\[0\\]: must be a string such as 'sview:0_abc', not an object$`), () => job([{ name: 'list' }]));
    says(new RegExp(`^${name}\\[1\\]: must be a string such as 'sview:0_abc', not undefined$`), () => job(['list', undefined]));
  }
  says(/^hashType: /, () => ks.appTokenHash(made, 'token', 'CRC'));
  says(/^revoked: must return true or false, not undefined$/, () => ks.verify(made, { ...read, revoked: () => {} }));
});

test('no message contains a secret', () => {
  const number = 4711471147114711;
  const hides = (what, job) => assert.throws(job, (error) => error instanceof ks.KsError && !error.message.includes(what), job.toString());
  const numbers = [
    () => ks.generate({ ...good, secret: number }),
    () => ks.generate({ ...good, secret: [secret, number] }),
    () => ks.decode(made, number),
    () => ks.decode(number, { secret }),
    () => ks.appTokenHash(made, number),
    () => ks.generate({ ...good, userId: number }),
    () => ks.verify(made, { ...read, required: [number] }),
  ];
  for (const job of numbers) hides('4711', job);
  says(/^secret: .* not a number$/, numbers[0]);
  says(/^token: must be text, not an integer$/, numbers[4]);
  for (let before = 0; before < 100; before++) {
    for (const name of ['x'.repeat(before) + secret, `${'x'.repeat(before)}${secret.toUpperCase()}${secret}!`]) {
      const Named = { [name]: class {} }[name];
      hides('0123', () => ks.generate({ ...good, [name]: 5 }));
      hides('0123', () => ks.generate({ ...good, privileges: { [name]: {} } }));
      hides('0123', () => ks.generate({ ...good, privileges: [{ name, [name]: 5 }] }));
      hides('0123', () => ks.generate({ ...good, userId: new Named() }));
    }
  }
  says(/^unknown option "\(hex digits, not shown\)"; /, () => ks.generate({ ...good, [secret]: 5 }));
  says(/^unknown option "0123456789abcdef0123456789abcde"; /, () => ks.generate({ ...good, [secret.slice(0, 31)]: 5 }));
});

test('long names are shortened in messages', () => {
  const long = 'x'.repeat(10_000_000);
  const jobs = [
    () => ks.generate({ ...good, [long]: 5 }),
    () => ks.generate({ ...good, privileges: { [long]: {} } }),
    () => ks.generate({ ...good, privileges: [{ name: long, [long]: 5 }] }),
    () => ks.generate({ ...good, privileges: { [long]: '0_a,' } }),
  ];
  for (const job of jobs) says(/^[^]{1,300}$/, job);
  // Many values are accepted.
  const values = Array(200_000).fill('0_a');
  for (const privileges of [{ sview: values }, [{ name: 'sview', values }]]) {
    assert.equal(ks.decode(ks.generate({ ...good, privileges }), { secret }).privileges[0].values.length, values.length);
  }
});

test('more than a million items', () => {
  const few = Array(1_000_000).fill('list');
  const many = Array(1_000_001).fill('list');
  for (const privileges of [many, { list: many }, { sview: few }, ['edit', { name: 'sview', values: few }], { list: few, sview: few }, { list: Array(2 ** 32 - 1) }]) {
    rejects('invalid_privilege', () => signer.generate({ userId: 'u', privileges }), 'privileges');
    says(/^privileges: must not have more than 1000000 items$/, () => signer.generate({ userId: 'u', privileges }));
  }
  for (const required of [many, Array(2 ** 32 - 1)]) {
    rejects('invalid_option', () => ks.verify(made, { ...read, required }), 'required');
    says(/^can: must not have more than 1000000 items$/, () => ks.explain(made, { secret, can: required }));
  }
  assert.equal(ks.explain(made, { secret, can: few }).grants.length, few.length);
  assert.equal(typeof signer.generate({ userId: 'u', privileges: { sview: few.slice(1) } }), 'string');
});

test('sessions that are not iterable', () => {
  for (const value of [undefined, null, 5, '', 'u', {}, { length: 0 }, { userId: 'u' }, () => []]) {
    rejects('invalid_option', () => signer.generateMany(value), label(value));
    says(/^sessions: must be an array or another iterable of sessions, not /, () => signer.generateMany(value));
  }
});

test('options in a prototype are rejected', () => {
  const jobs = {
    secret: [secret, () => ks.generate({ partnerId: 102, userId: 'u' })],
    partnerId: [102, () => ks.verify(made, { secret, now: good.now })],
    privileges: ['*', () => signer.generate({ userId: 'u' })],
  };
  for (const [name, [value, job]] of Object.entries(jobs)) {
    Object.prototype[name] = value;
    try {
      says(new RegExp(`^"${name}": is inherited`), job);
    } finally {
      delete Object.prototype[name];
    }
  }
  // Freezing a result does not freeze what is in a prototype.
  Object.prototype.other = {};
  try {
    ks.inspect(made);
    assert.ok(!Object.isFrozen(Object.prototype.other));
  } finally {
    delete Object.prototype.other;
  }
  // Getters of the class of the options are not properties of a prototype that everybody shares.
  class Options {
    userId = 'u';
    get now() { return good.now; }
  }
  assert.equal(ks.decode(signer.generate(new Options()), { secret }).expiresAt, good.now + 86400);
});

test('a Date of another realm', () => {
  const date = runInNewContext('new Date(2000000000999)');
  assert.ok(!(date instanceof Date));
  assert.equal(ks.decode(ks.generate({ ...good, expiresAt: date }), { secret }).expiresAt, 2_000_000_000);
  says(/^expiresAt: must be a Date, or Unix seconds as an integer, not an invalid Date/, () => ks.generate({ ...good, expiresAt: runInNewContext('new Date(NaN)') }));
  // It has the prototype of a Date, but is none.
  rejects('invalid_expiry', () => ks.generate({ ...good, expiresAt: Object.create(Date.prototype) }), 'no Date');
});

test('each option is read once', () => {
  /** Gives each answer in turn. */
  const changing = (object, name, ...answers) => Object.defineProperty(object, name, { enumerable: true, get: () => answers.shift() });
  const privilegesOf = (session) => ks.decode(signer.generate(session), { secret }).privilegesText;
  const restricted = { privacycontext: 'portal' };
  assert.equal(privilegesOf(changing({ userId: 'u' }, 'privileges', restricted, 'list:*')), 'privacycontext:portal');
  assert.equal(privilegesOf(changing({ userId: 'u' }, 'privileges', 'sview:0_a', undefined)), 'sview:0_a');
  const element = changing(changing({}, 'name', 'sview', 'list'), 'values', ['0_a'], '*');
  assert.equal(privilegesOf({ userId: 'u', privileges: [element] }), 'sview:0_a');
  assert.equal(privilegesOf({ userId: 'u', privileges: changing({}, 'sview', ['0_a'], '*') }), 'sview:0_a');
  const all = { ...good, type: 2, expiry: 5, privileges: 'list:*', version: 2, masterPartnerId: 102, additionalData: 'x', nonce: '00'.repeat(16) };
  const counted = {};
  const counting = Object.create(null);
  for (const [name, value] of Object.entries(all)) {
    counted[name] = 0;
    Object.defineProperty(counting, name, { enumerable: true, get: () => (counted[name]++, value) });
  }
  ks.generate(counting);
  ks.lint(counting);
  assert.deepEqual(Object.values(counted), Object.keys(counted).map(() => 2));
});

test('bytes are what they are, not what their class says', () => {
  class Liar extends Uint8Array {
    get length() { return 2 ** 20; }
    get byteLength() { return 2 ** 20; }
  }
  const bytes = new TextEncoder().encode(secret);
  const nonce = Uint8Array.from({ length: 16 }, (_, i) => i);
  const want = ks.generate({ ...good, nonce });
  for (const List of [Liar, Buffer]) {
    assert.equal(ks.generate({ ...good, secret: List.from(bytes), nonce }), want);
    assert.equal(ks.generate({ ...good, secret: [List.from(bytes), 'other'], nonce }), want);
  }
  assert.equal(ks.generate({ ...good, nonce: new Liar(nonce) }), want);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  rejects('invalid_secret', () => ks.generate({ ...good, secret: bytes }), 'transferred');
});

test('lint checks every option', () => {
  for (const value of NO_SECRET) rejects('invalid_secret', () => ks.lint({ userId: 'u', secret: value }), label(value));
  for (const value of NO_NUMBER) rejects('invalid_partner_id', () => ks.lint({ userId: 'u', partnerId: value }), label(value));
  for (const value of [{}, { now: 5 }, null]) rejects('invalid_option', () => ks.lint({ userId: 'u' }, value), label(value));
});
