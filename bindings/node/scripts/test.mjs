// Everything that proves the package: builds it and runs every test. What is
// missing fails with the reason; nothing is skipped.
//
// Needs what build.mjs needs, npm, and Chromium (CHROMIUM names it; as root on
// Debian it is installed).

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const run = (program, args) => {
  const { status, error } = spawnSync(program, args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `status ${status}`}`);
};
const exists = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

function chromium() {
  const program = process.env.CHROMIUM ?? 'chromium';
  if (exists(program)) return;
  if (process.getuid?.() === 0 && exists('apt-get')) {
    run('apt-get', ['-qq', 'update']);
    run('apt-get', ['-qq', 'install', '-y', 'chromium']);
  }
  if (!exists(program)) throw new Error('Chromium is missing: install it (Debian: chromium), or name it in CHROMIUM');
}

/** The tools of package-lock.json, without any script of theirs. */
function tools() {
  const installed = `${here}/node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(`${here}/package-lock.json`).mtimeMs) return;
  // Not `npm ci`, which wants the programs of workerd for every platform, and a
  // registry may not have them all.
  run('npm', ['install', '--no-save', '--ignore-scripts']);
}

try {
  chromium();
  tools();
  const { build } = await import('./build.mjs');
  await build();
  const tests = readdirSync(`${here}/tests`).filter((name) => name.endsWith('.test.mjs')).map((name) => `tests/${name}`);
  run(process.execPath, ['--expose-gc', '--test', '--test-reporter=spec', ...tests]);
} catch (error) {
  console.error(`node: ${error.message}`);
  process.exitCode = 1;
}
