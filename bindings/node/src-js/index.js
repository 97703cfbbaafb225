// What the package exports: checks the types of what is given, crosses to the
// core, freezes what comes back.

import * as wasm from '../build/glue/ks.js';
import { KsError, attach, outcome, spelled } from './border.js';
import * as check from './checks.js';

export { KsError };

/** Starts the module, given compiled or as its bytes. */
export function initialize(module) {
  try {
    const compiled = module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module);
    const names = WebAssembly.Module.exports(compiled).map(({ name }) => name);
    // Nothing of another module may stay behind.
    if (!names.includes('lintKs') || !names.includes('__wbindgen_start')) throw new TypeError('this is another module');
    attach(wasm.initSync({ module: compiled }).memory);
  } catch (error) {
    const why = typeof module?.then === 'function' ? 'this is a promise; await it first' : error.message;
    throw new KsError('invalid_option', `initialize: give the module of kaltura-ks/ks.wasm, compiled or as its bytes: ${why}`);
  }
  check.start();
}

export const SessionType = Object.freeze({ USER: 0, ADMIN: 2 });

const SESSION = [
  'userId', 'anonymous', 'type', 'expiry', 'expiresAt', 'privileges', 'version', 'masterPartnerId',
  'additionalData', 'now',
];
const OPTIONS = {
  generate: new Set(['secret', 'partnerId', ...SESSION, 'nonce']),
  signer: new Set(['partnerId', 'secret']),
  session: new Set([...SESSION, 'nonce']),
  lint: new Set(['secret', 'partnerId', ...SESSION, 'nonce']),
  lintKs: new Set(['secret', 'now']),
  decode: new Set(['secret', 'maxFields']),
  verify: new Set(['secret', 'partnerId', 'now', 'remoteAddr', 'requestUri', 'required', 'revoked']),
  explain: new Set(['secret', 'now', 'remoteAddr', 'requestUri', 'can']),
  renew: new Set(['secret', 'expiry', 'expiresAt', 'now', 'nonce']),
};

/** A signer of the module, until it is freed. */
class Held {
  #raw;

  constructor({ partnerId, secret }) {
    const id = check.partnerId(partnerId);
    this.#raw = new wasm.Signer(id, ...check.secrets(secret));
  }

  live() {
    if (this.#raw === undefined) throw new KsError('signer_freed', 'this Signer was freed; make a new one');
    return this.#raw;
  }

  free() {
    const raw = this.#raw;
    this.#raw = undefined;
    raw?.free();
  }
}

export class Signer {
  #held;

  constructor(options) {
    this.#held = new Held(check.options(options, OPTIONS.signer, 'new Signer'));
  }

