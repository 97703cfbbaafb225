// Builds the console: one HTML file with the script, the style and the WASM module inlined.
//
//     node scripts/build.mjs [FILE]      (default: ../target/console/ks-console.html)
//
// Installs its packages and builds the npm package kaltura-ks first where that is needed.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { buildPackage, here, installPackages } from './tools.mjs';

const DEFAULT = join(here, '../target/console/ks-console.html');

/** `kaltura-ks/ks.wasm` as compressed Base64 text; as plain Base64 it would be twice the size. */
const packedModule = {
  name: 'packed-module',
  setup(build) {
    build.onResolve({ filter: /^kaltura-ks\/ks\.wasm$/ }, () => ({
      path: join(here, 'node_modules/kaltura-ks/dist/ks.wasm'),
      namespace: 'packed',
    }));
    build.onLoad({ filter: /.*/, namespace: 'packed' }, ({ path }) => ({
      contents: deflateRawSync(readFileSync(path), { level: 9 }).toString('base64'),
      loader: 'text',
    }));
  },
};

async function bundle(entry, options) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    target: 'es2022',
    ...options,
  });
  return outputFiles[0].text.trim();
}

const sha256 = (text, encoding) => createHash('sha256').update(text).digest(encoding);

/** The notices of what the file contains. */
function licenses() {
  const preact = readFileSync(join(here, 'node_modules/preact/LICENSE'), 'utf8').trim();
  return `<!--\nThe KS console of kaltura-ks: MIT or Apache-2.0, at your option.\n\nContains Preact.\n\n${preact}\n-->`;
}

function policy(script, style) {
  return [
    "default-src 'none'",
    `script-src 'sha256-${sha256(script, 'base64')}' 'wasm-unsafe-eval'`,
    `style-src 'sha256-${sha256(style, 'base64')}'`,
    "connect-src 'none'",
    "img-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Fills in the parts of the page. They are inserted as they are, `$` included. */
function assemble(page, parts) {
  return page.replace(/<!--(LICENSES|POLICY|STYLE|SCRIPT)-->/g, (_, name) => parts[name]);
}

export async function buildConsole(file = DEFAULT) {
  buildPackage();
  installPackages(here);
  const script = await bundle('src/main.tsx', { format: 'iife', plugins: [packedModule], jsx: 'automatic', jsxImportSource: 'preact' });
  const style = await bundle('src/style/index.css', {});
  const html = assemble(readFileSync(join(here, 'src/page.html'), 'utf8'), {
    LICENSES: licenses(),
    POLICY: policy(script, style),
    STYLE: style,
    SCRIPT: script,
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html);
  return { file: resolve(file), bytes: Buffer.byteLength(html), gzip: gzipSync(html, { level: 9 }).length, sha256: sha256(html, 'hex') };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const made = await buildConsole(process.argv[2]);
    console.log(`${made.file}\n${made.bytes} bytes, ${made.gzip} as gzip\nSHA-256 ${made.sha256}`);
  } catch (error) {
    console.error(`console: ${error.message}`);
    process.exitCode = 1;
  }
}
