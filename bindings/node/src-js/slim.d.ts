export * from './index.js';

/**
 * Loads the WASM module, which must be done before anything else is called. Pass
 * `kaltura-ks/ks.wasm`, compiled or as its bytes. Await a promise of it first.
 */
export declare function initialize(
  module: (WebAssembly.Module | ArrayBuffer | ArrayBufferView) & object & { readonly then?: never },
): void;

declare global {
  namespace WebAssembly {
    // Some `lib` settings lack it.
    interface Module {}
  }
}
