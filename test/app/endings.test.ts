import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { quietPort } from '../standins/quiet-port.ts';
import { until } from '../until.ts';
import { connected, started } from './real-program.ts';

test.concurrent('SIGTERM lets an answer that is under way come, and ends the process with 0', () =>
  connected(async ({ slack, exited, signal, stderr }) => {
    slack.user('ada');
    const asked = await slack.slash('ada', '/listevents', '', slack.channel('general'));
    signal('SIGTERM');
    const code = await exited;

    expect(asked.acked).toBe(true);
    expect(asked.seen().join('\n')).toMatch(/storage does not answer/);
    expect({ code, stderr: stderr() }).toEqual({ code: 0, stderr: '' });
    expect(slack.sockets.live()).toBe(0);
  }));

test.concurrent('an app token that Slack does not take ends the process, which says what to do', () =>
  started(
    async ({ exited, stderr }) => {
      const code = await exited;

      expect(code).toBe(1);
      expect(stderr()).toMatch(
        /Outage Bot cannot go on.*refuses the app-level token: invalid_auth\. Check SLACK_APP_TOKEN/,
      );
    },
    { prepare: (slack) => slack.tokens.revoke('app', 'invalid_auth') },
  ));

test.concurrent('a moment in which Slack refuses a token that has worked ends nothing', () =>
  connected(async ({ slack, exited, signal, stderr }) => {
    const refusal = slack.faults.add({
      method: 'apps.connections.open',
      how: { error: 'invalid_auth' },
      times: 2,
    });
    slack.sockets.cut();
    await until(() => refusal.hits === 2 && slack.sockets.live() === 2);
    signal('SIGTERM');

    expect({ code: await exited, stderr: stderr() }).toEqual({ code: 0, stderr: '' });
  }));

test.concurrent('a port that is taken ends the process with one line, which says what to do', async () => {
  const other = createServer().listen(await quietPort());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    await started(
      async ({ exited, stderr }) => {
        const code = await exited;

        expect(code).toBe(1);
        const [line = '', ...more] = stderr().trim().split('\n');
        expect(more).toEqual([]);
        expect(JSON.parse(line)).toMatchObject({
          msg: 'Outage Bot cannot start',
          message: `PORT ${port} is taken by another program: stop that one, or set another PORT.`,
        });
      },
      { port },
    );
  } finally {
    other.close();
  }
});
