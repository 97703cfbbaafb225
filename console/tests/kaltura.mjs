// A small stand-in for Kaltura's API on this machine, for the code samples: session.start and session.get.

import { createServer } from 'node:http';
import { generate } from 'kaltura-ks';
import { source } from './support.mjs';

/** Starts it. `calls` holds the parameters of every call, in order. */
export async function startKaltura(secret) {
  const { success, failure, missingParameter, wrongSecret } = await source('answer.ts');
  const calls = [];
  const formats = { 1: 'json', 2: 'xml', 3: 'php', 9: 'jsonp' };

  function answer(action, parameters) {
    const format = formats[parameters.format ?? 2];
    if (action === 'get') return JSON.stringify({ objectType: 'KalturaSessionInfo', ks: parameters.ks });
    if (!parameters.secret) return failure(missingParameter('secret'), format, 'cb');
    if (parameters.secret !== secret) return failure(wrongSecret(String(parameters.partnerId)), format, 'cb');
    const ks = generate({
      secret,
      partnerId: Number(parameters.partnerId),
      ...(parameters.userId ? { userId: parameters.userId } : { anonymous: true }),
      type: Number(parameters.type ?? 0),
      expiry: Number(parameters.expiry ?? 86400),
      ...(parameters.privileges ? { privileges: parameters.privileges } : {}),
    });
    return success(ks, format, 'cb');
  }

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const parameters = { ...Object.fromEntries(searchParams), ...(await body(Buffer.concat(chunks), request.headers['content-type'] ?? '')) };
    const action = /action\/(\w+)/.exec(pathname)?.[1] ?? parameters.action;
    // Each program calls below a folder of its own, so that its calls can be told apart.
    calls.push({ program: pathname.split('/')[1], action, ...parameters });
    // As Kaltura: the status is 200 for errors too.
    response.end(answer(action, parameters));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}`, calls, stop: () => server.close() };
}

/** The parameters of a request, whichever of the three ways a client sends them. */
async function body(bytes, type) {
  if (bytes.length === 0) return {};
  if (type.includes('json')) return JSON.parse(bytes.toString());
  const form = await new Response(bytes, { headers: { 'Content-Type': type } }).formData();
  return Object.fromEntries([...form].map(([name, value]) => [name, typeof value === 'string' ? value : '']));
}
