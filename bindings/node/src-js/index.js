// What the package exports.

import * as wasm from '../build/glue/ks.js';
import { attach } from './bridge.js';
import { markInitialized } from './checks.js';
import { KsError } from './error.js';

export { KsError } from './error.js';
export { Signer, generate, renew } from './generate.js';
export { errorCodes, fillRecipe, lint, privilegeTable, recipes } from './lint.js';
export { Keyring, appTokenHash, decode, explain, find, inspect, verify } from './read.js';

export const SessionType = Object.freeze({ USER: 0, ADMIN: 2 });

/** Loads the WASM module, which is given compiled or as its bytes. */
export function initialize(module) {
  try {
    const compiled = module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module);
    const names = WebAssembly.Module.exports(compiled).map(({ name }) => name);
    // Checked first, so that nothing of another module is loaded.
    if (!names.includes('lintKs') || !names.includes('__wbindgen_start')) throw new TypeError('this is another module');
    attach(wasm.initSync({ module: compiled }));
  } catch (error) {
    const reason = typeof module?.then === 'function' ? 'this is a promise; await it first' : error.message;
    throw new KsError('invalid_option', `initialize: pass the module kaltura-ks/ks.wasm, compiled or as its bytes: ${reason}`);
  }
  markInitialized();
}
