// Each verb once and its edges; node:crypto as a second opinion.

import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect as show } from 'node:util';

import * as ks from '../dist/node.mjs';

const secret = '0123456789abcdef0123456789abcdef';
const old = 'fedcba9876543210fedcba9876543210';
const partnerId = 1234567;
const now = 1_750_000_000;
const session = { userId: 'ann@example.com', privileges: 'sview:0_abc,list:*', now };
const refuses = (code, job, sentence) =>
  assert.throws(job, (error) => {
    assert.ok(error instanceof ks.KsError && error instanceof Error, error);
    assert.equal(error.code, code, error.message);
    assert.equal(error.name, 'KsError');
    assert.ok(!error.message.includes(secret));
    if (sentence) assert.match(error.message, sentence);
    return true;
  });

/** A v2 KS as node:crypto makes it. */
function sealed(fields) {
  const key = createHash('sha1').update(secret).digest().subarray(0, 16);
  const body = Buffer.concat([randomBytes(16), Buffer.from(fields)]);
  const signed = Buffer.concat([createHash('sha1').update(body).digest(), body]);
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  const padded = Buffer.concat([signed, Buffer.alloc((16 - (signed.length % 16)) % 16)]);
  return Buffer.concat([Buffer.from(`v2|${partnerId}|`), cipher.update(padded), cipher.final()]).toString('base64url');
}

/** The fields of a v2 KS as node:crypto reads it. */
function opened(text) {
  const key = createHash('sha1').update(secret).digest().subarray(0, 16);
  const bytes = Buffer.from(text, 'base64url');
  const head = `v2|${partnerId}|`;
  assert.equal(bytes.subarray(0, head.length).toString(), head);
  const cipher = createDecipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  const padded = Buffer.concat([cipher.update(bytes.subarray(head.length)), cipher.final()]);
  const signed = padded.subarray(0, padded.findLastIndex((byte) => byte !== 0) + 1);
  assert.deepEqual(createHash('sha1').update(signed.subarray(20)).digest(), signed.subarray(0, 20));
  return signed.subarray(36).toString();
}

test('a KS of each opens in the other', () => {
  for (let length = 1; length < 70; length++) {
    const userId = 'ü'.repeat(length);
    const fields = opened(ks.generate({ ...session, secret, partnerId, userId }));
    const encoded = encodeURIComponent(userId);
    assert.equal(fields, `sview=0_abc&list=%2A&_e=${now + 86400}&_t=0&_u=${encoded}`);
    const decoded = ks.decode(sealed(fields), { secret });
    assert.equal(decoded.userId, userId);
    assert.equal(decoded.expiresAt, now + 86400);
    assert.equal(decoded.privilegesText, 'sview:0_abc,list:*');
    assert.equal(ks.verify(sealed(fields), { secret, partnerId, now }).userId, userId);
  }
});

test('the end is a day from now, so many seconds away, a Unix time, or a Date', () => {
  const end = (options) => ks.decode(ks.generate({ secret, partnerId, userId: 'u', ...options }), { secret }).expiresAt;
  assert.equal(end({ now }), now + 86400);
  assert.equal(end({ now, expiry: 60 }), now + 60);
  assert.equal(end({ now, expiresAt: now + 61 }), now + 61);
  assert.equal(end({ now: new Date(now * 1000 + 999), expiresAt: new Date((now + 62) * 1000 + 999) }), now + 62);
  assert.ok(Math.abs(end({}) - Date.now() / 1000 - 86400) < 5);
  refuses('invalid_expiry', () => end({ expiry: 60, expiresAt: now }), /both/);
});

test('privileges are text, a list or an object', () => {
  const text = (privileges) => ks.decode(ks.generate({ secret, partnerId, userId: 'u', privileges }), { secret }).privilegesText;
  const want = 'sview:0_a/0_b,actionslimit:4,disableentitlement';
  assert.equal(text(want), want);
  assert.equal(text(['sview:0_a/0_b'.replace('/', ''), 'list:*']), 'sview:0_a0_b,list:*');
  assert.equal(text([{ name: 'sview', values: ['0_a', '0_b'] }, 'actionslimit:4', { name: 'disableentitlement' }]), want);
  assert.equal(text({ sview: ['0_a', '0_b'], actionslimit: 4, disableentitlement: true }), want);
  assert.equal(text({ sview: ['0_a', '0_b'], actionslimit: '4', disableentitlement: null }), want);
  assert.equal(text(Object.assign(Object.create(null), { list: '*', enableentitlement: '' })), 'list:*,enableentitlement');
  for (const none of [undefined, null, '', [], {}]) assert.equal(text(none), '');
  const again = ks.decode(ks.generate({ ...session, secret, partnerId }), { secret });
  assert.equal(text(again.privileges), again.privilegesText);
  refuses('repeated_privilege', () => text(['setrole:1', { name: 'setrole', values: 2 }]));
  refuses('invalid_privilege', () => text(['list:*,edit:*']), /comma/);
  refuses('invalid_privilege', () => text({ sview: ['0_a/0_b', '0_c'] }));
});

