// Builds the package into dist/: the core as a WASM module, its JavaScript glue,
// and the entry files.
//
// Needs cargo, and a rustc that can build for wasm32-unknown-unknown: the usual
// one, or another that RUSTC names.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const TARGET = 'wasm32-unknown-unknown';

function run(program, args, env = process.env) {
  try {
    execFileSync(program, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    const reason = error.code === 'ENOENT' ? 'is not installed' : `failed (${error.status ?? error.signal})`;
    throw new Error(`${program} ${args[0]} ${reason}`);
  }
}

function checkToolchain() {
  const rustc = process.env.RUSTC ?? 'rustc';
  let folder;
  try {
    folder = execFileSync(rustc, ['--print', 'target-libdir', '--target', TARGET], { encoding: 'utf8' }).trim();
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error(`${rustc} is not installed; install Rust, or set RUSTC to a compiler`);
    throw error;
  }
  if (!existsSync(folder)) {
    throw new Error(`${rustc} cannot build for ${TARGET}; run \`rustup target add ${TARGET}\`, or set RUSTC to a compiler that can`);
  }
  if (!existsSync(join(here, 'node_modules/esbuild'))) {
    throw new Error('the build tools are not installed; run `npm install` in bindings/node');
  }
}

/** Builds the WASM module. No path of this machine remains in it. */
function buildModule() {
  // Unpacks the sources of the crates, whose folders may not exist before.
  run('cargo', ['fetch', '--locked', '--target', TARGET]);
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src');
  const crates = existsSync(sources) ? readdirSync(sources).map((name) => join(sources, name)) : [];
  const rustflags = [root.replace(/[\\/]$/, ''), ...crates].map((folder) => `--remap-path-prefix=${folder}=`);
  // Only appTokenHash uses SHA-2, on a few bytes.
  rustflags.push('--cfg=sha2_backend_soft="compact"');
  // The core finds the ends of names and values 16 bytes at a time.
  rustflags.push('-Ctarget-feature=+simd128');
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: rustflags.join('\x1f') };
  const folder = join(root, 'target/wasm');
  run('cargo', ['build', '--locked', '--profile', 'wasm', '--package', 'kaltura-ks-wasm', '--target', TARGET, '--target-dir', folder], env);
  return join(folder, TARGET, 'wasm/kaltura_ks_wasm.wasm');
}

function buildGlue(module) {
  // The generator runs on this machine, so the compiler of RUSTC is not for it.
  const { RUSTC, RUSTDOC, ...env } = process.env;
  const folder = join(here, 'build/glue');
  rmSync(folder, { recursive: true, force: true });
  run('cargo', ['run', '--locked', '--profile', 'tool', '--package', 'kaltura-ks-wasm', '--features', 'generator', '--bin', 'generate-glue', '--', module, folder], env);
  return join(folder, 'ks_bg.wasm');
}

function optimize(module, to) {
  const features = ['bulk-memory', 'sign-ext', 'nontrapping-float-to-int', 'mutable-globals', 'multivalue', 'reference-types'];
  const tool = join(here, 'node_modules/binaryen/bin/wasm-opt');
  run(process.execPath, [tool, '-O3', '--converge', ...features.map((name) => `--enable-${name}`), module, '-o', to]);
}

async function bundle(folder) {
  const { build } = await import('esbuild');
  const wasm = join(folder, 'ks.wasm');
  const common = {
    absWorkingDir: here, bundle: true, target: 'es2022', legalComments: 'none', logLevel: 'warning',
    // The entries import the module of this build; with a loader it is inlined.
    alias: { 'ks.wasm': wasm },
    loader: { '.wasm': 'binary' },
  };
  const entry = (name, options) => build({ ...common, entryPoints: [join('src-js/entry', name)], outfile: join(folder, name), ...options });
  const slim = join('src-js/entry/slim.mjs');
  await entry('slim.mjs', { format: 'esm' });
  await build({ ...common, entryPoints: [slim], outfile: join(folder, 'slim.cjs'), format: 'cjs' });
  await entry('node.cjs', { format: 'cjs', platform: 'node', external: ['./bytes.cjs'] });
  writeFileSync(join(folder, 'bytes.cjs'), `module.exports = Buffer.from('${readFileSync(wasm, 'base64')}', 'base64');\n`);
  await entry('node.mjs', { format: 'esm', external: ['./node.cjs'] });
  await entry('workerd.mjs', { format: 'esm', external: ['./slim.mjs', './ks.wasm'] });
  await entry('web.mjs', { format: 'esm', external: ['./slim.mjs'] });
  await entry('web.cjs', { format: 'cjs', platform: 'browser', inject: ['src-js/entry/text-codec.js'] });
}

export async function build() {
  checkToolchain();
  const module = buildGlue(buildModule());
  // Replaces dist/ only when everything was built.
  const folder = join(here, 'build/dist');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  optimize(module, join(folder, 'ks.wasm'));
  await bundle(folder);
  // TypeScript takes the module format of declarations from the file's name.
  for (const name of ['index', 'slim']) {
    copyFileSync(join(here, `src-js/${name}.d.ts`), join(folder, `${name}.d.ts`));
    const source = readFileSync(join(here, `src-js/${name}.d.ts`), 'utf8');
    writeFileSync(join(folder, `${name}.d.cts`), source.replaceAll("'./index.js'", "'./index.cjs'"));
  }
  for (const license of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(root, license), join(folder, license));
  // The license texts of the crates in the module, which `cargo xtask dist` collects.
  const notices = process.env.KS_NOTICES;
  if (notices) for (const name of readdirSync(notices)) copyFileSync(join(notices, name), join(folder, name));
  const dist = join(here, 'dist');
  rmSync(dist, { recursive: true, force: true });
  renameSync(folder, dist);
  console.log(`dist/ks.wasm: ${statSync(join(dist, 'ks.wasm')).size} bytes`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
