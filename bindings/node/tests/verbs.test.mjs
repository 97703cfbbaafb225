// Each function and its edge cases, compared with an implementation on node:crypto.

import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect as show } from 'node:util';

import * as ks from '../dist/node.mjs';

const secret = '0123456789abcdef0123456789abcdef';
const old = 'fedcba9876543210fedcba9876543210';
const partnerId = 1234567;
const now = 1_750_000_000;
const session = { userId: 'ann@example.com', privileges: 'sview:0_abc,list:*', now };
const rejects = (code, job, sentence) =>
  assert.throws(job, (error) => {
    assert.ok(error instanceof ks.KsError && error instanceof Error, error);
    assert.equal(error.code, code, error.message);
    assert.equal(error.name, 'KsError');
    assert.ok(!error.message.includes(secret));
    if (sentence) assert.match(error.message, sentence);
    return true;
  });

/** Generates a v2 KS with node:crypto. */
function generateByCrypto(fields) {
  const key = createHash('sha1').update(secret).digest().subarray(0, 16);
  const body = Buffer.concat([randomBytes(16), Buffer.from(fields)]);
  const signed = Buffer.concat([createHash('sha1').update(body).digest(), body]);
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  const padded = Buffer.concat([signed, Buffer.alloc((16 - (signed.length % 16)) % 16)]);
  return Buffer.concat([Buffer.from(`v2|${partnerId}|`), cipher.update(padded), cipher.final()]).toString('base64url');
}

