import { expect, test } from '@jest/globals';
import { quietPort } from '../standins/quiet-port.ts';
import { until } from '../until.ts';
import { ready } from './ready.ts';
import { startWorld } from './world.ts';

const METRICS_TOKEN = 'made-up-for-whoever-asks-for-metrics';

test('no output of a whole run holds a secret, failures of every side included', async () => {
  const world = await startWorld({ speed: 60 });
  const port = String(await quietPort());
  try {
    const app = await world.startApp({ env: { LOG_LEVEL: 'trace', METRICS_TOKEN, PORT: port } });
    await ready(world, app);
    const { slack, channel, boards } = world;
    let log = app.log();
    app.onLog((piece) => {
      log += piece;
    });
    const answers: string[] = [];
    const ask = async (path: string) => {
      const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
      answers.push(await (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).text());
    };

    world.github.open({ name: 'Git is slow', impact: 'major', body: 'Looking.' });
    await until(() => slack.roots(channel).length === 1);
    // Azure DevOps refuses the token, Microsoft 365 the login, a page answers nonsense.
    boards.setPat('another-one');
    await slack.slash('ada', '/createticket', '', channel);
    world.m365.page.break(401);
    world.azure.page.break(403);
    world.retool.page.break('html');
    slack.faults.add({ method: 'chat.update', how: 'reset', times: 3 });
    slack.faults.add({ method: 'chat.postMessage', how: { status: 500 }, times: 3 });
    world.github.open({ name: 'Another one', impact: 'minor', body: 'Looking.' });
    await until(() => /cannot be read|could say nothing/.test(log) && slack.roots(channel).length === 2);
    await ask('/healthz');
    await ask('/metrics');
    // Then storage, Slack's tokens, and Slack itself.
    await world.azurite.stop();
    await until(() => /could not be (stored|read|given|renewed)/.test(log));
    slack.tokens.revoke('bot', 'invalid_auth');
    slack.tokens.revoke('app', 'invalid_auth');
    slack.sockets.cut();
    await until(() => log.includes('invalid_auth'));
    await app.stop();

    const told = slack.calls.map(({ args }) => JSON.stringify(args));
    const output = [log, ...answers, ...told].join('\n');
    expect(log.length).toBeGreaterThan(10_000);
    for (const secret of [...world.secrets, METRICS_TOKEN]) {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(`:${secret}`).toString('base64')];
      for (const form of forms) expect(output.includes(form)).toBe(false);
    }
  } finally {
    await world.close();
  }
});
