// The Make tab: each of its controls, and that what it makes is what the core makes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decode, fillRecipe, recipes } from 'kaltura-ks';
import { SECRET, close, fill, launch, look, madeKs, make, open } from './support.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const opened = async (page) => decode(await madeKs(page), { secret: SECRET });

test('a KS appears at the last key stroke that it needs, and opens with the secret', async () => {
  const page = await open(browser);
  const fields = make(page);
  assert.match(await fields.box.textContent(), /the secret, a user id and the partner id/);
  await fields.secret.fill(SECRET);
  await fields.userId.fill('jürgen & söhne/"x"');
  assert.match(await fields.box.textContent(), /partner id/);
  await fields.partnerId.pressSequentially('1234567');
  const before = Math.floor(Date.now() / 1000);
  const read = await opened(page);
  assert.equal(read.userId, 'jürgen & söhne/"x"');
  assert.equal(read.partnerId, 1234567);
  assert.equal(read.type, 0);
  assert.equal(read.version, 2);
  assert.ok(Math.abs(read.expiresAt - before - 86_400) < 20);
  assert.match(await fields.result.textContent(), /188|\d+ characters\. Expires tomorrow at \d\d:\d\d/);
  await close(page);
});

test('each change makes another KS, with the field changed', async () => {
  const page = await open(browser);
  const fields = await fill(page);
  const seen = new Set([await madeKs(page)]);
  const expect = async (what, check) => {
    const ks = await madeKs(page);
    assert.ok(!seen.has(ks), what);
    seen.add(ks);
    check(decode(ks, { secret: SECRET }));
  };
  await fields.admin.check();
  await expect('type', (read) => assert.equal(read.type, 2));
  await fields.user.check();
  await expect('type', (read) => assert.equal(read.type, 0));
  await fields.expiry.fill('4 h');
  await expect('expiry', (read) => assert.ok(Math.abs(read.expiresAt - Date.now() / 1000 - 14_400) < 20));
  await fields.privileges.fill('sview:0_abcdefgh/0_ijklmnop,disableentitlement');
  await expect('privileges', (read) =>
    assert.deepEqual(read.privileges, [
      { name: 'sview', values: ['0_abcdefgh', '0_ijklmnop'] },
      { name: 'disableentitlement', values: [] },
    ]));
  await fields.more.click();
  await fields.version('1, readable').check();
  await expect('version', (read) => assert.equal(read.version, 1));
  await fields.version('2, encrypted').check();
  await expect('version', (read) => assert.equal(read.version, 2));
  await fields.masterPartnerId.fill('7');
  await expect('master partner', (read) => assert.equal(read.masterPartnerId, 7));
  await fields.additionalData.fill('a;b');
  await expect('additional data', (read) => assert.equal(read.additionalData, 'a;b'));
  await fields.anonymous.check();
  await expect('anonymous', (read) => assert.equal(read.userId, null));
  await fields.endsAt.fill('2038-01-02T03:04:05');
  await expect('end date', (read) => assert.equal(read.expiresAt, Math.floor(new Date('2038-01-02T03:04:05').getTime() / 1000)));
  await page.getByRole('button', { name: 'Generate another' }).click();
  await expect('another one', () => {});
  await close(page);
});

test('the expiry is shown in words, whatever its spelling', async () => {
  const page = await open(browser, { timezoneId: 'Europe/Berlin' });
  const fields = make(page);
  const words = async (text) => {
    await fields.expiry.fill(text);
    return page.locator('.field', { has: fields.expiry }).locator('.note > :not(.covered)').textContent();
  };
  assert.match(await words('86400'), /^Expires tomorrow at \d\d:\d\d \(in 1 d\)\.$/);
  assert.match(await words('1h 30m'), /\(in 1 h 30 min\)/);
  assert.match(await words('90'), /\(in 1 min 30 s\)/);
  assert.match(await words('2 weeks'), /^Expires on \d+ \w+ \d{4} at \d\d:\d\d \(in 14 d\)\.$/);
  assert.match(await words('soon'), /^Enter seconds, such as 86400/);
  assert.match(await words('0'), /at least 1|not in the future/);
  await close(page);
});

