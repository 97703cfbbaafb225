// Edge runtimes that refuse to compile at run time: the module is imported
// compiled.

import module from './ks.wasm';
import { initialize } from './slim.mjs';

initialize(module);

export {
  KsError, SessionType, Signer, appTokenHash, decode, explain, generate, inspect, lint, renew, verify,
} from './slim.mjs';
