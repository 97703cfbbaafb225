// The entry for browsers and bundlers. The module is inlined, so nothing has to
// be fetched, configured or awaited.

import bytes from 'ks.wasm';
import { initialize } from './slim.mjs';

initialize(bytes);

export {
  Keyring, KsError, SessionType, Signer, appTokenHash, decode, errorCodes, explain, find, generate, inspect, lint,
  privilegeTable, renew, verify,
} from './slim.mjs';