test('what is wrong stands at its field, two things at once too', async () => {
  const page = await open(browser);
  const fields = await fill(page, { privileges: 'foo bar' });
  await fields.expiry.fill('soon');
  for (const field of [fields.privileges, fields.expiry]) assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.equal(await fields.userId.getAttribute('aria-invalid'), 'false');
  assert.match(await page.locator('.builder .problem').textContent(), /"foo bar"/);
  await fields.expiry.fill('60');
  await fields.privileges.fill('');
  await fields.partnerId.fill('12x');
  assert.equal(await fields.partnerId.getAttribute('aria-invalid'), 'true');
  await fields.partnerId.fill('12');
  assert.match(await madeKs(page), /^djJ8/);
  await fields.secret.fill('a,b');
  assert.equal(await fields.secret.getAttribute('aria-invalid'), 'true');
  await close(page);
});

test('advice is there without a secret, and ADMIN is warned of before the copy button', async () => {
  const page = await open(browser);
  const fields = make(page);
  await fields.privileges.fill('svew:1');
  assert.match(await fields.result.locator('.advice').textContent(), /svew.*sview/s);
  await fill(page);
  await fields.admin.check();
  const order = await fields.result.evaluate((card) => {
    const warning = card.querySelector('.advice .grave');
    const button = card.querySelector('button.primary');
    return [warning.textContent, Boolean(warning.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING)];
  });
  assert.match(order[0], /unrestricted access/);
  assert.equal(order[1], true);
  await close(page);
});

test('the builder writes the text, and the text writes the builder', async () => {
  const page = await open(browser);
  const fields = await fill(page);
  const pick = page.getByLabel('Add a privilege');
  await pick.selectOption('sview');
  assert.match(await page.locator('.picker .note').textContent(), /Takes one value, or several with \/ between them/);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByLabel('Value of sview', { exact: true }).fill('0_abcdefgh/0_ijklmnop');
  await pick.selectOption('disableentitlement');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  assert.equal(await fields.privileges.inputValue(), 'sview:0_abcdefgh/0_ijklmnop,disableentitlement');
  assert.deepEqual((await opened(page)).privileges.map(({ name }) => name), ['sview', 'disableentitlement']);
  await fields.privileges.fill('sview:0_zzzzzzzz,privacycontext:a:b');
  assert.equal(await page.getByLabel('Value of sview', { exact: true }).inputValue(), '0_zzzzzzzz');
  assert.equal(await page.getByLabel('Value of privacycontext', { exact: true }).inputValue(), 'a:b');
  await page.getByRole('button', { name: 'Remove sview' }).click();
  assert.equal(await fields.privileges.inputValue(), 'privacycontext:a:b');
  await close(page);
});

test('every recipe of the core is a button, and fills in the fields', async () => {
  const page = await open(browser);
  const fields = await fill(page);
  const chips = page.locator('.chip');
  assert.equal(await chips.count(), recipes().length);
  const first = (name) => Number(name === 'complete-listings');
  for (const [index, recipe] of [...recipes()].sort((a, b) => first(b.name) - first(a.name)).entries()) {
    await chips.nth(index).click();
    assert.equal(await chips.nth(index).getAttribute('aria-pressed'), 'true');
    const panel = page.locator('.recipe');
    for (const { name, example } of recipe.fields) await panel.getByLabel(name, { exact: true }).fill(example);
    assert.equal(await fields.admin.isChecked(), recipe.type === 2, recipe.name);
    assert.equal(await fields.expiry.inputValue(), String(recipe.expiry), recipe.name);
    const expected = recipe.name === 'complete-listings' ? 'all:*,disableentitlement' : fillRecipe(recipe.name, Object.fromEntries(recipe.fields.map(({ name, example }) => [name, example])));
    assert.equal(await fields.privileges.inputValue(), expected, recipe.name);
    if (!recipe.anonymous) await fields.userId.fill('ann');
    assert.equal((await opened(page)).type, recipe.type, recipe.name);
    await chips.nth(index).click();
    assert.equal(await panel.count(), 0);
  }
  await close(page);
});

test('a recipe shows what each half does, and what is still to be filled in', async () => {
  const page = await open(browser);
  const fields = await fill(page);
  await page.getByRole('button', { name: 'I can’t see all entries or categories' }).click();
  assert.equal(await fields.privileges.inputValue(), 'all:*,disableentitlement');
  const halves = await page.locator('.halves dt').allTextContents();
  assert.deepEqual(halves, ['all', 'disableentitlement']);
  for (const meaning of await page.locator('.halves dd').allTextContents()) assert.ok(meaning.length > 20);
  await page.locator('.chip', { hasText: 'Play one entry' }).click();
  assert.equal(await fields.privileges.inputValue(), 'setrole:PLAYBACK_BASE_ROLE,sview:{entry}');
  assert.match(await fields.result.textContent(), /\{entry\}/);
  await page.locator('.recipe').getByLabel('context', { exact: true }).fill('portal');
  assert.equal(await fields.privileges.inputValue(), 'setrole:PLAYBACK_BASE_ROLE,sview:{entry},enableentitlement,privacycontext:portal');
  await close(page);
});

