export * from './index.js';

/**
 * Gives the module to the package, before anything else is called: the imported
 * `kaltura-ks/ks.wasm`, as a `WebAssembly.Module` or as its bytes. For places
 * that load WASM in a way of their own.
 */
export declare function initialize(module: object): void;
