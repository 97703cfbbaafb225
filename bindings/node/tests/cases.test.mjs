// The cases of tests/cases, through JavaScript (see the README there).

import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as ks from '../dist/node.mjs';

const secret = '0123456789abcdef0123456789abcdef';
const partnerId = 1234567;
const now = 1_750_000_000;

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const codes = (advice) => advice.map(({ code }) => code);

function cases(name) {
  const list = JSON.parse(readFileSync(new URL(`../../../tests/cases/${name}.json`, import.meta.url)));
  assert.ok(list.length > 0);
  return list;
}

/** Returns the code of the error that a job throws, or 'ok', and the message. */
function outcome(job) {
  try {
    return { code: 'ok', message: '', result: job() };
  } catch (error) {
    assert.ok(error instanceof ks.KsError, error);
    return { code: error.code, message: error.message };
  }
}

/** Converts the session of a case to the options of `generate`. */
function sessionOf({ session }) {
  const options = Object.fromEntries(Object.entries(session).map(([name, value]) => [camel(name), value]));
  if (!('userId' in options) && !('anonymous' in options)) options.userId = 'ann';
  return { now, ...options };
}

const sha1 = (bytes) => createHash('sha1').update(bytes).digest();

function signV1(fields) {
  const signature = sha1(secret + fields).toString('hex');
  return Buffer.from(`${signature}|${fields}`).toString('base64');
}

function signV2(fields) {
  const body = Buffer.concat([Buffer.alloc(16, 7), Buffer.from(fields)]);
  const plain = Buffer.concat([sha1(body), body]);
  const cipher = createCipheriv('aes-128-cbc', sha1(secret).subarray(0, 16), Buffer.alloc(16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc((16 - (plain.length % 16)) % 16)]);
  return Buffer.concat([Buffer.from(`v2|${partnerId}|`), cipher.update(padded)]).toString('base64url');
}

/** KSs that this package does not generate. */
const SPECIAL = {
  '{v1_repeated_uri}': () => signV1(`${partnerId};${partnerId};${now + 60};0;7;ann;urirestrict:/api_v3/*,urirestrict:/api_v3/*;;`),
  '{ott}': () => signV2(`&_t=0&_e=${now + 60}&_u=123456&_d=UDID%3dabc%3b%3bCreateDate%3d1750000000`),
};

const ksOf = (entry) =>
  entry.ks === undefined
    ? ks.generate({ ...sessionOf(entry), secret, partnerId, nonce: '07'.repeat(16) })
    : SPECIAL[entry.ks]?.() ?? entry.ks;

const requestOf = (entry) => ({ now: entry.now ?? now, remoteAddr: entry.remote_addr, requestUri: entry.request_uri });

test('generate.json', () => {
  for (const entry of cases('generate')) {
    const { code, message } = outcome(() => ks.generate({ ...sessionOf(entry), secret, partnerId }));
    assert.equal(code, entry.code, `${entry.id} ${message}`);
    if (entry.message !== undefined) assert.ok(message.includes(entry.message), `${entry.id} ${message}`);
  }
});

test('lint.json', () => {
  for (const entry of cases('lint')) {
    const found = codes(ks.lint(sessionOf(entry)));
    for (const code of entry.has ?? []) assert.ok(found.includes(code), `${entry.id} ${found}`);
    for (const code of entry.lacks ?? []) assert.ok(!found.includes(code), `${entry.id} ${found}`);
  }
});

test('explain.json', () => {
  for (const entry of cases('explain')) {
    const text = entry.text?.replace('{ks}', ksOf(entry)) ?? ksOf(entry);
    const explained = ks.explain(text, { secret, ...requestOf(entry), can: entry.can });
    if (entry.status !== undefined && entry.status !== null) {
      assert.equal(explained.status.name, entry.status, entry.id);
      assert.equal(explained.apiError, entry.api_error ?? null, entry.id);
      assert.equal(explained.isAccepted, entry.status === 'OK' && explained.apiError === null, entry.id);
    }
    if (entry.reason !== undefined) assert.ok(explained.reason.includes(entry.reason), `${entry.id} ${explained.reason}`);
    assert.deepEqual(explained.grants.map(({ granted }) => granted), entry.granted ?? [], entry.id);
    if (entry.rule !== undefined) assert.deepEqual(explained.grants.map(({ rule }) => rule), entry.rule, entry.id);
    const found = codes(explained.advice);
    for (const code of entry.advice ?? []) assert.ok(found.includes(code), `${entry.id} ${found}`);
    for (const code of entry.lacks_advice ?? []) assert.ok(!found.includes(code), `${entry.id} ${found}`);
  }
});

test('verify.json', () => {
  for (const entry of cases('verify')) {
    const { code, message } = outcome(() => ks.verify(ksOf(entry), { secret, partnerId, ...requestOf(entry), required: entry.required }));
    assert.equal(code, entry.code, `${entry.id} ${message}`);
  }
});

test('find.json', () => {
  // `find` returns a place in the text, so it does not repair a KS that was broken into pieces.
  const entries = cases('find').filter(({ mangle }) => mangle === undefined);
  assert.ok(entries.length >= 9);
  for (const entry of entries) {
    const made = ksOf(entry);
    const text = entry.text.replace('{ks}', made);
    const found = ks.find(text);
    assert.equal(found?.ks ?? null, entry.code === 'found' ? made : null, entry.id);
    if (found !== null) assert.ok(text.slice(found.start, found.end).startsWith('djJ8'), entry.id);
  }
});

test('answers.json', () => {
  for (const { id, text, code, status, check } of cases('answers')) {
    const { answer, isAccepted } = ks.explain(text, { secret, now });
    assert.equal(answer.code, code, id);
    assert.equal(answer.status, status ?? null, id);
    if (check !== undefined) assert.ok(answer.check.includes(check), `${id} ${answer.check}`);
    assert.equal(isAccepted, false, id);
  }
});

test('recipes.json', () => {
  const names = new Set(ks.recipes().map(({ name }) => name));
  for (const entry of cases('recipes')) {
    const { code, message, result } = outcome(() => ks.fillRecipe(entry.recipe, entry.set));
    assert.equal(code, entry.code ?? 'ok', `${entry.id} ${message}`);
    if (entry.message !== undefined) assert.ok(message.includes(entry.message), `${entry.id} ${message}`);
    if (entry.privileges !== undefined) {
      assert.equal(result, entry.privileges, entry.id);
      names.delete(entry.recipe);
    }
  }
  assert.deepEqual([...names], [], 'recipes without a case');
});
