// The JavaScript code of the guide in docs/ runs as shown.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const docs = join(here, '../../docs');
const BLOCK = /^(<!-- not run: [^\n]* -->\n)?```js\n(.*?)^```$/gms;

const pages = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .map((name) => [name, [...readFileSync(join(docs, name), 'utf8').matchAll(BLOCK)]])
  .filter(([, blocks]) => blocks.length > 0);

test('the guide has pages with JavaScript', () => {
  assert.ok(pages.length >= 5);
});

for (const [page, blocks] of pages) {
  test(page, () => {
    const folder = mkdtempSync(join(tmpdir(), 'kaltura-ks-guide-'));
    try {
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync(here, join(folder, 'node_modules/kaltura-ks'));
      // The blocks of a page are one program.
      const code = blocks.filter(([, notRun]) => notRun === undefined).map(([, , code]) => code);
      writeFileSync(join(folder, 'page.mjs'), code.join('\n'));
      execFileSync(process.execPath, ['page.mjs'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
