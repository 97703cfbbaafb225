// The story of every example: make a KS for a viewer, look at it without the
// secret, open it, and accept it in a service.
//
// npm install kaltura-ks
// node examples/node/story.mjs

import { decode, inspect, KsError, renew, Signer, verify } from 'kaltura-ks';

const partnerId = 1234567;
// An invented secret; a real one comes from the environment or a vault.
const secret = process.env.KALTURA_ADMIN_SECRET ?? '0123456789abcdef0123456789abcdef';

// A USER session that plays one entry for four hours.
const signer = new Signer({ partnerId, secret });
const ks = signer.generate({
  userId: 'ann@example.com',
  expiry: 4 * 3600,
  privileges: { sview: '0_abcdefgh', privacycontext: 'portal' },
});
console.log('KS       ', ks);

// Without the secret only the partner shows, and nothing is verified.
const seen = inspect(ks);
console.log('inspect  ', `v${seen.version} of partner ${seen.partnerText}`);

// With it, every field as the server sees it.
const decoded = decode(ks, { secret });
console.log('decode   ', decoded.userId, 'until', new Date(decoded.expiresAt * 1000).toISOString());

// A service accepts it only for what it is meant for.
const { sessionHash } = verify(ks, { secret, partnerId, required: ['sview:0_abcdefgh'] });
console.log('verify   ', 'session', sessionHash);
try {
  verify(ks, { secret, partnerId, required: ['sview:0_zzzzzzzz'] });
} catch (error) {
  if (!(error instanceof KsError)) throw error;
  console.log('refused  ', `${error.code}: ${error.message}`);
}

// The same content with an hour more.
console.log('renewed  ', renew(ks, { secret, expiry: 5 * 3600 }));
