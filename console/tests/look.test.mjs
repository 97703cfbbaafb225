// The Look inside tab: what is pasted, what needs no secret, and what a secret opens.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { appTokenHash, decode, explain, generate } from 'kaltura-ks';
import { OTHER_SECRET, SECRET, close, fact, fill, inspect, launch, look, madeKs, make, open } from './support.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const KS = generate({ secret: SECRET, partnerId: 1234567, userId: 'ann@example.com', privileges: 'sview:0_abcdefgh,privacycontext:portal,sessionid:s1', expiry: 7200 });
const V1 = generate({ secret: SECRET, partnerId: 1234567, userId: 'ann@example.com', privileges: 'sview:0_abcdefgh', version: 1 });

test('without a secret: version and partner, and the fields of version 1', async () => {
  const page = await open(browser);
  const { content, parts } = await inspect(page, KS);
  assert.equal(await fact(content, 'Version').textContent(), '2, encrypted');
  assert.equal(await fact(content, 'Partner').textContent(), '1234567');
  assert.match(await content.textContent(), /Nothing of this is verified/);
  const colored = await parts.locator('.ks span').evaluateAll((spans) => spans.map((span) => [span.className, span.textContent]));
  assert.deepEqual(colored[0], ['part-version', 'djJ8']);
  assert.equal(colored.map(([, text]) => text).join(''), KS);
  await look(page).text.fill(V1);
  assert.equal(await fact(content, 'User').textContent(), 'ann@example.com');
  assert.match(await fact(content, 'Expiry').textContent(), /Expires tomorrow/);
  await close(page);
});

test('with the secret: every field, with meanings and times', async () => {
  const page = await open(browser, { timezoneId: 'America/New_York' });
  const { content } = await inspect(page, KS, SECRET);
  const read = decode(KS, { secret: SECRET });
  assert.match(await content.textContent(), /valid signature/);
  assert.equal(await fact(content, 'User').textContent(), 'ann@example.com');
  assert.equal(await fact(content, 'Session hash').textContent(), read.sessionHash);
  assert.match(await fact(content, 'Group hash').textContent(), /^[0-9a-f]{40}$/);
  assert.match(await fact(content, 'Canonical').textContent(), /^yes/);
  const expiry = await fact(content, 'Expiry').textContent();
  assert.match(expiry, /Expires .*in [12] h/);
  assert.match(expiry, /-0[45]:00/);
  assert.ok(expiry.includes(new Date(read.expiresAt * 1000).toISOString().slice(11, 19)), 'UTC');
  assert.match(await fact(content, 'Privileges').textContent(), /sview0_abcdefgh.*play.*privacycontextportal/is);
  await close(page);
});

test('whatever a KS is in: a URL, a header, a log line, JSON, several', async () => {
  const page = await open(browser);
  const { content, text } = await inspect(page, '', SECRET);
  for (const around of [
    (ks) => `https://www.kaltura.com/api_v3/service/media/action/list?format=1&ks=${ks}&x=1`,
    (ks) => `Authorization: Bearer ${ks}`,
    (ks) => `Authorization: KS ${ks}`,
    (ks) => `{"partnerId":1234567,"ks":"${ks}"}`,
    (ks) => `2026-11-25 10:00:00 [INFO] request ks=${ks} took 3 ms`,
    (ks) => `<xml><result>${ks}</result></xml>`,
    (ks) => `https://cdn.example/p/1234567/playManifest/entryId/0_a/ks/${ks}/a.m3u8`,
    (ks) => `  ${ks}\n`,
  ]) {
    await text.fill(around(KS));
    assert.equal(await fact(content, 'User').textContent(), 'ann@example.com', around('KS'));
  }
  await text.fill(`a ${KS} b ${V1}`);
  const choices = page.getByRole('group', { name: '2 different KSs in the text' }).getByRole('radio');
  assert.equal(await choices.count(), 2);
  assert.equal(await fact(content, 'Version').textContent(), '2');
  await choices.nth(1).check();
  assert.equal(await fact(content, 'Version').textContent(), '1');
  await text.fill('no KS here');
  await page.getByRole('heading', { name: 'No KS found' }).waitFor();
  await close(page);
});

