// Builds frozen result objects from the parts that src/result.rs writes: one text
// and a table of numbers. Each function here reads the same parts, in the same
// order, as the function of the same name there.

const { freeze } = Object;

// The parts of the current result. A result is built in one go, so module state
// is enough, and faster than an object.
let text, table, at, start;

const number = () => table[at++];
const optionalNumber = () => {
  const value = table[at++];
  return Number.isNaN(value) ? null : value;
};
const flag = () => table[at++] !== 0;

/** Reads a text, or null: the table says where it ends. */
function string() {
  const end = table[at++];
  if (end < 0) return null;
  const part = text.slice(start, end);
  start = end;
  return part;
}

const EMPTY = freeze([]);

function list(read) {
  const length = table[at++];
  if (length === 0) return EMPTY;
  // Most lists have one item. An array that grows reserves room for 17.
  const items = [read()];
  for (let i = 1; i < length; i++) items.push(read());
  return freeze(items);
}

const advice = () => freeze({ code: string(), message: string() });
const privilege = () => freeze({ name: string(), values: list(string) });

const verified = () =>
  freeze({
    version: number(),
    partnerId: number(),
    type: number(),
    userId: string(),
    isAnonymous: flag(),
    expiresAt: number(),
    privileges: list(privilege),
    privilegesText: string(),
    masterPartnerId: optionalNumber(),
    additionalData: string(),
    sessionHash: string(),
    groupHash: string(),
    secretIndex: number(),
  });

/** Reads text, `{ $hex }` for bytes that are not UTF-8, null, or `{}` for an array. */
function rawValue() {
  const kind = number();
  if (kind === 0) return null;
  if (kind === 1) return string();
  return freeze(kind === 2 ? { $hex: string() } : {});
}
const rawPrivilege = () => freeze([rawValue(), list(rawValue)]);

const rawFields = () =>
  freeze({
    partnerId: rawValue(),
    partnerPattern: rawValue(),
    validUntil: rawValue(),
    type: rawValue(),
    rand: rawValue(),
    user: rawValue(),
    privileges: rawValue(),
    masterPartnerId: rawValue(),
    additionalData: rawValue(),
    parsedPrivileges: list(rawPrivilege),
    hash: string(),
  });

const decoded = () =>
  freeze({
    version: number(),
    partnerId: optionalNumber(),
    type: optionalNumber(),
    userId: string(),
    expiresAt: optionalNumber(),
    privileges: list(privilege),
    privilegesText: string(),
    masterPartnerId: optionalNumber(),
    additionalData: string(),
    sessionHash: string(),
    groupHash: string(),
    secretIndex: number(),
    isAdmin: flag(),
    isWidget: flag(),
    isAnonymous: flag(),
    isCanonical: flag(),
    warnings: list(advice),
    rawFields: rawFields(),
  });

const status = () => (flag() ? freeze({ number: number(), name: string() }) : null);
const grant = () => freeze({ name: string(), value: string(), granted: flag(), rule: string() });
const answer = () =>
  flag() ? freeze({ code: string(), status: string(), message: string(), meaning: string(), check: string() }) : null;

const explanation = () =>
  freeze({
    status: status(),
    apiError: string(),
    reason: string(),
    isAccepted: flag(),
    grants: list(grant),
    advice: list(advice),
    answer: answer(),
  });

const claims = () =>
  flag()
    ? freeze({
        validUntil: string(),
        type: string(),
        rand: string(),
        userId: string(),
        privileges: string(),
        masterPartnerId: string(),
        additionalData: string(),
      })
    : null;

const unverified = () =>
  freeze({
    version: number(),
    partnerId: optionalNumber(),
    partnerText: string(),
    claims: claims(),
    encryptedBytes: optionalNumber(),
    truncated: flag(),
  });

const found = () => (flag() ? freeze({ ks: string(), start: number(), end: number() }) : null);

const errorCode = () => freeze({ code: string(), description: string() });

const privilegeInfo = () =>
  freeze({
    name: string(),
    kind: string(),
    value: string(),
    meaning: string(),
    reserved: flag(),
    readByServer: flag(),
    readByApplication: string(),
    decidedBy: string(),
    adminPasses: flag(),
  });

const recipePart = () => freeze({ template: string(), need: string() });
const recipeField = () => freeze({ name: string(), meaning: string(), example: string(), isUrl: flag() });

const recipe = () =>
  freeze({
    name: string(),
    purpose: string(),
    type: number(),
    anonymous: flag(),
    expiry: number(),
    parts: list(recipePart),
    fields: list(recipeField),
    note: string(),
    source: string(),
  });

/** By the `KIND` of each type in src/result.rs and src/tables.rs. */
const BUILDERS = [
  verified,
  decoded,
  explanation,
  unverified,
  found,
  () => list(advice),
  () => list(errorCode),
  () => list(privilegeInfo),
  () => list(recipe),
];

/** Builds the result of a kind from its text and the table, which begins at an index of `numbers`. */
export function buildResult(kind, itsText, numbers, index) {
  text = itsText;
  table = numbers;
  at = index;
  start = 0;
  return BUILDERS[kind]();
}
