// "Make one like this": the fields of the Make tab from a KS.

import type * as ks from '../ks';
import { EMPTY, type Fields } from '../make/session';

export function fieldsOf(decoded: ks.Decoded, now: number): Fields {
  const left = decoded.expiresAt === null ? 0 : decoded.expiresAt - now;
  return {
    ...EMPTY,
    partnerId: decoded.partnerId === null ? '' : String(decoded.partnerId),
    userId: decoded.userId ?? '',
    anonymous: decoded.userId === null || decoded.userId === '',
    type: decoded.type === 2 ? 2 : 0,
    // An expired KS has no lifetime left, so the default of one day is used.
    expiry: left > 0 ? String(left) : EMPTY.expiry,
    privileges: decoded.privilegesText,
    version: decoded.version,
    masterPartnerId: decoded.masterPartnerId === null ? '' : String(decoded.masterPartnerId),
    additionalData: decoded.additionalData ?? '',
  };
}
