import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems hand out by themselves, so that nobody takes one between the asking and the use. */
const PORTS = { from: 20_000, count: 10_000 };
let next = process.pid;

/** A port of 127.0.0.1 that nobody listens on. */
export async function quietPort(): Promise<number> {
  for (;;) {
    // Far apart, where several processes look for one at the same time.
    next += 1 + Math.floor(Math.random() * 97);
    const port = PORTS.from + (next % PORTS.count);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
