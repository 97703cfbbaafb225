// The JavaScript code of the guide in docs/ runs as shown.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const docs = join(here, '../../docs');
const BLOCK = /^(<!-- not run: needs the official client -->\n)?```js\n(.*?)^```$/gms;
const pages = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, blocks: [...readFileSync(join(docs, name), 'utf8').matchAll(BLOCK)] }))
  .filter(({ blocks }) => blocks.length > 0);

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaltura-ks-guide-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(here, join(folder, 'node_modules/kaltura-ks'), 'dir');
});
after(() => rmSync(folder, { recursive: true, force: true }));

function node(file, code, ...args) {
  const path = join(folder, file);
  writeFileSync(path, code);
  const { status, stderr } = spawnSync(process.execPath, [...args, path], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

for (const { name, blocks } of pages) {
  test(name, () => {
    // The blocks of a page are one program.
    const program = blocks.filter(([, mark]) => !mark).map(([, , code]) => code);
    if (program.length > 0) node(`${name}.mjs`, program.join('\n'));
    // What needs the official client is only parsed.
    blocks.filter(([, mark]) => mark).forEach(([, , code], i) => node(`${name}-${i}.cjs`, code, '--check'));
  });
}

test('the pages are found', () => assert.ok(pages.length >= 5));
