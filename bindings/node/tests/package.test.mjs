// The package as its users get it: packed, installed in an empty folder, and
// used from there in every place that it is for.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
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
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000, ...options });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${error.code ?? error.status}\n${error.stdout}${error.stderr}`);
  }
};
const node = (args, cwd) => run(process.execPath, args, { cwd });

let folder; // an empty one, with the package in it
let tarball;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaltura-ks-'));
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: here }));
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

/** What every place must do, as the body of a function of the package. It gives 'ok'. */
const STORY = `
  const secret = '0123456789abcdef0123456789abcdef';
  const signer = new ks.Signer({ partnerId: 102, secret });
  const made = signer.generateMany([{ userId: 'ann', privileges: { sview: ['0_a', '0_b'] } }, { userId: 'ann' }]);
  if (made[0] === made[1] || signer.generate({ userId: 'ann' }) === made[1]) throw new Error('not random');
  signer.free();
  const decoded = ks.decode(made[0], { secret });
  if (decoded.userId !== 'ann' || decoded.privilegesText !== 'sview:0_a/0_b') throw new Error(JSON.stringify(decoded));
  ks.verify(made[0], { secret, partnerId: 102, required: ['sview:0_b'] });
  try {
    ks.decode(made[0], { secret: 'other' });
    throw new Error('not refused');
  } catch (error) {
    if (!(error instanceof ks.KsError) || error.code !== 'bad_signature') throw error;
  }
`;

test('what is in the package', () => {
  const root = join(folder, 'node_modules/kaltura-ks');
  assert.deepEqual(readdirSync(root).sort(), ['README.md', 'dist', 'package.json']);
  assert.deepEqual(readdirSync(join(root, 'dist')).sort(), [
    'LICENSE-APACHE', 'LICENSE-MIT', 'bytes.cjs', 'index.d.cts', 'index.d.ts', 'ks.wasm', 'node.cjs', 'node.mjs',
    'slim.d.ts', 'slim.mjs', 'web.mjs', 'workerd.mjs',
  ]);
  const { dependencies, scripts } = JSON.parse(readFileSync(join(root, 'package.json')));
  assert.equal(dependencies, undefined);
  for (const name of ['install', 'preinstall', 'postinstall', 'prepare']) assert.equal(scripts[name], undefined);
  assert.deepEqual(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')), ['kaltura-ks']);
});

test('the module is small and says nothing of where it was built', (t) => {
  const module = readFileSync(join(folder, 'node_modules/kaltura-ks/dist/ks.wasm'));
  const brotli = brotliCompressSync(module).length;
  t.diagnostic(`ks.wasm: ${module.length} bytes, gzip ${gzipSync(module, { level: 9 }).length}, brotli ${brotli}`);
  assert.ok(module.length <= LIMIT.raw, `${module.length} bytes`);
  assert.ok(brotli <= LIMIT.brotli, `${brotli} bytes in brotli`);
  for (const file of readdirSync(join(folder, 'node_modules/kaltura-ks/dist'))) {
    const text = readFileSync(join(folder, 'node_modules/kaltura-ks/dist', file), 'latin1');
    for (const path of [homedir(), join(here, '../..'), '.cargo', 'registry']) {
      if (path.length > 1) assert.ok(!text.includes(path), `${file} has ${path}`);
    }
  }
});

test('CommonJS and ES modules, which share one instance', () => {
  write('use.cjs', `const ks = require('kaltura-ks');${STORY}; module.exports = ks;`);
  write('use.mjs', `import * as ks from 'kaltura-ks'; import common from './use.cjs';${STORY}
    if (common.KsError !== ks.KsError || common.Signer !== ks.Signer) throw new Error('two instances');`);
  node(['use.mjs'], folder);
});

test('bundles for Node in both formats, each one file, run elsewhere', async () => {
  const { build } = await import('esbuild');
  const elsewhere = mkdtempSync(join(tmpdir(), 'kaltura-ks-bundle-'));
  const entries = {
    imports: write('bundle/imports.mjs', `import * as ks from 'kaltura-ks';${STORY} console.log('ok');`),
    requires: write('bundle/requires.cjs', `const ks = require('kaltura-ks');${STORY} console.log('ok');`),
    both: write('bundle/both.mjs', `import * as ks from 'kaltura-ks'; import common from './common.cjs';${STORY}
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

test('a worker thread', () => {
  write('thread.mjs', `import { Worker, isMainThread, parentPort } from 'node:worker_threads';
    import * as ks from 'kaltura-ks';${STORY}
    if (isMainThread) new Worker(new URL(import.meta.url)).on('message', (it) => console.log(it !== signer.constructor && it));
    else parentPort.postMessage('ok');`);
  assert.equal(node(['thread.mjs'], folder).trim(), 'ok');
});

test('kaltura-ks/slim with a module of the caller', () => {
  write('slim.mjs', `import { readFileSync } from 'node:fs'; import { createRequire } from 'node:module';
    import * as ks from 'kaltura-ks/slim';
    const refused = (job, code, sentence) => {
      try { job(); } catch (error) { if (error instanceof ks.KsError && error.code === code && sentence.test(error.message)) return; throw error; }
      throw new Error('not refused');
    };
    refused(() => ks.inspect('x'), 'not_initialized', /initialize/);
    const bytes = readFileSync(createRequire(import.meta.url).resolve('kaltura-ks/ks.wasm'));
    const foreign = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    for (const wrong of [foreign, new WebAssembly.Module(foreign), bytes.subarray(0, 99)]) refused(() => ks.initialize(wrong), 'invalid_option', /^initialize: give the module/);
    for (const wrong of [undefined, null, 5, 'ks.wasm', {}, new Response()]) refused(() => ks.initialize(wrong), 'invalid_option', /^initialize: give the module/);
    refused(() => ks.initialize(WebAssembly.compile(bytes)), 'invalid_option', /await it first/);
    refused(() => ks.inspect('x'), 'not_initialized', /initialize/);
    ks.initialize(await WebAssembly.compile(bytes));${STORY}
    ks.initialize(bytes);`);
  node(['slim.mjs'], folder);
});

