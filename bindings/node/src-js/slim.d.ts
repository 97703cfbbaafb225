export * from './index.js';

/**
 * Gives the module to the package, before anything else is called: the imported
 * `kaltura-ks/ks.wasm`, compiled or as its bytes. For places that load WASM in a
 * way of their own. A promise of it must be awaited.
 */
export declare function initialize(
  module: (WebAssembly.Module | ArrayBuffer | ArrayBufferView) & object & { readonly then?: never },
): void;

declare global {
  namespace WebAssembly {
    // Not every `lib` has it.
    interface Module {}
  }
}
