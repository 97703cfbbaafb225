// Builds the console and runs every test.
//
// Needs Chromium, and for the code samples the compilers and interpreters that
// tests/samples.test.mjs names. On Debian, as root, what is missing is installed.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole } from './build.mjs';
import { chromium, here, run } from './tools.mjs';

try {
  chromium();
  const { file, bytes, gzip } = await buildConsole();
  console.log(`${file}: ${bytes} bytes, ${gzip} as gzip`);
  run(join(here, 'node_modules/.bin/tsc'), []);
  const asked = process.argv.slice(2);
  const tests = readdirSync(join(here, 'tests'))
    .filter((name) => name.endsWith('.test.mjs') && (asked.length === 0 || asked.some((word) => name.includes(word))))
    .map((name) => join('tests', name));
  run(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=2', ...tests]);
} catch (error) {
  console.error(`console: ${error.message}`);
  process.exitCode = 1;
}