test('secrets are text or bytes, one or several; the first signs and all read', () => {
  const bytes = new TextEncoder().encode(secret);
  const made = ks.generate({ ...session, secret: [bytes, old], partnerId });
  for (const [read, index] of [[secret, 0], [bytes, 0], [Buffer.from(secret), 0], [[old, secret], 1], [[new Uint8Array([1, 2]), old, bytes], 2]]) {
    assert.equal(ks.decode(made, { secret: read }).secretIndex, index);
  }
  refuses('bad_signature', () => ks.decode(made, { secret: old }));
  const renewed = ks.renew(made, { secret: [old, secret], expiry: 7, now });
  assert.equal(ks.decode(renewed, { secret: old }).expiresAt, now + 7);
  refuses('invalid_secret', () => ks.decode(made, { secret: [] }), /none was given/);
  refuses('invalid_secret', () => ks.decode(made, {}), /none was given/);
  refuses('invalid_secret', () => ks.generate({ ...session, partnerId }), /admin secret/);
});

test('a kept signer makes what generate makes', () => {
  const signer = new ks.Signer({ partnerId, secret });
  const nonce = '000102030405060708090a0b0c0d0e0f';
  const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
  const made = signer.generate({ ...session, nonce });
  assert.equal(made, ks.generate({ ...session, secret, partnerId, nonce: bytes }));
  assert.deepEqual(signer.generateMany([{ ...session, nonce }, { ...session, nonce: bytes }]), [made, made]);
  assert.equal(new Set(signer.generateMany(Array(5000).fill(session))).size, 5000);
  assert.deepEqual(signer.generateMany(new Set()), []);
  assert.throws(() => signer.generateMany([session, { userId: '' }]), { code: 'invalid_user_id', index: 1 });
  assert.ok(!show(signer, { depth: 9, showHidden: true }).includes(secret));
  assert.ok(!JSON.stringify(signer).includes('0123'));
  signer.free();
});

test('a freed signer says so', () => {
  const signer = new ks.Signer({ partnerId, secret });
  signer.free();
  signer.free();
  refuses('signer_freed', () => signer.generate(session), /freed/);
  for (const sessions of [[session], [], 5]) refuses('signer_freed', () => signer.generateMany(sessions));
  const other = new ks.Signer({ partnerId, secret });
  other[Symbol.dispose ?? Symbol.for('Symbol.dispose')]();
  refuses('signer_freed', () => other.generate(session));
  const third = new ks.Signer({ partnerId, secret });
  refuses('signer_freed', () => third.generate({ get userId() { third.free(); return 'u'; } }));
});

test('what is read is plain and frozen', () => {
  const made = ks.generate({ ...session, secret, partnerId, type: ks.SessionType.ADMIN });
  const isFrozen = (value) => {
    if (typeof value !== 'object' || value === null) return;
    assert.ok(Object.isFrozen(value));
    assert.ok([Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)));
    Object.values(value).forEach(isFrozen);
  };
  const read = [
    ks.decode(made, { secret }),
    ks.verify(made, { secret, partnerId, now }),
    ks.explain(made, { secret, now, can: ['list'] }),
    ks.inspect(made),
    ks.lint(made, { secret, now }),
    ks.SessionType,
  ];
  read.forEach(isFrozen);
  assert.equal(read[0].type, ks.SessionType.ADMIN);
  for (const name of Object.keys({ ...read[0], ...read[0].server, ...read[1], ...read[2], ...read[3] })) assert.match(name, /^[a-zA-Z]+$/);
});

test('verify accepts what fits, and names what does not', () => {
  const made = ks.generate({ ...session, secret, partnerId, privileges: 'sview:0_abc,iprestrict:203.0.113.7,sessionid:g' });
  const given = { secret, partnerId, now, remoteAddr: '203.0.113.7' };
  assert.equal(ks.verify(made, { ...given, required: ['sview:0_abc', 'sessionid'] }).userId, session.userId);
  assert.equal(ks.verify(made, given).isAnonymous, false);
  const widget = ks.generate({ secret, partnerId, anonymous: true, privileges: 'widget:1', now });
  assert.equal(ks.verify(widget, { secret, partnerId, now }).isAnonymous, true);
  refuses('not_granted', () => ks.verify(made, { ...given, required: ['sview:0_other'] }));
  refuses('wrong_partner', () => ks.verify(made, { ...given, partnerId: 102 }));
  refuses('expired', () => ks.verify(made, { ...given, now: now + 86400 }));
  refuses('restricted_ip', () => ks.verify(made, { ...given, remoteAddr: '203.0.113.8' }));
  refuses('missing_remote_addr', () => ks.verify(made, { ...given, remoteAddr: undefined }));
  refuses('invalid_remote_addr', () => ks.verify(made, { ...given, remoteAddr: 'localhost' }));
  refuses('bad_signature', () => ks.verify(made, { ...given, secret: old }));
});

