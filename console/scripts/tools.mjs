// What the build and the tests need: npm packages, the built package kaltura-ks, Chromium.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = fileURLToPath(new URL('..', import.meta.url));
export const root = join(here, '..');

export function run(program, args, cwd = here) {
  const { status, error } = spawnSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `status ${status}`}`);
}

export const exists = (program, argument = '--version') => spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;

const modified = (file) => statSync(file).mtimeMs;

/** Installs the packages of a folder's lock file, without any script of theirs. */
export function installPackages(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (existsSync(installed) && modified(installed) > modified(join(folder, 'package-lock.json'))) return;
  run('npm', ['install', '--no-save', '--ignore-scripts'], folder);
}

/** The newest change below a folder, build output left out. */
function newest(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !['dist', 'build', 'node_modules', 'tests', 'target'].includes(name))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : modified(path);
    })
    .reduce((a, b) => Math.max(a, b), 0);
}

/** Builds the npm package kaltura-ks where it is missing or older than its sources. */
export function buildPackage() {
  const folder = join(root, 'bindings/node');
  const built = join(folder, 'dist/ks.wasm');
  const sources = [folder, join(root, 'crates/ks-core')];
  if (existsSync(built) && sources.every((source) => newest(source) < modified(built))) return;
  installPackages(folder);
  run(process.execPath, [join(folder, 'scripts/build.mjs')], folder);
}

/** Installs Debian packages where this is Debian and we may. */
export function debian(...packages) {
  if (process.getuid?.() !== 0 || !exists('apt-get')) return;
  run('apt-get', ['-qq', 'update']);
  run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...packages]);
}

/** The path or name of Chromium, which is installed on Debian where it is missing. */
export function chromium() {
  const program = process.env.CHROMIUM ?? 'chromium';
  if (!exists(program)) debian('chromium');
  if (!exists(program)) throw new Error('Chromium is missing: install it (Debian: chromium), or name it in CHROMIUM');
  const found = program.includes('/') ? program : spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();
  return found || program;
}
