// Every code sample of the page, for texts that are hard to quote, compiled and run. The programs
// against Kaltura's API run against a stand-in on this machine.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decode, generate } from 'kaltura-ks';
import { startKaltura } from './kaltura.mjs';
import { RUNNERS, ksDecode, prepare } from './runners.mjs';
import { SECRET, close, fill, inspect, launch, madeKs, open } from './support.mjs';

const SERVICE = 'https://www.kaltura.com';
const QUOTES = `jürgen "söhne" 'x' \\ \\n \\u0041 $HOME \${x} #{1+1} \`id\` %s %d ??= ??/ {{x}} </script> $(id) @x -y é 漢字 😀`;

/** Sessions that are hard to write down. Lines and tabs cannot be typed into a field; "Make one like this" brings them. */
const SESSIONS = {
  quotes: {
    userId: QUOTES,
    privileges: `privacycontext:a"b'c\\d$e#{f}%67,sview:0_abcdefgh/0_ijklmnop`,
    additionalData: `line one\nline two\ttab\r\u2028 \u202e"'\\`,
    masterPartnerId: 7,
    expiry: 5000,
  },
  lines: { userId: "a\nb'c\"d\\", privileges: 'edit:0_x', type: 2, expiry: 86_400 },
  nobody: { anonymous: true, privileges: 'widget:1,view:*', version: 1, expiry: 3600 },
};

let kaltura;
const samples = {};

before(async () => {
  prepare();
  kaltura = await startKaltura(SECRET);
  const browser = await launch();
  for (const [name, session] of Object.entries(SESSIONS)) {
    const page = await open(browser);
    await inspect(page, generate({ secret: SECRET, partnerId: 1234567, ...session }), SECRET);
    await page.getByRole('button', { name: 'Make one like this' }).click();
    samples[name] = {};
    for (const [form, label] of [['local', 'Locally, with kaltura-ks'], ['client', /With Kaltura/]]) {
      await page.getByRole('radio', { name: label }).check();
      for (const tab of await page.getByRole('tablist', { name: 'Language' }).getByRole('tab').all()) {
        await tab.click();
        const key = await tab.getAttribute('data-key');
        const code = await page.getByRole('group', { name: 'The program', exact: true }).textContent();
        (samples[name][key] ??= {})[form] = code.replaceAll(SERVICE, `${kaltura.url}/${key}`);
      }
    }
    await close(page);
  }
  await browser.close();
});
after(() => kaltura.stop());

/** What a KS must contain for one of the sessions. */
function check(ks, session, form, what) {
  const read = decode(ks, { secret: SECRET });
  assert.equal(read.partnerId, 1234567, what);
  assert.equal(read.userId ?? '', session.userId ?? '', what);
  assert.equal(read.privilegesText, session.privileges, what);
  assert.equal(read.type, session.type ?? 0, what);
  assert.ok(Math.abs(read.expiresAt - Date.now() / 1000 - session.expiry) < 300, what);
  // session.start takes no more than the six parameters.
  if (form === 'client') return;
  assert.equal(read.version, session.version ?? 2, what);
  assert.equal(read.masterPartnerId, session.masterPartnerId ?? null, what);
  assert.equal(read.additionalData ?? '', session.additionalData ?? '', what);
}

describe('compiled and run', { concurrency: 3 }, () => {
  for (const [language, forms] of Object.entries(RUNNERS)) {
    for (const form of ['local', 'client']) {
      test(`${language}, ${form}: runs, and its KS has every text as it was`, async () => {
        for (const [at, session] of Object.entries(SESSIONS)) {
          const what = `${language} ${form} ${at}`;
          const code = samples[at][language][form];
          assert.ok(code.includes('KALTURA_ADMIN_SECRET'), what);
          assert.ok(!code.includes(SECRET), what);
          // As a reader's editor shows it: nothing invisible, and no text turned around.
          if (!['curl', 'ks'].includes(language)) assert.doesNotMatch(code, /[\u200b-\u200f\u2028-\u202e\u2066-\u2069]/, what);
                    const printed = await forms[form](code, { at, secret: SECRET });
          check(printed, session, form, what);
          if (form === 'client') {
            const call = kaltura.calls.find(({ action, userId, program }) => action === 'start' && program === language && userId === (session.userId ?? ''));
            assert.equal(call?.privileges, session.privileges, what);
            assert.equal(call.secret, SECRET, what);
          }
        }
      });
    }
  }
});

test('what the page makes opens with `ks decode`', async () => {
  const browser = await launch();
  const page = await open(browser);
  await fill(page, { userId: QUOTES, privileges: 'sview:0_abcdefgh/0_ijklmnop,disableentitlement' });
  const decoded = JSON.parse(await ksDecode(await madeKs(page), SECRET));
  assert.equal(decoded.user_id, QUOTES);
  assert.equal(decoded.partner_id, 1234567);
  assert.equal(decoded.privileges_text, 'sview:0_abcdefgh/0_ijklmnop,disableentitlement');
  await close(page);
  await browser.close();
});

test('every language of the page has a runner', () => {
  assert.deepEqual(Object.keys(samples.quotes).sort(), Object.keys(RUNNERS).sort());
});
