// Browsers and bundlers: the module is inlined, so that nothing has to be
// fetched, configured or awaited.

import bytes from '../dist/ks.wasm';
import { initialize } from './slim.mjs';

initialize(bytes);

export {
  KsError, SessionType, Signer, appTokenHash, decode, explain, generate, inspect, lint, renew, verify,
} from './slim.mjs';
