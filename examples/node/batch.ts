// Generates KSs for many viewers at once, in TypeScript.
//
// npm install kaltura-ks typescript
// npx tsc --module nodenext batch.ts && node batch.js

import { type Decoded, Keyring, KsError, type SessionOptions, SessionType } from 'kaltura-ks';

const secret: string = '0123456789abcdef0123456789abcdef'; // invented
const entries = new Map([['ann@example.com', ['0_abcdefgh']], ['bob@example.com', ['0_abcdefgh', '0_ijklmnop']]]);

const sessions: SessionOptions[] = [...entries].map(([userId, sview]) => ({
  userId,
  type: SessionType.USER,
  expiresAt: new Date(Date.now() + 3_600_000),
  privileges: { sview },
}));

const keyring = new Keyring({ secret });
const signer = keyring.signer(1234567);
try {
  for (const ks of signer.generateMany(sessions)) {
    const { userId, privileges }: Decoded = keyring.decode(ks);
    console.log(userId, privileges.map(({ name, values }) => `${name}: ${values.join(' ')}`).join('; '));
  }
} catch (error) {
  if (!(error instanceof KsError)) throw error;
  console.error(`session ${error.index}: ${error.code}: ${error.message}`);
} finally {
  signer.free();
  keyring.free();
}