test('an error answer of Kaltura is explained, in JSON and XML, without a secret; a KS beside it too', async () => {
  const page = await open(browser);
  const { text } = await inspect(page, '');
  const card = page.locator('.card', { hasText: 'Kaltura’s error answer' });
  for (const [answer, code] of [
    ['{"code":"SERVICE_FORBIDDEN","message":"The access to service [media->list] is forbidden","objectType":"KalturaAPIException","args":{}}', 'SERVICE_FORBIDDEN'],
    ['<?xml version="1.0" encoding="utf-8"?><xml><result><error><objectType>KalturaAPIException</objectType><code>START_SESSION_ERROR</code><message>Error while starting session for partner [1234567]</message></error></result></xml>', 'START_SESSION_ERROR'],
  ]) {
    await text.fill(answer);
    assert.match(await card.textContent(), new RegExp(code));
    assert.ok((await card.textContent()).length > 150, 'meaning and check');
    assert.equal(await page.getByRole('heading', { name: 'No KS found' }).count(), 0);
  }
  await text.fill(`{"code":"INVALID_KS","message":"Invalid KS \\"${KS}\\", Error \\"-1,INVALID_STR\\"","objectType":"KalturaAPIException"}`);
  assert.match(await card.textContent(), /INVALID_KS/);
  assert.equal(await fact(look(page).content, 'Partner').textContent(), '1234567');
  await close(page);
});

test('a wrong secret is named, and a second secret opens', async () => {
  const page = await open(browser);
  const { content } = await inspect(page, KS, OTHER_SECRET);
  assert.match(await content.textContent(), /cannot be opened/);
  await page.getByRole('button', { name: 'Add another secret' }).click();
  await page.getByLabel('Secret 2').fill(SECRET);
  assert.equal(await fact(content, 'Signed with').textContent(), 'secret 2 of 2');
  await page.getByRole('button', { name: 'Remove' }).click();
  assert.match(await content.textContent(), /cannot be opened/);
  await close(page);
});

test('what Kaltura would answer is what the core says', async () => {
  const page = await open(browser);
  const bound = generate({ secret: SECRET, partnerId: 1, userId: 'u', privileges: 'iprestrict:192.0.2.7,urirestrict:/api_v3/*,sview:0_a', expiry: 3600 });
  const { verdict } = await inspect(page, bound, SECRET);
  const fields = {
    now: page.getByLabel('Time of the call'),
    addr: page.getByLabel('Client address'),
    uri: page.getByLabel('Request URI'),
    can: page.getByLabel('Privileges to ask for'),
  };
  const expect = async (name, options) => {
    const said = explain(bound, { secret: SECRET, ...options });
    assert.equal(said.status.name, name);
    assert.equal(await verdict.locator('.status strong').textContent(), name);
    assert.ok((await verdict.textContent()).toLowerCase().includes(said.reason.slice(0, 30).toLowerCase()), said.reason);
  };
  await fields.addr.fill('192.0.2.7');
  await fields.uri.fill('/api_v3/service/media/action/list');
  await expect('OK', { remoteAddr: '192.0.2.7', requestUri: '/api_v3/service/media/action/list' });
  await fields.addr.fill('192.0.2.8');
  await expect('EXCEEDED_RESTRICTED_IP', { remoteAddr: '192.0.2.8', requestUri: '/api_v3/service/media/action/list' });
  await fields.addr.fill('192.0.2.7');
  await fields.uri.fill('/p/1/x');
  await expect('EXCEEDED_RESTRICTED_URI', { remoteAddr: '192.0.2.7', requestUri: '/p/1/x' });
  await fields.now.fill('2040-01-01T00:00:01');
  await expect('EXPIRED', { now: new Date('2040-01-01T00:00:01') });
  await fields.now.fill('');
  await fields.uri.fill('/api_v3/x');
  await fields.can.fill('sview:0_a, edit:0_b');
  const grants = await page.locator('.grants li').allTextContents();
  assert.equal(grants.length, 2);
  assert.match(grants[0], /^granted sview:0_a /);
  assert.match(grants[1], /^not granted edit:0_b /);
  await close(page);
});

