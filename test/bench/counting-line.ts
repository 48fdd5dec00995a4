import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a page on which bytes are counted. */
export interface CountingLine {
  origin: string;
  /** Bytes both ways, since it was asked last. */
  bytes(): { asked: number; answered: number };
  close(): void;
}

/** Lays one to an origin on 127.0.0.1. */
export async function countBytes(to: string): Promise<CountingLine> {
  const { port: farPort } = new URL(to);
  const sockets = new Set<Socket>();
  let [asked, answered] = [0, 0];
  const server = createServer((near) => {
    const far = connect(Number(farPort), '127.0.0.1');
    near.on('data', (chunk) => {
      asked += chunk.length;
    });
    far.on('data', (chunk) => {
      answered += chunk.length;
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes() {
      const counted = { asked, answered };
      [asked, answered] = [0, 0];
      return counted;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
