// The entry for edge runtimes that refuse to compile at run time: the module is
// imported compiled.

import module from './ks.wasm';
import { initialize } from './slim.mjs';

initialize(module);

export {
  Keyring, KsError, SessionType, Signer, appTokenHash, decode, errorCodes, explain, fillRecipe, find, generate, inspect,
  lint, privilegeTable, recipes, renew, verify,
} from './slim.mjs';