test('copying: by the button and by Ctrl+Enter, and it is reported', async () => {
  const page = await open(browser);
  await fill(page);
  const ks = await madeKs(page);
  await make(page).copy.click();
  await page.getByRole('status').filter({ hasText: 'KS copied' }).waitFor();
  const paste = async () => {
    await look(page).tab.click();
    await look(page).text.fill('');
    await look(page).text.press('Control+V');
    return look(page).text.inputValue();
  };
  assert.equal(await paste(), ks);
  await page.getByRole('tab', { name: 'Make' }).click();
  await make(page).userId.fill('bob');
  const second = await madeKs(page);
  await make(page).userId.press('Control+Enter');
  await page.getByRole('status').filter({ hasText: 'KS copied' }).waitFor();
  assert.equal(await paste(), second);
  await close(page);
});

test('what session.start answers: the golden text of each case in each format', async () => {
  const page = await open(browser);
  await fill(page);
  const answer = page.getByRole('group', { name: 'The answer' });
  const golden = async (format, expected) => {
    await page.getByRole('tablist', { name: 'Format of the answer' }).getByRole('tab', { name: format, exact: true }).click();
    assert.equal(await answer.textContent(), expected, format);
  };
  const xml = (result) => `<?xml version="1.0" encoding="utf-8"?><xml><result>${result}</result><executionTime>0.014</executionTime></xml>`;
  const ks = await madeKs(page);
  await golden('XML', xml(ks));
  await golden('JSON', `"${ks}"`);
  await golden('JSONP', `cb("${ks}");`);
  await golden('PHP', `s:${ks.length}:"${ks}";`);
  for (const [name, code, message, args] of [
    ['no_secret', 'MISSING_MANDATORY_PARAMETER', 'Missing parameter "secret"', [['PARAM_NAME', 'secret']]],
    ['bad_type', 'INVALID_ENUM_VALUE', 'Invalid enumeration value "ADMIN" for parameter "type", expecting enumeration type "KalturaSessionType"', [['ENUM_VAL', 'ADMIN'], ['PARAM_NAME', 'type'], ['ENUM_TYPE', 'KalturaSessionType']]],
    ['wrong_secret', 'START_SESSION_ERROR', 'Error while starting session for partner [1234567]', [['PID', '1234567']]],
    ['unknown_partner', 'SERVICE_FORBIDDEN_CONTENT_BLOCKED', 'The access to this service is forbidden since the specified partner is blocked', []],
  ]) {
    await page.getByLabel('If').selectOption(name);
    const items = args.map(([arg, value]) => `<item><objectType>KalturaApiExceptionArg</objectType><name>${arg}</name><value>${value}</value></item>`).join('');
    await golden('XML', xml(`<error><objectType>KalturaAPIException</objectType><code>${code}</code><message>${message}</message><args>${items}</args></error>`));
    const json = `{"code":"${code}","message":${JSON.stringify(message)},"objectType":"KalturaAPIException","args":${args.length === 0 ? '[]' : `{${args.map(([arg, value]) => `"${arg}":"${value}"`).join()}}`}}`;
    await golden('JSON', json);
    await golden('JSONP', `cb(${json});`);
    const php = (pairs) => `a:${pairs.length}:{${pairs.map(([key, value]) => `s:${key.length}:"${key}";${value}`).join('')}}`;
    const text = (value) => `s:${value.length}:"${value}";`;
    await golden('PHP', php([['code', text(code)], ['message', text(message)], ['objectType', text('KalturaAPIException')], ['args', php(args.map(([arg, value]) => [arg, text(value)]))]]));
  }
  await page.getByLabel('If').selectOption('success');
  await page.getByRole('tab', { name: 'JSONP' }).click();
  await page.getByLabel('callback').fill('my.call_back1');
  assert.equal(await answer.textContent(), `my.call_back1("${ks}");`);
  await page.getByLabel('callback').fill('alert(1)//');
  assert.equal(await page.getByLabel('callback').getAttribute('aria-invalid'), 'true');
  assert.equal(await answer.textContent(), `cb("${ks}");`);
  // PHP writes "/" as "\\/", and a v1 KS may contain one.
  await make(page).more.click();
  await make(page).version('1, readable').check();
  await make(page).additionalData.fill('???>>>~~~');
  const v1 = await madeKs(page);
  await golden('JSON', `"${v1.replaceAll('/', '\\/')}"`);
  await close(page);
});
