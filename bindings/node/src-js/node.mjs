// ES modules in Node: the very objects that CommonJS gets, so that there is one
// module, one KsError and one Signer.

import ks from './node.cjs';

export const {
  KsError, SessionType, Signer, appTokenHash, decode, explain, generate, inspect, lint, renew, verify,
} = ks;
