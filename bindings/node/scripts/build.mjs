// Builds the package: the core as WASM, its glue, and dist/ of them.
//
// Needs cargo, and a rustc that has the target wasm32-unknown-unknown: the usual
// one, or another that RUSTC names.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const root = join(here, '../..');
const TARGET = 'wasm32-unknown-unknown';

function run(program, args, env = process.env) {
  try {
    execFileSync(program, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    const why = error.code === 'ENOENT' ? 'is missing' : `failed (${error.status ?? error.signal})`;
    throw new Error(`${program} ${args[0]} ${why}`);
  }
}

function checkToolchain() {
  const rustc = process.env.RUSTC ?? 'rustc';
  const folder = execFileSync(rustc, ['--print', 'target-libdir', '--target', TARGET], { encoding: 'utf8' });
  if (!existsSync(folder.trim())) {
    throw new Error(`${rustc} cannot build for ${TARGET}: run \`rustup target add ${TARGET}\`, or name in RUSTC a compiler that can`);
  }
  if (!existsSync(join(here, 'node_modules/esbuild'))) {
    throw new Error('the tools are missing: run `npm install` in bindings/node');
  }
}

/** The core and its border, without any path of this machine. */
function buildModule() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
  const folders = [root.replace(/\/$/, ''), ...readdirSync(sources).map((name) => join(sources, name))];
  const rustflags = folders.map((folder) => `--remap-path-prefix=${folder}=`);
  // Only appTokenHash uses SHA-2, on a few bytes.
  rustflags.push('--cfg=sha2_backend_soft="compact"');
  // Half of the usual: 4 KB less to download, and no slower.
  rustflags.push('-Cllvm-args=-inline-threshold=100');
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: rustflags.join('\x1f') };
  const folder = join(root, 'target/wasm');
  run('cargo', ['build', '--locked', '--profile', 'wasm', '--package', 'kaltura-ks-wasm', '--target', TARGET, '--target-dir', folder], env);
  return join(folder, TARGET, 'wasm/kaltura_ks_wasm.wasm');
}

function buildGlue(module) {
  // On this machine, so with its own compiler.
  const { RUSTC, RUSTDOC, ...env } = process.env;
  const folder = join(here, 'build/glue');
  rmSync(folder, { recursive: true, force: true });
  run('cargo', ['run', '--locked', '--profile', 'tool', '--package', 'kaltura-ks-wasm', '--features', 'generator', '--bin', 'generate-glue', '--', module, folder], env);
  return join(folder, 'ks_bg.wasm');
}

function optimise(module, to) {
  const features = ['bulk-memory', 'sign-ext', 'nontrapping-float-to-int', 'mutable-globals', 'multivalue', 'reference-types'];
  const tool = join(here, 'node_modules/binaryen/bin/wasm-opt');
  run(process.execPath, [tool, '-O3', '--converge', ...features.map((name) => `--enable-${name}`), module, '-o', to]);
}

async function bundle(dist) {
  const { build } = await import('esbuild');
  const common = { absWorkingDir: here, bundle: true, target: 'es2022', legalComments: 'none', logLevel: 'warning' };
  const entry = (source, name, options) =>
    build({ ...common, entryPoints: [join('src-js', source)], outfile: join(dist, name), ...options });
  await entry('index.js', 'slim.mjs', { format: 'esm' });
  await entry('node.cjs', 'node.cjs', { format: 'cjs', platform: 'node', external: ['./bytes.cjs'] });
  writeFileSync(join(dist, 'bytes.cjs'), `module.exports = Buffer.from('${readFileSync(join(dist, 'ks.wasm'), 'base64')}', 'base64');\n`);
  await entry('node.mjs', 'node.mjs', { format: 'esm', external: ['./node.cjs'] });
  await entry('workerd.mjs', 'workerd.mjs', { format: 'esm', external: ['./slim.mjs', './ks.wasm'] });
  // Inlined as base64.
  await entry('web.mjs', 'web.mjs', { format: 'esm', external: ['./slim.mjs'], loader: { '.wasm': 'binary' } });
}

export async function build() {
  checkToolchain();
  const dist = join(here, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const wasm = join(dist, 'ks.wasm');
  optimise(buildGlue(buildModule()), wasm);
  await bundle(dist);
  // The same declarations twice, for TypeScript takes their format from their name.
  for (const [source, name] of [['index.d.ts', 'index.d.ts'], ['index.d.ts', 'index.d.cts'], ['slim.d.ts', 'slim.d.ts']]) {
    copyFileSync(join(here, 'src-js', source), join(dist, name));
  }
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    if (existsSync(join(root, licence))) copyFileSync(join(root, licence), join(dist, licence));
  }
  console.log(`dist/ks.wasm: ${statSync(wasm).size} bytes`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
