import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Azurite } from './azurite.ts';

/** A line to the tables that can be cut. */
export interface Wire {
  /** The tables at its near end. */
  azurite: Azurite;
  cut(): void;
  mend(): void;
  close(): void;
}

/** Lays one to `azurite`. */
export async function startWire(azurite: Azurite): Promise<Wire> {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(azurite.port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  const { port } = server.address() as AddressInfo;
  const connectionString = azurite.connectionString.replace(`:${azurite.port}/`, `:${port}/`);
  return {
    azurite: { ...azurite, port, connectionString },
    cut,
    mend: () => {
      whole = true;
    },
    close() {
      cut();
      server.close();
    },
  };
}
