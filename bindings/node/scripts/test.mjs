// Builds the package and runs all of its tests. A missing program is an error that
// says how to install it; no test is skipped, and no system package is installed.
//
// Needs what build.mjs needs, npm, and Chromium (CHROMIUM may name it).

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const run = (program, args) => {
  // On Windows, npm is a script, which only a shell runs.
  const shell = windows && program === 'npm';
  const { status, error } = spawnSync(program, args, { cwd: here, shell, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `status ${status}`}`);
};

function checkChromium() {
  const program = process.env.CHROMIUM ?? 'chromium';
  // On Windows, it would open a window instead of printing its version.
  const runs = windows ? existsSync(program) : spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!runs) {
    throw new Error(`${program} does not run; install Chromium (Debian: apt-get install chromium), or set CHROMIUM to its path`);
  }
}

/** Installs the packages of package-lock.json without running their scripts. */
function installPackages() {
  const installed = `${here}/node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(`${here}/package-lock.json`).mtimeMs) return;
  // `npm ci` would also require the programs of workerd for every other platform,
  // and a registry may not have them all.
  run('npm', ['install', '--no-save', '--ignore-scripts']);
}

try {
  checkChromium();
  installPackages();
  const { build } = await import('./build.mjs');
  await build();
  const tests = readdirSync(`${here}/tests`).filter((name) => name.endsWith('.test.mjs')).map((name) => `tests/${name}`);
  run(process.execPath, ['--expose-gc', '--test', '--test-reporter=spec', ...tests]);
} catch (error) {
  console.error(`node: ${error.message}`);
  process.exitCode = 1;
}
