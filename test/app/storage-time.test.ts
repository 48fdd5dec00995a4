import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { until } from '../until.ts';
import { connected } from './real-program.ts';

test('what time it is, the program takes from storage', async () => {
  // It refuses all, so that the program never leads, and asks nobody outside for anything.
  const storage = createServer((_, response) => {
    response.writeHead(403, { date: new Date(Date.UTC(2031, 0, 2)).toUTCString() }).end();
  }).listen(0, '127.0.0.1');
  await once(storage, 'listening');
  const { port } = storage.address() as AddressInfo;

  try {
    await connected(
      async ({ slack }) => {
        slack.user('ada');
        const { seen } = await slack.slash('ada', '/botstatus', '', slack.channel('general'));
        await until(() => seen().length > 0);

        expect(seen().join('\n')).toMatch(/storage away since 2031-01-02 00:0/);
      },
      {
        storage: `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:${port}/a;`,
      },
    );
  } finally {
    storage.closeAllConnections();
    storage.close();
  }
});
