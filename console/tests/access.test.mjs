// Accessibility: axe-core on every state, the keyboard, narrow and zoomed windows, no jumps.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { generate } from 'kaltura-ks';
import { OTHER_SECRET, SECRET, close, fill, inspect, launch, look, madeKs, make, open } from './support.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const KS = generate({ secret: SECRET, partnerId: 1234567, userId: 'ann@example.com', privileges: 'sview:0_abcdefgh,sessionid:x,svew:1' });
const V1 = generate({ secret: SECRET, partnerId: 1234567, userId: 'ann@example.com', privileges: 'sview:0_abcdefgh', version: 1 });

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Every state of the page that looks different, by name. */
const STATES = {
  empty: async () => {},
  made: async (page) => {
    await fill(page, { privileges: 'sview:0_abcdefgh,privacycontext:portal,svew:1' });
  },
  'ADMIN, everything unfolded': async (page) => {
    await fill(page);
    await page.locator('.chip').first().click();
    await make(page).admin.check();
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.getByLabel('Add a privilege').selectOption('urirestrict');
    await page.getByRole('tab', { name: 'JSONP' }).click();
    await page.getByLabel('If').selectOption('wrong_secret');
  },
  refused: async (page) => {
    await fill(page, { privileges: 'foo bar' });
    await make(page).expiry.fill('soon');
  },
  copied: async (page) => {
    await fill(page);
    await make(page).copy.click();
  },
  'nothing pasted': (page) => look(page).tab.click(),
  'error answer': (page) => inspect(page, '{"code":"SERVICE_FORBIDDEN","message":"The access to service [media->list] is forbidden","objectType":"KalturaAPIException"}'),
  'no KS found': (page) => inspect(page, 'nothing here'),
  'version 2, closed': (page) => inspect(page, KS),
  'version 1, closed': (page) => inspect(page, V1),
  'wrong secret': (page) => inspect(page, KS, OTHER_SECRET),
  'opened, everything unfolded': async (page) => {
    await inspect(page, `${KS} ${V1}`, SECRET);
    for (const summary of await page.locator('.fold summary').all()) await summary.click();
    await page.locator('summary', { hasText: 'own fields' }).click();
    await page.getByLabel('Privileges to ask for').fill('sview:0_abcdefgh, edit:0_x');
    await page.getByLabel('Token', { exact: true }).fill('00112233445566778899aabbccddeeff');
    await page.getByRole('button', { name: 'Add another secret' }).click();
  },
};

async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).slice(0, 3).join(' | ')}`);
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 320]) {
    test(`axe-core finds nothing, and nothing is wider than the window: ${colorScheme}, ${width} px`, async () => {
      const page = await open(browser, { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 900 } });
      for (const [name, enter] of Object.entries(STATES)) {
        await page.reload();
        await page.getByRole('heading', { level: 1 }).waitFor();
        await enter(page);
        assert.deepEqual(await axe(page), [], name);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name}: ${wide} px too wide`);
      }
      assert.deepEqual(page.errors, []);
      await page.context().close();
    });
  }
}

test('axe-core finds nothing on the page from a server either', async () => {
  const url = 'https://console.example/';
  const page = await open(browser, { url, serve: true });
  assert.deepEqual(await axe(page), []);
  await page.getByRole('tab', { name: 'Make' }).click();
  assert.deepEqual(await axe(page), []);
  await close(page, { url });
});

test('the line about the network stays in sight, and does not cover what has the focus', async () => {
  for (const width of [1280, 320]) {
    const page = await open(browser, { viewport: { width, height: 700 } });
    await fill(page, { privileges: 'sview:0_a,list:*,disableentitlement' });
    for (const field of [make(page).more, page.getByLabel('If'), make(page).partnerId, page.getByLabel('callback').or(page.getByRole('tab', { name: 'JSONP' }))]) {
      await field.focus();
      await field.scrollIntoViewIfNeeded();
      const [line, bottom, top] = await page.evaluate(() => [
        document.querySelector('.offline').getBoundingClientRect().top,
        document.querySelector('.top').getBoundingClientRect().bottom,
        document.activeElement.getBoundingClientRect().top,
      ]);
      assert.ok(line >= 0 && line < 100);
      assert.ok(top >= bottom - 1, `${width} px: ${top} is below the header, which ends at ${bottom}`);
    }
    await close(page);
  }
});

