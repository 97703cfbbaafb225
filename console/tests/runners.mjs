// How each code sample is compiled and run. A runner returns what the program prints.

import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { debian, exists, here, root, run } from '../scripts/tools.mjs';

const execute = promisify(execFile);
const WORK = join(root, 'target/console/samples');
const LIBKS = join(root, 'target/console/libks');
const STUBS = join(here, 'tests/stubs');
const JNA = '/usr/share/java/jna.jar';

/** Programs that the samples need, the argument that shows their version, and their Debian packages. */
const PROGRAMS = [
  ['cc', '--version', 'gcc', 'libc6-dev'],
  ['pkg-config', '--version', 'pkg-config'],
  ['php', '--version', 'php-cli'],
  ['ruby', '--version', 'ruby'],
  ['go', 'version', 'golang-go'],
  ['javac', '-version', 'default-jdk-headless'],
  ['python3', '--version', 'python3', 'python3-venv'],
  ['curl', '--version', 'curl'],
  ['jq', '--version', 'jq'],
  ['mcs', '--version', 'mono-mcs', 'mono-runtime'],
  ['mono', '--version', 'mono-runtime'],
];

/** Builds what the samples run against: libks, the command, the Python module, Kaltura's Python client. */
export function prepare() {
  const missing = PROGRAMS.filter(([program, argument]) => !exists(program, argument)).flatMap(([, , ...packages]) => packages);
  const hasCurl = spawnSync('pkg-config', ['--exists', 'libcurl']).status === 0;
  if (!hasCurl) missing.push('libcurl4-openssl-dev');
  if (!existsSync(JNA)) missing.push('libjna-java');
  if (missing.length > 0) debian(...new Set(missing));
  for (const [program, argument, ...packages] of PROGRAMS) {
    if (!exists(program, argument)) throw new Error(`${program} is missing: install it (Debian: ${packages.join(' ')})`);
  }
  const cargo = (...words) => run('cargo', words, root);
  cargo('run', '--quiet', '--package', 'xtask', '--', 'install', '--prefix', LIBKS);
  cargo('build', '--quiet', '--package', 'kaltura-ks-cli', '--package', 'kaltura-ks-python');
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const client = join(root, 'target/console/python');
  if (!existsSync(join(client, 'bin/python'))) run('python3', ['-m', 'venv', client]);
  run(join(client, 'bin/python'), ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', 'KalturaApiClient==23.10.0', 'lxml']);
}

/** Shown code looks as its own formatter writes it. */
async function checkGofmt(cwd) {
  const { stdout } = await execute('gofmt', ['-d', 'main.go'], { cwd });
  if (stdout !== '') throw new Error(`gofmt would change it:\n${stdout}`);
}

/** A folder of its own for a program. */
function folder(...names) {
  const path = join(WORK, ...names);
  mkdirSync(path, { recursive: true });
  return path;
}

const PATHS = {
  LD_LIBRARY_PATH: join(LIBKS, 'lib'),
  PKG_CONFIG_PATH: join(LIBKS, 'lib/pkgconfig'),
  KALTURA_KS_LIBRARY: join(LIBKS, 'lib/libks.so.0'),
};

async function output(program, args, { cwd, secret, ...env }) {
  const { stdout } = await execute(program, args, {
    cwd,
    env: { ...process.env, ...PATHS, ...env, KALTURA_ADMIN_SECRET: secret },
    maxBuffer: 1 << 24,
  });
  return stdout.trim();
}

function write(path, name, text) {
  writeFileSync(join(path, name), text);
  return name;
}

const cflags = (...names) => spawnSync('pkg-config', ['--cflags', '--libs', ...names], { env: { ...process.env, ...PATHS }, encoding: 'utf8' }).stdout.trim().split(/\s+/);

export const RUNNERS = {
  python: {
    async local(code, { at, secret }) {
      const cwd = folder('python', at);
      const modules = folder('python-module', at);
      cpSync(join(root, 'bindings/python/python/kaltura_ks'), join(modules, 'kaltura_ks'), { recursive: true });
      copyFileSync(join(root, 'target/debug/lib_native.so'), join(modules, 'kaltura_ks/_native.abi3.so'));
      return output('python3', [write(cwd, 'make_ks.py', code)], { cwd, secret, PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: '1' });
    },
    async client(code, { at, secret }) {
      const cwd = folder('python', at);
      return output(join(root, 'target/console/python/bin/python'), [write(cwd, 'start_session.py', code)], { cwd, secret });
    },
  },
  javascript: {
    async local(code, { at, secret }) {
      const cwd = folder('javascript', at);
      if (!existsSync(join(cwd, 'node_modules'))) symlinkSync(join(here, 'node_modules'), join(cwd, 'node_modules'));
      return output(process.execPath, [write(cwd, `sample-${Math.random()}.mjs`, code)], { cwd, secret });
    },
    client: (...all) => RUNNERS.javascript.local(...all),
  },
  php: {
    async local(code, { at, secret }) {
      const cwd = folder('php', at);
      mkdirSync(join(cwd, 'vendor'), { recursive: true });
      // What Composer writes for the package: a class is in the file of its name.
      const classes = join(root, 'bindings/php/src');
      write(cwd, 'vendor/autoload.php', `<?php spl_autoload_register(fn ($name) => require '${classes}/' . strtr(substr($name, strlen('KalturaKs\\\\')), '\\\\', '/') . '.php');`);
      await execute('php', ['-l', write(cwd, 'make_ks.php', code)], { cwd });
      return output('php', ['make_ks.php'], { cwd, secret });
    },
    async client(code, { at, secret }) {
      const cwd = folder('php', at);
      copyFileSync(join(STUBS, 'KalturaClient.php'), join(cwd, 'KalturaClient.php'));
      await execute('php', ['-l', write(cwd, 'start_session.php', code)], { cwd });
      return output('php', ['start_session.php'], { cwd, secret });
    },
  },
  ruby: {
    async local(code, { at, secret }) {
      const cwd = folder('ruby', at);
      await execute('ruby', ['-c', write(cwd, 'make_ks.rb', code)], { cwd });
      return output('ruby', ['-I', join(root, 'bindings/ruby/lib'), 'make_ks.rb'], { cwd, secret });
    },
    async client(code, { at, secret }) {
      const cwd = folder('ruby', at);
      await execute('ruby', ['-c', write(cwd, 'start_session.rb', code)], { cwd });
      return output('ruby', ['-I', STUBS, 'start_session.rb'], { cwd, secret });
    },
  },
  java: {
    async local(code, { at, secret }) {
      const cwd = folder('java', `${at}-local`);
      write(cwd, 'MakeKs.java', code);
      const path = ['.', await javaClasses('package', join(root, 'bindings/java/src/main')), JNA].join(delimiter);
      await execute('javac', ['-cp', path, 'MakeKs.java'], { cwd });
      return output('java', ['-cp', path, 'MakeKs'], { cwd, secret });
    },
    async client(code, { at, secret }) {
      const cwd = folder('java', `${at}-client`);
      write(cwd, 'StartSession.java', code);
      const path = ['.', await javaClasses('client', join(STUBS, 'java'))].join(delimiter);
      await execute('javac', ['-cp', path, 'StartSession.java'], { cwd });
      return output('java', ['-cp', path, 'StartSession'], { cwd, secret });
    },
  },
  csharp: {
    async local(code, { at, secret }) {
      const cwd = folder('csharp', `${at}-local`);
      await execute('mcs', ['-out:sample.exe', write(cwd, 'MakeKs.cs', code)], { cwd });
      return output('mono', ['sample.exe'], { cwd, secret });
    },
    async client(code, { at, secret }) {
      const cwd = folder('csharp', `${at}-client`);
      await execute('mcs', ['-out:sample.exe', write(cwd, 'StartSession.cs', code), join(STUBS, 'Kaltura.cs')], { cwd });
      return output('mono', ['sample.exe'], { cwd, secret });
    },
  },
  go: {
    async local(code, { at, secret }) {
      const cwd = folder('go', `${at}-local`);
      write(cwd, 'main.go', code);
      write(cwd, 'go.mod', `module sample\n\ngo 1.19\n\nrequire example.org/kaltura-ks v0.0.0\n\nreplace example.org/kaltura-ks => ${join(root, 'bindings/go')}\n`);
      await checkGofmt(cwd);
      return output('go', ['run', '.'], { cwd, secret });
    },
    async client(code, { at, secret }) {
      const cwd = folder('go', `${at}-client`);
      write(cwd, 'main.go', code);
      write(cwd, 'go.mod', 'module sample\n\ngo 1.19\n');
      await checkGofmt(cwd);
      return output('go', ['run', '.'], { cwd, secret });
    },
  },
  rust: {
    local: (code, options) => rust('local', code, options),
    client: (code, options) => rust('client', code, options),
  },
  c: {
    async local(code, { at, secret }) {
      const cwd = folder('c', `${at}-local`);
      await execute('cc', ['-Wall', '-Wextra', '-Werror', write(cwd, 'make_ks.c', code), ...cflags('kaltura-ks'), '-o', 'sample'], { cwd });
      return output(join(cwd, 'sample'), [], { cwd, secret });
    },
    async client(code, { at, secret }) {
      const cwd = folder('c', `${at}-client`);
      await execute('cc', ['-Wall', '-Wextra', '-Werror', write(cwd, 'start_session.c', code), ...cflags('libcurl'), '-o', 'sample'], { cwd });
      return JSON.parse(await output(join(cwd, 'sample'), [], { cwd, secret }));
    },
  },
  curl: {
    // Makes the KS with `ks`, and prints what session.get answers.
    local: async (code, options) => JSON.parse(await shell(code, options)).ks,
    client: async (code, options) => JSON.parse(await shell(code, options)),
  },
  ks: {
    local: shell,
    // Prints what is inside the KS that the server made.
    client: (code, options) => shell(code.replace('ks decode', 'cat'), options),
  },
};

const compiled = new Map();
/** Compiles the Java files below a folder, once, and returns where the classes are. */
function javaClasses(name, path) {
  const classes = join(WORK, 'java', name);
  if (!compiled.has(name)) {
    const files = readdirSync(path, { recursive: true }).filter((file) => file.endsWith('.java')).map((file) => join(path, file));
    compiled.set(name, execute('javac', ['-cp', JNA, '-d', classes, ...files]).then(() => classes));
  }
  return compiled.get(name);
}

async function shell(code, { at, secret }) {
  const cwd = folder('shell', at);
  return output('sh', [write(cwd, `sample-${Math.random()}.sh`, code)], { cwd, secret, PATH: `${join(root, 'target/debug')}${delimiter}${process.env.PATH}` });
}

/** What `ks decode --json` prints of a KS. */
export const ksDecode = (ks, secret) => output(join(root, 'target/debug/ks'), ['decode', '--json', ks], { secret });

/** One package for all Rust samples, so that their dependencies are built once. */
async function rust(form, code, { at, secret }) {
  const cwd = folder('rust');
  mkdirSync(join(cwd, 'src/bin'), { recursive: true });
  write(cwd, 'Cargo.toml', [
    '[package]', 'name = "samples"', 'version = "0.0.0"', 'edition = "2024"', '', '[workspace]', '', '[dependencies]',
    `ks-core = { path = ${JSON.stringify(join(root, 'crates/ks-core'))} }`,
    // Without TLS, which the sample needs only away from this machine.
    'ureq = { version = "3", default-features = false }', 'serde_json = "1"', '',
  ].join('\n'));
  const name = `${form}_${at}`;
  write(cwd, `src/bin/${name}.rs`, code);
  return output('cargo', ['run', '--quiet', '--bin', name], { cwd, secret, CARGO_TARGET_DIR: join(root, 'target/console/rust') });
}
