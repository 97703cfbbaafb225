// Properties of the facade over generated inputs: conversions between JavaScript and
// the core are where a binding breaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import * as ks from '../dist/node.mjs';

const secret = '0123456789abcdef0123456789abcdef';
const partnerId = 1234567;
const now = 1_750_000_000;

/** Runs a property. A failure prints the seed and the smallest counterexample. */
const check = (property, numRuns = 2000) => fc.assert(property, { numRuns, includeErrorInReport: true });

/** Returns the result of a job, or its KsError. Any other exception fails the test. */
function outcome(job) {
  try {
    return job();
  } catch (error) {
    if (!(error instanceof ks.KsError)) throw error;
    assert.equal(typeof error.code, 'string');
    assert.ok(!error.message.includes(secret), error.message);
    return error;
  }
}
const isError = (value) => value instanceof ks.KsError;

/** Text with everything that can go wrong: any Unicode, separators, escapes, NUL, lone surrogates. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '0', ';', '|', '&', '=', '%', '+', ' ', '\0', '/', ',', ':', '*', 'é', '\u{1f600}', '\ud800') }),
);
const name = fc.oneof(fc.constantFrom('sview', 'edit', 'list', 'setrole', 'privacycontext', 'iprestrict', 'urirestrict', 'x'), fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/));
const value = fc.oneof(fc.stringMatching(/^[0-9a-z_]{1,10}$/), fc.constant('*'), text);

const session = fc.record(
  {
    userId: text,
    type: fc.constantFrom(0, 2),
    expiry: fc.integer({ min: 1, max: 2 ** 31 }),
    privileges: fc.oneof(text, fc.dictionary(name, fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.constant(true)), { maxKeys: 4 })),
    version: fc.constantFrom(1, 2),
    masterPartnerId: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    additionalData: text,
  },
  { requiredKeys: ['userId'] },
);

test('what generate accepts, verify and decode return', () => {
  let accepted = 0;
  check(
    fc.property(session, (options) => {
      const made = outcome(() => ks.generate({ ...options, secret, partnerId, now }));
      if (isError(made)) return;
      accepted++;
      const decoded = ks.decode(made, { secret });
      assert.equal(decoded.isCanonical, true);
      assert.equal(decoded.userId, options.userId);
      assert.equal(decoded.type, options.type ?? 0);
      assert.equal(decoded.version, options.version ?? 2);
      assert.equal(decoded.expiresAt, now + (options.expiry ?? 86400));
      assert.equal(decoded.masterPartnerId, options.masterPartnerId ?? null);
      assert.equal(decoded.additionalData ?? '', options.additionalData ?? '');
      // The privileges that were read are accepted again, and are the same. Only a text can have empty values.
      const { privileges, version } = decoded;
      const again = outcome(() => ks.generate({ userId: 'u', privileges, version, secret, partnerId, now }));
      if (isError(again)) assert.ok(privileges.some(({ values }) => values.includes('')), again.message);
      else assert.deepEqual(ks.decode(again, { secret }).privileges, privileges);
      const verified = outcome(() => ks.verify(made, { secret, partnerId, now }));
      if (isError(verified)) {
        // Restrictions need an address or a URI, and some privileges make every call fail.
        assert.match(verified.code, /^(missing_|invalid_actions_limit|invalid_role|restricted_)/);
      } else {
        // `isAnonymous` of `verify` is stricter than the server's own rule.
        assert.ok(verified.isAnonymous || !decoded.isAnonymous);
        // The server reads `all:*` as `*`; the session that was signed has `all:*`.
        const { isAnonymous, privilegesText, ...fields } = verified;
        assert.equal(privilegesText.replace(/^all:\*$/, '*'), decoded.privilegesText.replace(/^all:\*$/, '*'));
        for (const [field, value] of Object.entries(fields)) assert.deepEqual(value, decoded[field], field);
      }
    }),
  );
  assert.ok(accepted > 200, `only ${accepted} sessions were accepted`);
});

test('any value of any option is accepted or rejected with a KsError', () => {
  const options = ['userId', 'anonymous', 'type', 'expiry', 'expiresAt', 'privileges', 'version', 'masterPartnerId', 'additionalData', 'now', 'nonce', 'secret', 'partnerId'];
  const anything = fc.oneof(
    fc.anything({ withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true, withSparseArray: true, maxDepth: 3 }),
    fc.double(),
    text,
  );
  const signer = new ks.Signer({ secret, partnerId });
  const before = signer.generate({ userId: 'u', now, nonce: '00'.repeat(16) });
  check(
    fc.property(fc.constantFrom(...options), anything, (option, value) => {
      const given = { userId: 'u', now, secret, partnerId, [option]: value };
      const made = outcome(() => ks.generate(given));
      assert.ok(isError(made) || typeof made === 'string');
      outcome(() => ks.lint(given));
      if (isError(made)) return;
      // Nothing was converted on the way.
      const decoded = ks.decode(made, { secret: option === 'secret' ? value : secret });
      if (option === 'userId') assert.equal(decoded.userId, value);
      if (option === 'partnerId') assert.equal(decoded.partnerId, Number(value) + 0);
      if (option === 'expiry' && value != null) assert.equal(decoded.expiresAt, now + value);
    }),
    4000,
  );
  assert.equal(signer.generate({ userId: 'u', now, nonce: '00'.repeat(16) }), before);
  signer.free();
});

test('any arguments of the reading functions are accepted or rejected with a KsError', () => {
  const made = ks.generate({ userId: 'u', privileges: 'sview:0_a', secret, partnerId, now });
  const ksText = fc.oneof(fc.constant(made), text, fc.anything(), fc.nat(made.length).map((at) => made.slice(0, at) + 'A' + made.slice(at + 1)));
  const request = fc.record({ now: fc.anything(), remoteAddr: fc.oneof(text, fc.anything()), requestUri: fc.oneof(text, fc.anything()), required: fc.oneof(fc.array(text), fc.anything()) }, { requiredKeys: [] });
  const keyring = new ks.Keyring({ secret });
  check(
    fc.property(ksText, request, (given, { required, now: clock, ...rest }) => {
      // The system clock may tick between two calls.
      const options = { ...rest, now: clock ?? now };
      const byFunction = outcome(() => ks.verify(given, { ...options, required, secret, partnerId }));
      const byKeyring = outcome(() => keyring.verify(given, { ...options, required, partnerId }));
      assert.deepEqual(byKeyring, byFunction);
      assert.deepEqual(outcome(() => keyring.decode(given)), outcome(() => ks.decode(given, { secret })));
      assert.deepEqual(outcome(() => keyring.explain(given, { ...options, can: required })), outcome(() => ks.explain(given, { ...options, can: required, secret })));
      for (const job of [() => ks.inspect(given), () => ks.find(given), () => keyring.lint(given), () => ks.appTokenHash(given, 'token')]) outcome(job);
    }),
  );
  keyring.free();
});

test('find returns the place of a KS in any text', () => {
  const made = ks.generate({ userId: 'ü', secret, partnerId, now });
  // A character that no KS has, so that the text around it does not extend the KS.
  check(
    fc.property(text, text, (before, after) => {
      const whole = `${before.replace(/djJ8|[A-Za-z0-9+/=_-]{40,}/g, '')}\u00a7${made}\u00a7${after}`;
      const found = ks.find(whole);
      assert.equal(found.ks, made);
      assert.equal(whole.slice(found.start, found.end), made);
    }),
  );
});
