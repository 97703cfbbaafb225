// The entry for ES modules in Node: the objects of the CommonJS entry, so that
// there is one module, one KsError and one Signer.

import ks from './node.cjs';

export const {
  Keyring, KsError, SessionType, Signer, appTokenHash, decode, errorCodes, explain, fillRecipe, find, generate, inspect,
  lint, privilegeTable, recipes, renew, verify,
} = ks;