test('verify asks whether the session was ended', async () => {
  const own = new RangeError('the store is down');
  const made = ks.generate({ ...session, secret, partnerId, privileges: 'sessionid:g' });
  const given = { secret, partnerId, now };
  const asked = [];
  const { sessionHash, sessionIdHash } = ks.verify(made, { ...given, revoked: (hashes) => { asked.push(hashes); return false; } });
  assert.deepEqual(asked, [{ session: sessionHash, sessionId: sessionIdHash }]);
  refuses('revoked', () => ks.verify(made, { ...given, revoked: () => true }));
  refuses('invalid_option', () => ks.verify(made, { ...given, revoked: async () => false }), /returned a promise.*decode\(.*\.sessionHash/);
  // A rejection that nobody handles would end the process.
  refuses('invalid_option', () => ks.verify(made, { ...given, revoked: async () => { throw own; } }), /at once/);
  await new Promise(setImmediate);
  assert.throws(() => ks.verify(made, { ...given, revoked: () => { throw own; } }), (error) => error === own);
  assert.equal(ks.verify(made, given).sessionHash, sessionHash);
});

test('explain says what Kaltura would answer', () => {
  const made = ks.generate({ ...session, secret, partnerId });
  const late = ks.explain(made, { secret, now: now + 90000, can: ['sview:0_abc', 'edit:0_abc', 'list'] });
  assert.deepEqual(late.status, { number: -5, name: 'EXPIRED' });
  assert.equal(late.apiError, 'INVALID_KS');
  const inTime = ks.explain(made, { secret, now, can: ['sview:0_abc', 'edit:0_abc', 'list'] });
  assert.equal(inTime.apiError, null);
  assert.deepEqual(inTime.can.map(({ granted }) => granted), [true, false, true]);
  assert.deepEqual(inTime.can[2], { name: 'list', value: null, granted: true });
});

test('inspect needs no secret', () => {
  const v1 = ks.generate({ ...session, secret, partnerId, version: 1, nonce: '77' });
  assert.deepEqual(ks.inspect(v1).claims, {
    validUntil: String(now + 86400), type: '0', rand: '77', userId: session.userId, privileges: session.privileges,
    masterPartnerId: '', additionalData: '',
  });
  assert.equal(ks.inspect(ks.generate({ ...session, secret, partnerId })).partnerId, partnerId);
  refuses('empty_ks', () => ks.inspect(''));
  refuses('not_base64', () => ks.inspect('\ud800'));
});

test('renew keeps what a KS says', () => {
  const made = ks.generate({ ...session, secret, partnerId, additionalData: 'x', masterPartnerId: 99 });
  const { expiresAt, ...renewed } = ks.decode(ks.renew(made, { secret, expiresAt: now + 5, now }), { secret });
  const before = ks.decode(made, { secret });
  assert.equal(expiresAt, now + 5);
  for (const name of ['partnerId', 'userId', 'type', 'privilegesText', 'additionalData', 'masterPartnerId']) assert.equal(renewed[name], before[name]);
  const nonce = 'ff'.repeat(16);
  assert.equal(ks.decode(ks.renew(made, { secret, now, nonce }), { secret }).server.rand, nonce);
});

test('lint takes what generate takes, and a KS', () => {
  const codes = (advice) => advice.map(({ code }) => code);
  const options = { ...session, secret, partnerId, type: ks.SessionType.ADMIN, privileges: { appId: 'x' } };
  assert.deepEqual(codes(ks.lint(options)), ['admin_session', 'unknown_privilege']);
  assert.deepEqual(codes(ks.lint(ks.generate(options), { secret, now })), ['admin_session', 'unknown_privilege']);
});

test('appTokenHash is SHA1 unless another is named', () => {
  const made = ks.generate({ ...session, secret, partnerId });
  const hash = (name) => createHash(name).update(made + 'token').digest('hex');
  assert.equal(ks.appTokenHash(made, 'token'), hash('sha1'));
  for (const name of ['MD5', 'SHA1', 'SHA256', 'SHA512']) assert.equal(ks.appTokenHash(made, 'token', name), hash(name));
  refuses('invalid_hash_type', () => ks.appTokenHash(made, 'b', 'CRC'));
  refuses('not_a_ks', () => ks.appTokenHash('AAAA', 'token'));
  for (const text of ['\ud800', '\ufffd', 'é']) refuses('not_base64', () => ks.appTokenHash(text, 'token'));
});

test('CommonJS and ES modules share one package', async () => {
  const { createRequire } = await import('node:module');
  const common = createRequire(import.meta.url)('../dist/node.cjs');
  assert.deepEqual(Object.keys(common).sort(), Object.keys(ks).sort());
  for (const name of Object.keys(ks)) assert.equal(common[name], ks[name]);
});
