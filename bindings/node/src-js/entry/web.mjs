// The entry for browsers and bundlers. The module is inlined, so nothing has to
// be fetched, configured or awaited.

import bytes from 'ks.wasm';
import { initialize } from './slim.mjs';

initialize(bytes);

export {
  Keyring, KsError, SessionType, Signer, appTokenHash, decode, errorCodes, explain, fillRecipe, find, generate, inspect,
  lint, privilegeTable, recipes, renew, verify,
} from './slim.mjs';
