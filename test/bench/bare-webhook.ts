import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from './serve.ts';

/** Reads and parses what it is sent, and nothing else. */
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  JSON.parse(Buffer.concat(chunks).toString());
  response.writeHead(200).end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

serve({ port: () => (server.address() as AddressInfo).port });
