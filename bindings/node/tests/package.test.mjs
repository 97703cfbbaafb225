// The package as its users install it: packed, installed in an empty folder, and
// used in every environment that it supports.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const here = fileURLToPath(new URL('..', import.meta.url));
const examples = join(here, '../../examples/node');
const tool = (path) => join(here, 'node_modules', path);
const run = (program, args, options = {}) => {
  // On Windows, npm is a script, which only a shell runs.
  const shell = process.platform === 'win32' && program === 'npm';
  try {
    return execFileSync(program, args, { encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000, ...options });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${error.code ?? error.status}\n${error.stdout}${error.stderr}`);
  }
};
const node = (args, cwd) => run(process.execPath, args, { cwd });

let folder; // an otherwise empty folder in which the package is installed
let tarball;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaltura-ks-'));
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: here }));
  tarball = join(folder, filename);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
});
after(() => rmSync(folder, { recursive: true, force: true }));

const write = (name, text) => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

/** The statements that every environment must run, with the package as `ks`. */
const SCENARIO = `
  const secret = '0123456789abcdef0123456789abcdef';
  const signer = new ks.Signer({ partnerId: 102, secret });
  const made = signer.generateMany([{ userId: 'ann', privileges: { sview: ['0_a', '0_b'] } }, { userId: 'ann' }]);
  if (made[0] === made[1] || signer.generate({ userId: 'ann' }) === made[1]) throw new Error('not random');
  signer.free();
  const decoded = ks.decode(made[0], { secret });
  if (decoded.userId !== 'ann' || decoded.privilegesText !== 'sview:0_a/0_b') throw new Error(JSON.stringify(decoded));
  ks.verify(made[0], { secret, partnerId: 102, required: ['sview:0_b'] });
  const keyring = new ks.Keyring({ secret });
  if (keyring.verify(made[0], { partnerId: 102 }).sessionHash !== decoded.sessionHash) throw new Error('verified differently');
  keyring.free();
  const user = 'J\u00fcrgen \u{1f600}';
  const { ks: found } = ks.find('\u00e9 ' + ks.generate({ secret, partnerId: '102', userId: user }));
  if (ks.decode(found, { secret }).userId !== user) throw new Error('another user');
  try {
    ks.decode(made[0], { secret: 'other' });
    throw new Error('not rejected');
  } catch (error) {
    if (!(error instanceof ks.KsError) || error.code !== 'bad_signature') throw error;
  }
`;

test('the files of the package', () => {
  const root = join(folder, 'node_modules/kaltura-ks');
  assert.deepEqual(readdirSync(root).sort(), ['README.md', 'dist', 'package.json']);
  assert.deepEqual(readdirSync(join(root, 'dist')).sort(), [
    'LICENSE-APACHE', 'LICENSE-MIT', 'bytes.cjs', 'index.d.cts', 'index.d.ts', 'ks.wasm', 'node.cjs', 'node.mjs',
    'slim.cjs', 'slim.d.cts', 'slim.d.ts', 'slim.mjs', 'web.cjs', 'web.mjs', 'workerd.mjs',
  ]);
  const { dependencies, scripts } = JSON.parse(readFileSync(join(root, 'package.json')));
  assert.equal(dependencies, undefined);
  for (const name of ['install', 'preinstall', 'postinstall', 'prepare']) assert.equal(scripts[name], undefined);
  assert.deepEqual(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')), ['kaltura-ks']);
});

test('the module is small and contains no path of the machine that built it', (t) => {
  const module = readFileSync(join(folder, 'node_modules/kaltura-ks/dist/ks.wasm'));
  const brotli = brotliCompressSync(module).length;
  t.diagnostic(`ks.wasm: ${module.length} bytes, gzip ${gzipSync(module, { level: 9 }).length}, brotli ${brotli}`);
  assert.ok(module.length <= LIMIT.raw, `${module.length} bytes`);
  assert.ok(brotli <= LIMIT.brotli, `${brotli} bytes in brotli`);
  for (const file of readdirSync(join(folder, 'node_modules/kaltura-ks/dist'))) {
    const text = readFileSync(join(folder, 'node_modules/kaltura-ks/dist', file), 'latin1');
    for (const path of [homedir(), join(here, '../..'), '.cargo', 'registry']) {
      if (path.length > 1) assert.ok(!text.includes(path), `${file} contains ${path}`);
    }
  }
});

test('CommonJS and ES modules share one instance', () => {
  write('use.cjs', `const ks = require('kaltura-ks');${SCENARIO}; module.exports = ks;`);
  write('use.mjs', `import * as ks from 'kaltura-ks'; import common from './use.cjs';${SCENARIO}
    if (common.KsError !== ks.KsError || common.Signer !== ks.Signer) throw new Error('two instances');`);
  node(['use.mjs'], folder);
});

test('bundles for Node in both formats are one file each, and run in another folder', async () => {
  const { build } = await import('esbuild');
  const elsewhere = mkdtempSync(join(tmpdir(), 'kaltura-ks-bundle-'));
  const entries = {
    imports: write('bundle/imports.mjs', `import * as ks from 'kaltura-ks';${SCENARIO} console.log('ok');`),
    requires: write('bundle/requires.cjs', `const ks = require('kaltura-ks');${SCENARIO} console.log('ok');`),
    both: write('bundle/both.mjs', `import * as ks from 'kaltura-ks'; import common from './common.cjs';${SCENARIO}
      console.log(common.KsError === ks.KsError ? 'ok' : 'two instances');`),
  };
  write('bundle/common.cjs', `module.exports = require('kaltura-ks');`);
  try {
    for (const [name, entry] of Object.entries(entries)) {
      for (const [format, extension] of [['cjs', 'cjs'], ['esm', 'mjs']]) {
        const outfile = join(elsewhere, `${name}.${extension}`);
        const { warnings } = await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format, logLevel: 'silent' });
        assert.deepEqual(warnings, []);
        assert.equal(node([outfile], elsewhere).trim(), 'ok', `${name} as ${format}`);
      }
    }
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test('every entry exports the same names', async () => {
  const dist = join(folder, 'node_modules/kaltura-ks/dist');
  const names = (exports) => Object.keys(exports).filter((name) => name !== 'initialize').sort();
  const want = names(createRequire(import.meta.url)(join(dist, 'node.cjs')));
  assert.ok(want.includes('Keyring'));
  for (const entry of ['node.mjs', 'web.mjs', 'slim.mjs']) assert.deepEqual(names(await import(join(dist, entry))), want, entry);
  for (const entry of ['web.cjs', 'slim.cjs']) assert.deepEqual(names(createRequire(import.meta.url)(join(dist, entry))), want, entry);
  const workerd = readFileSync(join(dist, 'workerd.mjs'), 'utf8');
  const [, exported] = /export \{([^}]*)\}/.exec(workerd);
  assert.deepEqual(exported.split(',').map((name) => name.trim()).filter(Boolean).sort(), want);
});

test('require with the browser condition, without TextEncoder, as in Jest with jsdom', () => {
  for (const remove of ['', 'delete globalThis.TextEncoder; delete globalThis.TextDecoder;', 'delete globalThis.Buffer;']) {
    write('browser.cjs', `${remove} const ks = require('kaltura-ks');${SCENARIO}`);
    node(['--conditions=browser', 'browser.cjs'], folder);
  }
  const which = "console.log(require.resolve('kaltura-ks'))";
  assert.match(node(['--conditions=browser', '-e', which], folder), /web\.cjs/);
});

test('the metadata agrees with the workspace', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/kaltura-ks/package.json')));
  const workspace = readFileSync(join(here, '../../Cargo.toml'), 'utf8');
  const value = (name) => new RegExp(`^${name} = "(.*)"`, 'm').exec(workspace)[1];
  const address = value('repository');
  assert.equal(manifest.version, value('version'));
  assert.equal(manifest.license, value('license'));
  assert.equal(manifest.homepage, address);
  assert.equal(manifest.repository.url, `git+${address}.git`);
  assert.equal(manifest.bugs.url, `${address}/issues`);
  assert.ok(existsSync(join(here, '../..', manifest.repository.directory, 'package.json')));
});

test('npm builds the package before it packs or publishes it', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'kaltura-ks-pack-'));
  try {
    mkdirSync(join(fresh, 'scripts'));
    writeFileSync(join(fresh, 'package.json'), readFileSync(join(here, 'package.json')));
    writeFileSync(join(fresh, 'scripts/build.mjs'), `import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync('dist'); writeFileSync('dist/built', '');`);
    run('npm', ['pack', '--silent'], { cwd: fresh });
    const [packed] = readdirSync(fresh).filter((name) => name.endsWith('.tgz'));
    assert.match(run('tar', ['tzf', packed], { cwd: fresh }), /package\/dist\/built/);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});

test('npm install leaves the lock file unchanged', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'kaltura-ks-lock-'));
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) writeFileSync(join(fresh, name), readFileSync(join(here, name)));
    run('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd: fresh });
    assert.equal(readFileSync(join(fresh, 'package-lock.json'), 'utf8'), readFileSync(join(here, 'package-lock.json'), 'utf8'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});

test('a worker thread', () => {
  write('thread.mjs', `import { Worker, isMainThread, parentPort } from 'node:worker_threads';
    import * as ks from 'kaltura-ks';${SCENARIO}
    if (isMainThread) new Worker(new URL(import.meta.url)).on('message', (it) => console.log(it !== signer.constructor && it));
    else parentPort.postMessage('ok');`);
  assert.equal(node(['thread.mjs'], folder).trim(), 'ok');
});

test('kaltura-ks/slim with a module that the caller loads', () => {
  write('slim.mjs', `import { readFileSync } from 'node:fs'; import { createRequire } from 'node:module';
    import * as ks from 'kaltura-ks/slim';
    const rejects = (job, code, sentence) => {
      try { job(); } catch (error) { if (error instanceof ks.KsError && error.code === code && sentence.test(error.message)) return; throw error; }
      throw new Error('not rejected');
    };
    rejects(() => ks.inspect('x'), 'not_initialized', /initialize/);
    const bytes = readFileSync(createRequire(import.meta.url).resolve('kaltura-ks/ks.wasm'));
    const foreign = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    for (const wrong of [foreign, new WebAssembly.Module(foreign), bytes.subarray(0, 99)]) rejects(() => ks.initialize(wrong), 'invalid_option', /^initialize: pass the module/);
    for (const wrong of [undefined, null, 5, 'ks.wasm', {}, new Response()]) rejects(() => ks.initialize(wrong), 'invalid_option', /^initialize: pass the module/);
    rejects(() => ks.initialize(WebAssembly.compile(bytes)), 'invalid_option', /await it first/);
    rejects(() => ks.inspect('x'), 'not_initialized', /initialize/);
    ks.initialize(await WebAssembly.compile(bytes));${SCENARIO}
    ks.initialize(bytes);`);
  node(['slim.mjs'], folder);
  write('slim.cjs', `const ks = require('kaltura-ks/slim'); ks.initialize(require('node:fs').readFileSync(require.resolve('kaltura-ks/ks.wasm')));${SCENARIO}`);
  node(['slim.cjs'], folder);
});

test('TypeScript, strict, with old and new libraries, compiled and run', () => {
  const source = `
    const secret = '0123456789abcdef0123456789abcdef';
    const signer: ks.Signer = new ks.Signer({ partnerId: 102, secret: [secret, new Uint8Array([1])] });
    const made: string = signer.generate({ userId: 'ann', type: ks.SessionType.ADMIN, expiresAt: new Date(Date.now() + 60000), privileges: ['list:*', { name: 'sview', values: '0_a' }] });
    signer[Symbol.dispose]();
    const { privileges, isAdmin, rawFields, type }: ks.Decoded = ks.decode(made, { secret });
    const kind: ks.SessionType | null = type;
    const hash: string = ks.verify(made, { secret, partnerId: 102, revoked: ({ sessionHash, groupHash }) => sessionHash === groupHash }).sessionHash;
    if (privileges[1]?.name !== 'sview' || !isAdmin || rawFields.type !== '2' || kind !== 2 || hash.length !== 40) throw new Error('decoded differently');
    const advice: readonly ks.Advice[] = [...ks.lint({ userId: 'ann' }), ...ks.lint(made, { secret })];
    if (advice[0]?.code !== 'admin_session' || ks.explain(made, { secret }).apiError !== null) throw new Error('explained differently');
    const codes: readonly ks.ErrorCode[] = ks.errorCodes().map(({ code }) => code);
    const keyring: ks.Keyring = new ks.Keyring({ secret });
    const again: ks.Verified = keyring.verify(made, { partnerId: '102' });
    const found: ks.FoundKs | null = ks.find(made);
    if (!codes.includes('expired') || again.sessionHash !== hash || found?.ks !== made) throw new Error('read differently');
    ks.generate({ secret, partnerId: 102, userId: null, anonymous: true, expiry: null, privileges: null });
    try { ks.inspect(''); } catch (error) { if (!(error instanceof ks.KsError) || error.code !== 'empty_ks') throw error; }
    export const renewed: string = ks.renew(made, { secret, partnerId: 102, expiry: 5 });
    export const token: string = ks.appTokenHash(made, 'token', 'SHA256');
    const rejected = () => {
      // @ts-expect-error a partner id is not a bigint
      ks.generate({ secret, partnerId: 102n, userId: 'u' });
      // @ts-expect-error unknown option
      ks.generate({ secret, partnerId: 102, user_id: 'u' });
      // @ts-expect-error the type 1 does not exist
      ks.generate({ secret, partnerId: 102, userId: 'u', type: 1 });
      // @ts-expect-error false is not a value
      ks.generate({ secret, partnerId: 102, userId: 'u', privileges: { list: false } });
      // @ts-expect-error results are read-only
      ks.decode(made, { secret }).userId = 'x';
      // @ts-expect-error the check must not be asynchronous
      ks.verify(made, { secret, partnerId: 102, revoked: async () => false });
      // @ts-expect-error only the package creates errors
      new ks.KsError('code', 'message');
    };
    void rejected;`;
  write('types/use.mts', `import * as ks from 'kaltura-ks';${source}`);
  write('types/use.cts', `import ks = require('kaltura-ks');${source}`);
  write('types/slim.mts', `import { initialize } from 'kaltura-ks/slim';
    export const start = (compiled: WebAssembly.Module, promised: Promise<WebAssembly.Module>) => {
      initialize(compiled);
      initialize(new Uint8Array(8));
      initialize(new ArrayBuffer(8));
      // @ts-expect-error await it first
      initialize(promised);
      // @ts-expect-error a path is not a module
      initialize('ks.wasm');
    };`);
  // The declaration that the README shows for a bundler that provides the module compiled.
  const [[, declaration]] = readFileSync(join(here, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms);
  write('types/ks-wasm.d.ts', declaration);
  write('types/wasm.mts', `/// <reference path="./ks-wasm.d.ts" />
    import module from 'kaltura-ks/ks.wasm';
    import { generate, initialize } from 'kaltura-ks/slim';
    initialize(module);
    export const ks: string = generate({ secret: '', partnerId: 102, userId: 'u' });`);
  for (const lib of ['es2020', 'es2020,dom', 'es2022', 'es2025,dom', 'esnext']) {
    for (const file of ['use.mts', 'use.cts', 'slim.mts', 'wasm.mts']) {
      const [target] = lib.split(',');
      node([tool('typescript/bin/tsc'), '--strict', '--skipLibCheck', 'false', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes',
        '--module', 'nodenext', '--target', target, '--lib', lib, '--types', '', file], join(folder, 'types'));
    }
  }
  // Bundlers resolve modules in another way.
  node([tool('typescript/bin/tsc'), '--strict', '--noEmit', '--skipLibCheck', 'false', '--module', 'esnext', '--moduleResolution', 'bundler',
    '--lib', 'es2022,dom', '--types', '', 'use.mts'], join(folder, 'types'));
  node([tool('typescript/bin/tsc'), '--strict', '--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom', '--types', '', 'wasm.mts'], join(folder, 'types'));
  node(['use.mjs'], join(folder, 'types'));
  node(['use.cjs'], join(folder, 'types'));
});

test('publint and are-the-types-wrong', async () => {
  const { publint } = await import('publint');
  const { messages } = await publint({ pkgDir: join(folder, 'node_modules/kaltura-ks'), pack: false, strict: true });
  assert.deepEqual(messages, []);
  // The WASM module itself has no types. Profile node16: without it, attw also asks for
  // a folder "slim", which Node 10 would need.
  node([tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--no-emoji', '--no-color', '--profile', 'node16', '--exclude-entrypoints', './ks.wasm']);
});

/** Serves a folder on the loopback address. */
async function serve(root, job) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
  const server = createServer(({ url }, response) => {
    const file = join(root, url === '/' ? 'index.html' : url);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await job(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Returns the title that a page has at the end in headless Chromium. */
async function titleOf(url) {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`, '--timeout=20000', '--virtual-time-budget=10000', '--dump-dom', url];
  try {
    const page = await new Promise((resolve, reject) => {
      const chromium = spawn(process.env.CHROMIUM ?? 'chromium', args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
      let text = '';
      chromium.stdout.on('data', (part) => (text += part));
      chromium.on('error', reject);
      chromium.on('close', () => resolve(text));
    });
    return /<title>([^<]*)<\/title>/.exec(page)?.[1] ?? page;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const PAGE = (script) => `<!doctype html><title>nothing ran</title><script type="module" src="${script}"></script>`;
const IN_PAGE = `addEventListener('error', (event) => { document.title = event.message; });`;

test('a page in Chromium, and a worker in it, without a bundler', async () => {
  const root = join(folder, 'node_modules/kaltura-ks/dist');
  writeFileSync(join(root, 'worker.js'), `import * as ks from './web.mjs';${SCENARIO} postMessage('ok');`);
  writeFileSync(join(root, 'page.js'), `${IN_PAGE} import * as ks from './web.mjs';${SCENARIO}
    const worker = new Worker('./worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => { document.title = data; };
    worker.onerror = ({ message }) => { document.title = message; };`);
  writeFileSync(join(root, 'index.html'), PAGE('./page.js'));
  try {
    assert.equal(await serve(root, titleOf), 'ok');
  } finally {
    for (const name of ['worker.js', 'page.js', 'index.html']) rmSync(join(root, name));
  }
});

test('a page built with Vite, in Chromium', async () => {
  write('vite/index.html', PAGE('./page.js'));
  write('vite/page.js', `${IN_PAGE} import * as ks from 'kaltura-ks';${SCENARIO} document.title = 'ok';`);
  node([tool('vite/bin/vite.js'), 'build', '--logLevel', 'warn'], join(folder, 'vite'));
  assert.equal(await serve(join(folder, 'vite/dist'), titleOf), 'ok');
});

test('workerd, which refuses to compile WASM at run time', async () => {
  const { build } = await import('esbuild');
  const entry = write('edge/worker.js', `import * as ks from 'kaltura-ks';
    export default { fetch() { ${SCENARIO} return new Response('ok'); } };`);
  await build({ entryPoints: [entry], outfile: join(folder, 'edge/out.js'), bundle: true, format: 'esm', conditions: ['workerd'], external: ['*.wasm'], logLevel: 'error' });
  writeFileSync(join(folder, 'edge/ks.wasm'), readFileSync(join(folder, 'node_modules/kaltura-ks/dist/ks.wasm')));
  write('edge/config.capnp', `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = .main)],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
    );
    const main :Workerd.Worker = (
      modules = [(name = "out.js", esModule = embed "out.js"), (name = "ks.wasm", wasm = embed "ks.wasm")],
      compatibilityDate = "2025-01-01",
    );`);
  const { default: { default: program } } = await import('workerd');
  const workerd = spawn(program, ['serve', '--control-fd=3', 'config.capnp'], { cwd: join(folder, 'edge'), stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  try {
    const port = await new Promise((resolve, reject) => {
      workerd.on('error', reject);
      workerd.on('exit', (code) => reject(new Error(`workerd ended with ${code}`)));
      workerd.stdio[3].on('data', (line) => resolve(JSON.parse(line).port));
    });
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'ok');
  } finally {
    workerd.kill();
    await setTimeout(100);
  }
});

test('the examples run', async () => {
  for (const name of readdirSync(examples)) write(`examples/${name}`, readFileSync(join(examples, name)));
  const output = node(['quickstart.mjs'], join(folder, 'examples'));
  assert.match(output, /^KS +djJ8.*\n.*partner 1234567\ndecode +ann@example.com until .*\nverify +session [0-9a-f]{40}\nrejected +not_granted: .*\nrenewed +djJ8/);

  node([tool('typescript/bin/tsc'), '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom', '--types', '', 'batch.ts'], join(folder, 'examples'));
  assert.equal(node(['batch.js'], join(folder, 'examples')), 'ann@example.com sview: 0_abcdefgh\nbob@example.com sview: 0_abcdefgh 0_ijklmnop\n');

  // The package is found beside the examples, Fastify beside the tests.
  symlinkSync(tool(''), join(folder, 'examples/node_modules'));
  write('examples/call.mjs', `import { Signer, decode } from 'kaltura-ks'; import { build } from './server.mjs';
    const secret = '0123456789abcdef0123456789abcdef';
    const app = build({ signer: new Signer({ partnerId: 102, secret }), userOf: ({ headers }) => headers['x-user'], mayPlay: (user, entry) => entry !== '0_b' });
    const get = async (url, user) => { const r = await app.inject({ url, headers: user ? { 'x-user': user } : {} }); return [r.statusCode, r.json()]; };
    const [status, { ks }] = await get('/ks/0_a', 'ann');
    console.log(status, decode(ks, { secret }).userId, decode(ks, { secret }).privilegesText);
    for (const [url, user] of [['/ks/0_a'], ['/ks/0_b', 'ann'], ['/ks/0_a,list:*', 'ann']]) console.log(...Object.values((await get(url, user))).map((it) => it.error ?? it));`);
  assert.throws(() => run(process.execPath, ['server.mjs'], { cwd: join(folder, 'examples'), env: { KALTURA_PARTNER_ID: '102' } }), /missing in the environment: KALTURA_ADMIN_SECRET/);
  assert.equal(node(['call.mjs'], join(folder, 'examples')), '200 ann sview:0_a\n401 log in first\n403 you cannot play this entry\n400 invalid entry id\n');
});

test('the examples name the packages to install', () => {
  for (const name of readdirSync(examples)) {
    const source = readFileSync(join(examples, name), 'utf8');
    const [, packages] = /^\/\/ npm install (.*)$/m.exec(source);
    const imported = [...source.matchAll(/ from '([^.:']+)';$/gm)].map(([, it]) => it);
    if (name.endsWith('.ts')) imported.push('typescript');
    assert.deepEqual(packages.split(' ').sort(), imported.sort(), name);
  }
});

test('the code of the README runs', () => {
  const blocks = [...readFileSync(join(here, 'README.md'), 'utf8').matchAll(/^```js\n(.*?)^```$/gms)];
  assert.equal(blocks.length, 2);
  blocks.forEach(([, code], i) => {
    write(`readme-${i}.mjs`, code);
    const output = node([`readme-${i}.mjs`], folder);
    if (i === 1) assert.match(output, /^\[ \{ name: 'sview', values: \[ '0_abcdefgh' \] \} \]\nfalse\ntrue\nann [0-9a-f]{40}\n$/);
  });
});

/** The size limit of the module. Raise it only for something that is worth it. */
const LIMIT = { raw: 410_000, brotli: 148_000 };
