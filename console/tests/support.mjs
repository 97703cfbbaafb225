// A browser with the console in it, for every test file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright-core';
import { chromium, here, root } from '../scripts/tools.mjs';

export const FILE = join(root, 'target/console/ks-console.html');
export const HTML = readFileSync(FILE, 'utf8');
export const URL_OF_FILE = pathToFileURL(FILE).href;
export const SECRET = '0123456789abcdef0123456789abcdef';
export const OTHER_SECRET = 'fedcba9876543210fedcba9876543210';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export const launch = () => playwright.launch({ executablePath: chromium(), args: FLAGS });

/** Opens the file in a context of its own. Errors of the page and requests are recorded. */
export async function open(browser, { url = URL_OF_FILE, serve, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.errors = [];
  page.requests = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && page.errors.push(message.text()));
  context.on('request', (request) => page.requests.push(request.url()));
  if (serve) await context.route('**/*', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: HTML }));
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  page.setDefaultTimeout(10_000);
  return page;
}

/** Closes the page; it reported no error, and requested nothing but itself. */
export async function close(page, { url = URL_OF_FILE } = {}) {
  assert.deepEqual(page.errors, []);
  assert.deepEqual(page.requests, [url]);
  await page.context().close();
}

/** The fields of the Make tab. */
export const make = (page) => ({
  secret: page.getByLabel('secret', { exact: true }),
  userId: page.locator('.session').getByLabel('userId', { exact: true }),
  user: page.getByRole('radio', { name: 'USER' }),
  admin: page.getByRole('radio', { name: 'ADMIN' }),
  partnerId: page.getByLabel('partnerId'),
  expiry: page.getByLabel('expiry'),
  privileges: page.getByLabel('privileges', { exact: true }),
  more: page.locator('summary', { hasText: /^More$/ }),
  anonymous: page.getByLabel(/^Anonymous/),
  endsAt: page.getByLabel('End date and time'),
  version: (name) => page.getByRole('radio', { name }),
  masterPartnerId: page.getByLabel('Master partner'),
  additionalData: page.getByLabel('Additional data'),
  box: page.getByRole('group', { name: 'The KS', exact: true }),
  copy: page.getByRole('button', { name: 'Copy KS', exact: true }),
  result: page.locator('.result'),
});

/** The fields of the Look inside tab. */
export const look = (page) => ({
  tab: page.getByRole('tab', { name: 'Look inside' }),
  text: page.getByLabel('Paste anything that contains a KS'),
  secret: page.getByLabel('Admin secret', { exact: true }),
  content: page.locator('.facts-card'),
  parts: page.locator('.anatomy'),
  verdict: page.locator('.verdict'),
});

/** Fills the fields that every KS needs. */
export async function fill(page, { secret = SECRET, userId = 'ann@example.com', partnerId = '1234567', privileges = '' } = {}) {
  const fields = make(page);
  await fields.secret.fill(secret);
  await fields.userId.fill(userId);
  await fields.partnerId.fill(partnerId);
  await fields.privileges.fill(privileges);
  return fields;
}

/** The KS that the Make tab shows. */
export async function madeKs(page) {
  const ks = await make(page).box.locator('code').textContent();
  return ks.trim();
}

/** Pastes a text into the Look inside tab, with an admin secret. */
export async function inspect(page, text, secret) {
  const fields = look(page);
  await fields.tab.click();
  if (secret !== undefined) await fields.secret.fill(secret);
  await fields.text.fill(text);
  return fields;
}

/** The value beside a name in a list of facts. */
export const fact = (list, name) => list.locator('dt', { hasText: new RegExp(`^\\s*${name}$`) }).locator('xpath=following-sibling::dd[1]');

/** A module of src, for the tests that need its functions without a page. */
export async function source(path) {
  const { outputFiles } = await build({
    absWorkingDir: here, entryPoints: [join('src', path)], bundle: true, write: false, format: 'esm',
    external: ['kaltura-ks/*'], logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