/** Returns the fields of a v2 KS, decrypted with node:crypto. */
function fieldsByCrypto(text) {
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

test('each implementation decodes the KSs of the other', () => {
  for (let length = 1; length < 70; length++) {
    const userId = 'ü'.repeat(length);
    const fields = fieldsByCrypto(ks.generate({ ...session, secret, partnerId, userId }));
    const encoded = encodeURIComponent(userId);
    assert.equal(fields, `sview=0_abc&list=%2A&_e=${now + 86400}&_t=0&_u=${encoded}`);
    const decoded = ks.decode(generateByCrypto(fields), { secret });
    assert.equal(decoded.userId, userId);
    assert.equal(decoded.expiresAt, now + 86400);
    assert.equal(decoded.privilegesText, 'sview:0_abc,list:*');
    assert.equal(ks.verify(generateByCrypto(fields), { secret, partnerId, now }).userId, userId);
  }
});

test('the expiry is one day by default, a lifetime, a Unix time or a Date', () => {
  const end = (options) => ks.decode(ks.generate({ secret, partnerId, userId: 'u', ...options }), { secret }).expiresAt;
  assert.equal(end({ now }), now + 86400);
  assert.equal(end({ now, expiry: 60 }), now + 60);
  assert.equal(end({ now, expiresAt: now + 61 }), now + 61);
  assert.equal(end({ now: new Date(now * 1000 + 999), expiresAt: new Date((now + 62) * 1000 + 999) }), now + 62);
  assert.ok(Math.abs(end({}) - Date.now() / 1000 - 86400) < 5);
  rejects('invalid_expiry', () => end({ expiry: 60, expiresAt: now }), /^expiry: cannot be combined with `expiresAt`/);
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
  rejects('repeated_privilege', () => text(['setrole:1', { name: 'setrole', values: 2 }]));
  rejects('invalid_privilege', () => text(['list:*,edit:*']), /comma/);
  rejects('invalid_privilege', () => text({ sview: ['0_a/0_b', '0_c'] }));
});

test('secrets are text or bytes, one or several; the first signs and all verify', () => {
  const bytes = new TextEncoder().encode(secret);
  const made = ks.generate({ ...session, secret: [bytes, old], partnerId });
  for (const [read, index] of [[secret, 0], [bytes, 0], [Buffer.from(secret), 0], [[old, secret], 1], [[new Uint8Array([1, 2]), old, bytes], 2]]) {
    assert.equal(ks.decode(made, { secret: read }).secretIndex, index);
  }
  rejects('bad_signature', () => ks.decode(made, { secret: old }));
  const renewed = ks.renew(made, { secret: [old, secret], partnerId, expiry: 7, now });
  assert.equal(ks.decode(renewed, { secret: old }).expiresAt, now + 7);
  rejects('invalid_secret', () => ks.decode(made, { secret: [] }), /^secret: is missing/);
  rejects('invalid_secret', () => ks.decode(made, {}), /^secret: is missing/);
  rejects('invalid_secret', () => ks.generate({ ...session, partnerId }), /admin secret/);
});

test('a Signer generates what the function generate does', () => {
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

test('using a freed Signer or Keyring is an error', () => {
  const signer = new ks.Signer({ partnerId, secret });
  signer.free();
  signer.free();
  rejects('signer_freed', () => signer.generate(session), /freed/);
  for (const sessions of [[session], [], 5]) rejects('signer_freed', () => signer.generateMany(sessions));
  const other = new ks.Signer({ partnerId, secret });
  other[Symbol.dispose ?? Symbol.for('Symbol.dispose')]();
  rejects('signer_freed', () => other.generate(session));
  const third = new ks.Signer({ partnerId, secret });
  rejects('signer_freed', () => third.generate({ get userId() { third.free(); return 'u'; } }));
  rejects('signer_freed', () => third.renew('djJ8'));
  const made = ks.generate({ ...session, secret, partnerId });
  const keyring = new ks.Keyring({ secret });
  rejects('keyring_freed', () => keyring.verify(made, { get partnerId() { keyring.free(); return partnerId; } }), /freed/);
  for (const job of [() => keyring.decode(made), () => keyring.explain(made), () => keyring.lint(made), () => keyring.signer(partnerId)]) {
    rejects('keyring_freed', job);
  }
  keyring.free();
});

test('results are plain frozen objects with camelCase names', () => {
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
    ks.find(made),
    ks.privilegeTable(),
    ks.errorCodes(),
    ks.recipes(),
    ks.explain('{"code":"SERVICE_FORBIDDEN","message":"x","objectType":"KalturaAPIException"}', { secret }),
    ks.SessionType,
  ];
  read.forEach(isFrozen);
  assert.equal(read[0].type, ks.SessionType.ADMIN);
  for (const name of Object.keys({ ...read[0], ...read[0].rawFields, ...read[1], ...read[2], ...read[3], ...read[5], ...read[6][0], ...read[8][0] })) assert.match(name, /^[a-zA-Z]+$/);
});

test('verify accepts a KS that passes every check, and reports the one that fails', () => {
  const made = ks.generate({ ...session, secret, partnerId, privileges: 'sview:0_abc,iprestrict:203.0.113.7,sessionid:g' });
  const given = { secret, partnerId, now, remoteAddr: '203.0.113.7' };
  assert.equal(ks.verify(made, { ...given, required: ['sview:0_abc', 'sessionid'] }).userId, session.userId);
  assert.equal(ks.verify(made, given).isAnonymous, false);
  const widget = ks.generate({ secret, partnerId, anonymous: true, privileges: 'widget:1', now });
  assert.equal(ks.verify(widget, { secret, partnerId, now }).isAnonymous, true);
  rejects('not_granted', () => ks.verify(made, { ...given, required: ['sview:0_other'] }));
  rejects('wrong_partner', () => ks.verify(made, { ...given, partnerId: 102 }));
  rejects('expired', () => ks.verify(made, { ...given, now: now + 86400 }));
  rejects('restricted_ip', () => ks.verify(made, { ...given, remoteAddr: '203.0.113.8' }));
  rejects('missing_remote_addr', () => ks.verify(made, { ...given, remoteAddr: undefined }));
  rejects('invalid_remote_addr', () => ks.verify(made, { ...given, remoteAddr: 'localhost' }));
  rejects('bad_signature', () => ks.verify(made, { ...given, secret: old }));
});

test('verify calls the revocation check last', async () => {
  const own = new RangeError('the store is down');
  const made = ks.generate({ ...session, secret, partnerId, privileges: 'sessionid:g' });
  const given = { secret, partnerId, now };
  const asked = [];
  const revoked = (hashes) => { asked.push(hashes); return false; };
  const { sessionHash, groupHash } = ks.verify(made, { ...given, revoked });
  assert.deepEqual(asked, [{ sessionHash, groupHash }]);
  assert.match(`${sessionHash} ${groupHash}`, /^[0-9a-f]{40} [0-9a-f]{40}$/);
  rejects('expired', () => ks.verify(made, { ...given, now: now + 86400, revoked }));
  const ungrouped = ks.generate({ ...session, secret, partnerId });
  ks.verify(ungrouped, { ...given, revoked });
  assert.equal(asked.length, 2);
  assert.equal(asked[1].groupHash, null);
  rejects('revoked', () => ks.verify(made, { ...given, revoked: () => true }));
  rejects('invalid_option', () => ks.verify(made, { ...given, revoked: async () => false }), /not a promise; await the lookup .* sessionHash/);
  // A rejection that nobody handles would end the process.
  rejects('invalid_option', () => ks.verify(made, { ...given, revoked: async () => { throw own; } }), /not a promise/);
  await new Promise(setImmediate);
  assert.throws(() => ks.verify(made, { ...given, revoked: () => { throw own; } }), (error) => error === own);
  assert.equal(ks.verify(made, given).sessionHash, sessionHash);
});

test('explain predicts what Kaltura would answer', () => {
  const made = ks.generate({ ...session, secret, partnerId });
  const late = ks.explain(made, { secret, now: now + 90000, can: ['sview:0_abc', 'edit:0_abc', 'list'] });
  assert.deepEqual(late.status, { number: -5, name: 'EXPIRED' });
  assert.equal(late.apiError, 'INVALID_KS');
  const inTime = ks.explain(made, { secret, now, can: ['sview:0_abc', 'edit:0_abc', 'list'] });
  assert.deepEqual([late.isAccepted, inTime.isAccepted, inTime.apiError], [false, true, null]);
  assert.deepEqual(inTime.grants.map(({ granted }) => granted), [true, false, true]);
  assert.deepEqual(inTime.grants[2], { name: 'list', value: null, granted: true, rule: 'verify_privileges' });
});

test('inspect needs no secret', () => {
  const v1 = ks.generate({ ...session, secret, partnerId, version: 1, nonce: '77' });
  assert.deepEqual(ks.inspect(v1).claims, {
    validUntil: String(now + 86400), type: '0', rand: '77', userId: session.userId, privileges: session.privileges,
    masterPartnerId: '', additionalData: '',
  });
  assert.equal(ks.inspect(ks.generate({ ...session, secret, partnerId })).partnerId, partnerId);
  rejects('empty_ks', () => ks.inspect(''));
  rejects('not_base64', () => ks.inspect('\ud800'));
});

test('a Keyring does what the functions do', () => {
  const keyring = new ks.Keyring({ secret: [old, secret] });
  const made = ks.generate({ ...session, secret, partnerId });
  const options = { secret: [old, secret], now };
  assert.deepEqual(keyring.decode(made), ks.decode(made, { secret: [old, secret] }));
  const verify = { partnerId, now, required: ['sview:0_abc'] };
  assert.deepEqual(keyring.verify(made, verify), ks.verify(made, { ...options, ...verify }));
  assert.deepEqual(keyring.explain(made, { now, can: ['list'] }), ks.explain(made, { ...options, can: ['list'] }));
  assert.equal(keyring.explain(made).apiError, 'INVALID_KS');
  assert.deepEqual(keyring.lint(made, { now }), ks.lint(made, options));
  assert.equal(keyring.lint(made)[0].code, 'expired');
  rejects('not_granted', () => keyring.verify(made, { ...verify, required: ['edit:0_abc'] }));
  const signer = keyring.signer(String(partnerId));
  const nonce = '00'.repeat(16);
  assert.equal(signer.generate({ ...session, nonce }), ks.generate({ ...session, nonce, partnerId, secret: old }));
  keyring.free();
  // The signer has its own keys.
  assert.equal(ks.decode(signer.renew(made, { expiry: 9, now }), { secret: old }).expiresAt, now + 9);
  signer.free();
  assert.ok(!show(new ks.Keyring({ secret }), { depth: 9, showHidden: true }).includes(secret));
});

test('find returns the first KS and its position in UTF-16 units', () => {
  const made = ks.generate({ ...session, secret, partnerId });
  for (const before of ['', 'GET /?ks=', '\u{1f600}\u00e9\u20ac ', 'a \ud800 lone surrogate ']) {
    const text = `${before}${made} and ${ks.generate({ ...session, secret, partnerId })}`;
    const { start, end, ...found } = ks.find(text);
    assert.deepEqual(found, { ks: made });
    assert.equal(text.slice(start, end), made);
  }
  const v1 = ks.generate({ ...session, secret, partnerId, version: 1, nonce: '42' });
  const escaped = encodeURIComponent(v1);
  assert.notEqual(escaped, v1);
  assert.deepEqual(ks.find(`ü${escaped}`), { ks: v1, start: 1, end: 1 + escaped.length });
  for (const text of ['', 'djJ8', 'no KS here', 'é'.repeat(1000)]) assert.equal(ks.find(text), null);
});

test('renew keeps the content of a KS', () => {
  const made = ks.generate({ ...session, secret, partnerId, additionalData: 'x', masterPartnerId: 99 });
  const { expiresAt, ...renewed } = ks.decode(ks.renew(made, { secret, partnerId, expiresAt: now + 5, now }), { secret });
  const before = ks.decode(made, { secret });
  assert.equal(expiresAt, now + 5);
  for (const name of ['partnerId', 'userId', 'type', 'privilegesText', 'additionalData', 'masterPartnerId']) assert.equal(renewed[name], before[name]);
  rejects('wrong_partner', () => ks.renew(made, { secret, partnerId: 102, now }));
  rejects('bad_signature', () => ks.renew(made, { secret: old, partnerId, now }));
  const signer = new ks.Signer({ secret: [old, secret], partnerId });
  assert.equal(ks.decode(signer.renew(made, { expiresAt: new Date((now + 6) * 1000), now }), { secret: old }).expiresAt, now + 6);
  assert.ok(ks.decode(signer.renew(made), { secret: old }).expiresAt > now + 86400);
  signer.free();
});

test('a partner id is a number or a decimal string', () => {
  const nonce = '00'.repeat(16);
  const made = ks.generate({ ...session, nonce, secret, partnerId });
  const text = String(partnerId);
  assert.equal(ks.generate({ ...session, nonce, secret, partnerId: text }), made);
  assert.equal(new ks.Signer({ secret, partnerId: text }).generate({ ...session, nonce }), made);
  assert.equal(ks.verify(made, { secret, partnerId: text, now }).partnerId, partnerId);
  assert.equal(ks.decode(ks.generate({ ...session, secret, partnerId, masterPartnerId: '99' }), { secret }).masterPartnerId, 99);
  for (const wrong of ['0102', ' 102', '1e3', '102.0', '', '2147483648']) {
    rejects('invalid_partner_id', () => ks.generate({ ...session, secret, partnerId: wrong }), /^partnerId: /);
  }
});

test('the types list every error code of the core', () => {
  const declarations = readFileSync(new URL('../src-js/index.d.ts', import.meta.url), 'utf8');
  const [, union] = /export type ErrorCode =\n(.*?);/s.exec(declarations);
  const declared = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
  const codes = ks.errorCodes();
  assert.deepEqual(declared, codes.map(({ code }) => code));
  for (const { description } of codes) assert.match(description, /^\w.*[\w)]$/);
});

test('the privilege table has a row for each privilege', () => {
  const rows = new Map(ks.privilegeTable().map((row) => [row.name, row]));
  assert.deepEqual([rows.get('sview').kind, rows.get('urirestrict').kind, rows.get('disableentitlement').kind], ['list', 'uri_list', 'flag']);
  assert.equal(rows.get('sview').readByServer, true);
  for (const { meaning } of rows.values()) assert.match(meaning, /\w/);
});

test('lint takes the options of generate, or a KS', () => {
  const codes = (advice) => advice.map(({ code }) => code);
  const options = { ...session, secret, partnerId, type: ks.SessionType.ADMIN, privileges: { appId: 'x' } };
  assert.deepEqual(codes(ks.lint(options)), ['admin_session', 'unknown_privilege']);
  assert.deepEqual(codes(ks.lint(ks.generate(options), { secret, now })), ['admin_session', 'unknown_privilege']);
});

test('appTokenHash defaults to SHA1', () => {
  const made = ks.generate({ ...session, secret, partnerId });
  const hash = (name) => createHash(name).update(made + 'token').digest('hex');
  assert.equal(ks.appTokenHash(made, 'token'), hash('sha1'));
  for (const name of ['MD5', 'SHA1', 'SHA256', 'SHA512']) assert.equal(ks.appTokenHash(made, 'token', name), hash(name));
  rejects('invalid_hash_type', () => ks.appTokenHash(made, 'b', 'CRC'));
  rejects('not_a_ks', () => ks.appTokenHash('AAAA', 'token'));
  for (const text of ['\ud800', '\ufffd', 'é']) rejects('not_base64', () => ks.appTokenHash(text, 'token'));
});

test('CommonJS and ES modules share one package', async () => {
  const { createRequire } = await import('node:module');
  const common = createRequire(import.meta.url)('../dist/node.cjs');
  assert.deepEqual(Object.keys(common).sort(), Object.keys(ks).sort());
  for (const name of Object.keys(ks)) assert.equal(common[name], ks[name]);
});