test('at 200 % zoom, and on a wide screen, nothing is cut or too wide', async () => {
  for (const width of [640, 1920]) {
    const page = await open(browser, { viewport: { width, height: 450 } });
    await STATES['ADMIN, everything unfolded'](page);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('button, label, h2, .note, .badge')]
        .filter((element) => !element.closest('.spoken') && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
        .map(({ textContent }) => textContent));
    assert.deepEqual(cut, []);
    await close(page);
  }
});

test('the keyboard alone makes a KS, chooses tabs by arrows, and copies', async () => {
  const page = await open(browser);
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.labels?.[0]?.textContent);
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Make');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Look inside');
  assert.equal(await look(page).tab.getAttribute('aria-selected'), 'true');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Make');
  await page.keyboard.press('End');
  assert.equal(await focused(), 'Look inside');
  await page.keyboard.press('Home');
  const reach = async (name) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const visible = await page.evaluate(() => {
        const { outlineStyle } = getComputedStyle(document.activeElement);
        const span = document.activeElement.nextElementSibling;
        return outlineStyle !== 'none' || (span && getComputedStyle(span).outlineStyle !== 'none');
      });
      assert.ok(visible, `the focus is seen on ${await focused()}`);
      if ((await focused()) === name) return;
    }
    assert.fail(`${name} is not reached by Tab`);
  };
  await reach('secret');
  await page.keyboard.type(SECRET);
  await reach('userId');
  await page.keyboard.type('ann');
  await reach('USER');
  await page.keyboard.press('ArrowRight');
  assert.equal(await make(page).admin.isChecked(), true);
  await page.keyboard.press('ArrowLeft');
  await reach('partnerId');
  await page.keyboard.type('1234567');
  await reach('Copy KS');
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'KS copied' }).waitFor();
  await reach('PHP');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Java');
  await close(page);
});

test('reports are spoken: live regions for copies and for the verdict, names for every control', async () => {
  const page = await open(browser);
  await fill(page);
  assert.equal(await page.getByRole('status').getAttribute('aria-live'), 'polite');
  assert.equal(await make(page).copy.getAttribute('aria-keyshortcuts'), 'Control+Enter');
  for (const label of ['secret', 'userId', 'partnerId']) {
    const id = await page.getByLabel(label, { exact: true }).getAttribute('aria-describedby');
    assert.ok((await page.locator(`[id="${id}"]`).textContent()).length > 10, label);
  }
  await inspect(page, KS);
  assert.equal(await look(page).verdict.getAttribute('aria-live'), 'polite');
  await close(page);
});

test('typing moves no field above or at the cursor, and reduced motion stops every transition', async () => {
  for (const width of [1280, 360]) {
    const page = await open(browser, { reducedMotion: 'reduce', viewport: { width, height: 900 } });
    const fields = make(page);
    const top = (field) => field.evaluate((element) => element.getBoundingClientRect().top + scrollY);
    for (const [field, text] of [[fields.secret, SECRET], [fields.userId, 'ann'], [fields.partnerId, '12x'], [fields.expiry, '4 h'], [fields.privileges, 'sview:0_a']]) {
      const before = await top(field);
      for (const char of text) {
        await field.press(char === ' ' ? 'Space' : char);
        assert.ok(Math.abs((await top(field)) - before) < 1, `${width} px: a field moved at "${char}"`);
      }
    }
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length), 0);
    await close(page);
  }
});

test('the KS box keeps its size from the first key to the KS', async () => {
  const page = await open(browser);
  const size = () => make(page).box.evaluate((box) => box.getBoundingClientRect().height);
  const before = await size();
  await fill(page);
  assert.match(await madeKs(page), /^djJ8/);
  assert.equal(await size(), before);
  await close(page);
});