  generate(session) {
    this.#held.live();
    return cross(check.options(session, OPTIONS.session, 'generate'), this.#held);
  }

  generateMany(sessions) {
    this.#held.live();
    return Array.from(check.iterable(sessions, 'sessions', 'sessions'), (session, index) => {
      try {
        return this.generate(session);
      } catch (error) {
        if (error instanceof KsError) error.index = index;
        throw error;
      }
    });
  }

  free() {
    this.#held.free();
  }
}
// As compilers spell it where the platform does not know it yet.
Object.defineProperty(Signer.prototype, Symbol.dispose ?? Symbol.for('Symbol.dispose'), {
  value: Signer.prototype.free,
});

/**
 * Takes a session over: to a held signer for a KS, or without one for advice. In
 * one place, since the order of its parts is all that the module knows of it.
 */
function cross(session, held) {
  const userId = check.text(session.userId, 'userId', 'invalid_user_id');
  const anonymous = check.flag(session.anonymous, 'anonymous');
  const type = check.type(session.type);
  const expiry = check.whole(session.expiry, 'expiry', 'invalid_expiry');
  const expiresAt = check.time(session.expiresAt, 'expiresAt');
  // Read once, as everything: a getter may say something else the next time.
  const { privileges } = session;
  const isText = typeof privileges === 'string';
  const text = isText ? check.text(privileges, 'privileges', 'invalid_privilege') : undefined;
  const [list, counts] = isText ? NOTHING : check.privileges(privileges);
  const version = check.whole(session.version, 'version', 'invalid_version');
  const masterPartnerId = check.whole(session.masterPartnerId, 'masterPartnerId', 'invalid_master_partner_id');
  const data = check.text(session.additionalData, 'additionalData', 'invalid_additional_data');
  const now = check.clock(session.now);
  const nonce = check.nonce(session.nonce);
  if (held === undefined) {
    return wasm.lint(userId, anonymous, type, expiry, expiresAt, text, list, counts, version, masterPartnerId, data, now);
  }
  // Asked only now: reading the session ran what getters it has.
  held.live().generate(userId, anonymous, type, expiry, expiresAt, text, list, counts, version, masterPartnerId, data, now, nonce);
  return outcome();
}
const NOTHING = [];

export function generate(options) {
  const held = new Held(check.options(options, OPTIONS.generate, 'generate'));
  let ks;
  try {
    ks = cross(options, held);
  } catch (error) {
    try {
      held.free();
    } catch {
      // The first error is the one to tell.
    }
    throw error;
  }
  held.free();
  return ks;
}

export function decode(ks, options) {
  const { secret, maxFields } = check.options(options, OPTIONS.decode, 'decode');
  return read(wasm.decode(
    check.ks(ks),
    ...check.secrets(secret),
    check.count(maxFields, 'maxFields'),
  ));
}

export function verify(ks, options) {
  const given = check.options(options, OPTIONS.verify, 'verify');
  return read(wasm.verify(
    check.ks(ks),
    ...check.secrets(given.secret),
    check.partnerId(given.partnerId),
    check.clock(given.now),
    ...request(given),
    check.texts(given.required, 'required'),
    check.callback(given.revoked, 'revoked'),
  ));
}

export function explain(ks, options) {
  const given = check.options(options, OPTIONS.explain, 'explain');
  const explanation = JSON.parse(wasm.explain(
    check.ks(ks),
    ...check.secrets(given.secret),
    check.clock(given.now),
    ...request(given),
    check.texts(given.can, 'can'),
  ));
  explanation.reason = spelled(explanation.reason);
  return freeze(explanation);
}

const request = ({ remoteAddr, requestUri }) => [
  check.text(remoteAddr, 'remoteAddr', 'invalid_remote_addr'),
  check.text(requestUri, 'requestUri', 'invalid_option'),
];

export function inspect(ks) {
  return read(wasm.inspect(check.ks(ks)));
}

export function renew(ks, options) {
  const given = check.options(options, OPTIONS.renew, 'renew');
  return wasm.renew(
    check.ks(ks),
    ...check.secrets(given.secret),
    check.whole(given.expiry, 'expiry', 'invalid_expiry'),
    check.time(given.expiresAt, 'expiresAt'),
    check.clock(given.now),
    check.nonce(given.nonce),
  );
}

/** Advice on a session that is to be made, or on a KS that exists. */
export function lint(subject, options) {
  if (typeof subject === 'string') {
    const { secret, now } = check.options(options, OPTIONS.lintKs, 'lint');
    return read(wasm.lintKs(check.ks(subject), ...check.secrets(secret), check.clock(now)));
  }
  const session = check.options(subject, OPTIONS.lint, 'lint');
  if (options !== undefined) {
    throw new KsError('invalid_option', 'lint: takes one argument for a session; give now beside the others');
  }
  // Advice needs neither; but what is given is of the right type.
  check.secrets(session.secret);
  check.whole(session.partnerId, 'partnerId', 'invalid_partner_id');
  return read(cross(session));
}

export function appTokenHash(ks, token, hashType) {
  return wasm.appTokenHash(
    check.ks(ks),
    check.textNeeded(token, 'token', 'invalid_app_token'),
    check.text(hashType, 'hashType', 'invalid_hash_type'),
  );
}

/** What the core wrote as JSON, frozen to its last leaf. */
const read = (json) => freeze(JSON.parse(json));

function freeze(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) for (const element of value) freeze(element);
  else for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
