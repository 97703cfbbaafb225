// A web service that signs a KS for each request, so that a page can play what its
// viewer may see and nothing else. The secret stays on the server.
//
// npm install kaltura-ks fastify
// node examples/node/server.mjs

import { fileURLToPath } from 'node:url';

import Fastify from 'fastify';
import { Signer } from 'kaltura-ks';

/** `userOf(request)` is your login; `mayPlay(userId, entryId)` checks your access rights. */
export function build({ signer, userOf, mayPlay }) {
  const app = Fastify();

  app.get('/ks/:entryId', async (request, reply) => {
    const { entryId } = request.params;
    const userId = userOf(request);
    if (!userId) return reply.code(401).send({ error: 'log in first' });
    // A list or a star in the id would grant more than one entry.
    if (!/^[01]_[a-z0-9]+$/.test(entryId)) return reply.code(400).send({ error: 'invalid entry id' });
    if (!mayPlay(userId, entryId)) return reply.code(403).send({ error: 'you cannot play this entry' });
    const ks = signer.generate({ userId, expiry: 3600, privileges: { sview: entryId } });
    return reply.header('cache-control', 'no-store').send({ ks });
  });

  // Input that cannot be signed, such as a user id with a NUL character.
  app.setErrorHandler((error, request, reply) =>
    reply.code(error.name === 'KsError' ? 400 : 500).send({ error: error.code ?? 'internal' }));

  return app;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = ['KALTURA_PARTNER_ID', 'KALTURA_ADMIN_SECRET'].filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`missing in the environment: ${missing.join(', ')}`);
  const signer = new Signer({
    partnerId: process.env.KALTURA_PARTNER_ID,
    secret: process.env.KALTURA_ADMIN_SECRET,
  });
  const app = build({ signer, userOf: (request) => request.headers['x-user'], mayPlay: () => true });
  console.log(await app.listen({ port: 3000 }));
}