test('TypeScript, strict, with old and new libraries, compiled and run', () => {
  const source = `
    const secret = '0123456789abcdef0123456789abcdef';
    const signer: ks.Signer = new ks.Signer({ partnerId: 102, secret: [secret, new Uint8Array([1])] });
    const made: string = signer.generate({ userId: 'ann', type: ks.SessionType.ADMIN, expiresAt: new Date(Date.now() + 60000), privileges: ['list:*', { name: 'sview', values: '0_a' }] });
    signer[Symbol.dispose]();
    const { privileges, server, type }: ks.Decoded = ks.decode(made, { secret });
    const kind: ks.SessionType | null = type;
    const hash: string = ks.verify(made, { secret, partnerId: 102, revoked: ({ session, sessionId }) => session === sessionId }).sessionHash;
    if (privileges[1]?.name !== 'sview' || server.isAdmin !== true || kind !== 2 || hash.length !== 40) throw new Error('read otherwise');
    const advice: readonly ks.Advice[] = [...ks.lint({ userId: 'ann' }), ...ks.lint(made, { secret })];
    if (advice[0]?.code !== 'admin_session' || ks.explain(made, { secret }).apiError !== null) throw new Error('said otherwise');
    try { ks.inspect(''); } catch (error) { if (!(error instanceof ks.KsError) || error.code !== 'empty_ks') throw error; }
    export const renewed: string = ks.renew(made, { secret, expiry: 5 });
    export const token: string = ks.appTokenHash(made, 'token', 'SHA256');
    const refused = () => {
      // @ts-expect-error text is no number
      ks.generate({ secret, partnerId: '102', userId: 'u' });
      // @ts-expect-error there is no such option
      ks.generate({ secret, partnerId: 102, user_id: 'u' });
      // @ts-expect-error there is no type 1
      ks.generate({ secret, partnerId: 102, userId: 'u', type: 1 });
      // @ts-expect-error false is no value
      ks.generate({ secret, partnerId: 102, userId: 'u', privileges: { list: false } });
      // @ts-expect-error what is read is frozen
      ks.decode(made, { secret }).userId = 'x';
      // @ts-expect-error an answer is wanted at once
      ks.verify(made, { secret, partnerId: 102, revoked: async () => false });
      // @ts-expect-error the core makes it
      new ks.KsError('code', 'message');
    };
    void refused;`;
  write('types/use.mts', `import * as ks from 'kaltura-ks';${source}`);
  write('types/use.cts', `import ks = require('kaltura-ks');${source}`);
  write('types/slim.mts', `import { initialize } from 'kaltura-ks/slim';
    export const start = (compiled: WebAssembly.Module, promised: Promise<WebAssembly.Module>) => {
      initialize(compiled);
      initialize(new Uint8Array(8));
      initialize(new ArrayBuffer(8));
      // @ts-expect-error await it first
      initialize(promised);
      // @ts-expect-error a path is no module
      initialize('ks.wasm');
    };`);
  // What the README says to write for a bundler that gives the module compiled.
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
  // Bundlers resolve another way.
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
  // The module itself has no types; the slim entry is for ES modules alone.
  node([tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--no-emoji', '--no-color', '--profile', 'node16', '--exclude-entrypoints', './ks.wasm', '--ignore-rules', 'cjs-resolves-to-esm']);
});

/** Serves a folder on loopback. */
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

/** The title that a page in headless Chromium ends with. */
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
  writeFileSync(join(root, 'worker.js'), `import * as ks from './web.mjs';${STORY} postMessage('ok');`);
  writeFileSync(join(root, 'page.js'), `${IN_PAGE} import * as ks from './web.mjs';${STORY}
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
  write('vite/page.js', `${IN_PAGE} import * as ks from 'kaltura-ks';${STORY} document.title = 'ok';`);
  node([tool('vite/bin/vite.js'), 'build', '--logLevel', 'warn'], join(folder, 'vite'));
  assert.equal(await serve(join(folder, 'vite/dist'), titleOf), 'ok');
});

test('workerd, which refuses to compile at run time', async () => {
  const { build } = await import('esbuild');
  const entry = write('edge/worker.js', `import * as ks from 'kaltura-ks';
    export default { fetch() { ${STORY} return new Response('ok'); } };`);
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
  const story = node(['story.mjs'], join(folder, 'examples'));
  assert.match(story, /^KS +djJ8.*\n.*partner 1234567\ndecode +ann@example.com until .*\nverify +session [0-9a-f]{40}\nrefused +not_granted: .*\nrenewed +djJ8/);

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
  assert.equal(node(['call.mjs'], join(folder, 'examples')), '200 ann sview:0_a\n401 log in first\n403 not yours to play\n400 not an entry id\n');
});

test('the examples say what to install', () => {
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
    const said = node([`readme-${i}.mjs`], folder);
    if (i === 1) assert.match(said, /^\[ \{ name: 'sview', values: \[Array\] \} \]|^\[ \{ name: 'sview', values: \[ '0_abcdefgh' \] \} \]\nfalse\nann [0-9a-f]{40}\n$/);
  });
});

/** What the module may weigh. Raise it only for something that is worth it. */
const LIMIT = { raw: 262_144, brotli: 99_328 };