test('make one like this fills every field, and what it makes is the same session', async () => {
  const page = await open(browser);
  const full = generate({ secret: SECRET, partnerId: 1234567, userId: 'a&b', type: 2, privileges: 'edit:0_a/0_b,privacycontext:x:y', masterPartnerId: 7, additionalData: 'd', expiry: 5000 });
  await inspect(page, full, SECRET);
  await page.getByRole('button', { name: 'Make one like this' }).click();
  const [a, b] = [decode(full, { secret: SECRET }), decode(await madeKs(page), { secret: SECRET })];
  for (const name of ['partnerId', 'userId', 'type', 'privilegesText', 'masterPartnerId', 'additionalData', 'version']) assert.deepEqual(b[name], a[name], name);
  assert.ok(Math.abs(b.expiresAt - a.expiresAt) < 20);
  await close(page);
});

test('renew: the same session, another end, also inside the text around it', async () => {
  const page = await open(browser);
  const url = `https://www.kaltura.com/api_v3/?ks=${KS}&format=1`;
  await inspect(page, url, SECRET);
  await page.locator('summary', { hasText: 'Renew' }).click();
  await page.getByLabel('New expiry').fill('30 d');
  const renewed = await page.getByRole('group', { name: 'The renewed KS' }).locator('code').textContent();
  const read = decode(renewed, { secret: SECRET });
  assert.equal(read.privilegesText, 'sview:0_abcdefgh,privacycontext:portal,sessionid:s1');
  assert.ok(Math.abs(read.expiresAt - Date.now() / 1000 - 30 * 86_400) < 20);
  await page.getByRole('button', { name: 'Copy pasted text with the renewed KS' }).click();
  await look(page).text.fill('');
  await look(page).text.press('Control+V');
  assert.equal(await look(page).text.inputValue(), url.replace(KS, renewed));
  await close(page);
});

test('the app token hash, of each kind, and its call', async () => {
  const page = await open(browser);
  const token = '00112233445566778899aabbccddeeff';
  await inspect(page, KS);
  await page.locator('summary', { hasText: 'App token' }).click();
  await page.getByLabel('Token id').fill("1_'x'");
  await page.getByLabel('Token', { exact: true }).fill(token);
  for (const kind of ['SHA1', 'MD5', 'SHA256', 'SHA512']) {
    await page.getByRole('radio', { name: kind, exact: true }).check();
    assert.equal(await page.locator('.hash code').textContent(), appTokenHash(KS, token, kind));
  }
  const call = await page.locator('.code-block', { hasText: 'startsession' }).textContent();
  assert.ok(call.includes(`--data-urlencode id='1_'\\''x'\\'''`), call);
  assert.ok(call.includes(appTokenHash(KS, token, 'SHA512')) && !call.includes(token));
  await close(page);
});

test('from Make to Look inside and back, the fields stay', async () => {
  const page = await open(browser);
  await fill(page, { privileges: 'sview:0_abcdefgh' });
  const ks = await madeKs(page);
  await make(page).result.getByRole('button', { name: 'Look inside' }).click();
  assert.equal(await look(page).text.inputValue(), ks);
  assert.equal(await fact(look(page).content, 'User').textContent(), 'ann@example.com');
  await page.getByRole('tab', { name: 'Make' }).click();
  assert.equal(await make(page).privileges.inputValue(), 'sview:0_abcdefgh');
  await close(page);
});
