// The entry without a module, for programs that load WASM themselves.

export * from '../index.js';
