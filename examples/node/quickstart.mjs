// The example program of every language: generate a KS for a viewer, inspect it
// without the secret, decode it, and verify it in a service.
//
// npm install kaltura-ks
// node examples/node/quickstart.mjs

import { decode, inspect, KsError, Signer, verify } from 'kaltura-ks';

const partnerId = 1234567;
// The fallback is an invented secret. A real one comes from the environment or a vault.
const secret = process.env.KALTURA_ADMIN_SECRET ?? '0123456789abcdef0123456789abcdef';

// A USER session that can play one entry for four hours.
const signer = new Signer({ partnerId, secret });
const ks = signer.generate({
  userId: 'ann@example.com',
  expiry: 4 * 3600,
  privileges: { sview: '0_abcdefgh', privacycontext: 'portal' },
});
console.log('KS       ', ks);

// Without the secret only the partner is visible, and nothing is verified.
const unverified = inspect(ks);
console.log('inspect  ', `v${unverified.version} of partner ${unverified.partnerText}`);

// With the secret, every field as the server sees it.
const decoded = decode(ks, { secret });
console.log('decode   ', decoded.userId, 'until', new Date(decoded.expiresAt * 1000).toISOString());

// A service accepts the KS only for what it grants.
const { sessionHash } = verify(ks, { secret, partnerId, required: ['sview:0_abcdefgh'] });
console.log('verify   ', 'session', sessionHash);
try {
  verify(ks, { secret, partnerId, required: ['sview:0_zzzzzzzz'] });
} catch (error) {
  if (!(error instanceof KsError)) throw error;
  console.log('rejected ', `${error.code}: ${error.message}`);
}

// The same content with a new expiry.
console.log('renewed  ', signer.renew(ks, { expiry: 5 * 3600 }));
