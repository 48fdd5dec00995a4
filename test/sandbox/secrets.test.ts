import { expect, test } from '@jest/globals';
import { startStatuspage } from '../standins/platforms/statuspage.ts';
import { quietPort } from '../standins/quiet-port.ts';
import { startSendgrid } from '../standins/sendgrid/index.ts';
import { startX } from '../standins/x/index.ts';
import { until } from '../until.ts';
import { ready } from './ready.ts';
import { startWorld } from './world.ts';

const METRICS_TOKEN = 'made-up-for-whoever-asks-for-metrics';
const MAIL = {
  SENDGRID_API_KEY: 'SG.made-up-for-the-mails',
  SENDGRID_SENDER_EMAIL: 'outages@example.com',
  ESCALATE_EMAILS: 'ada@example.com',
};
const SOCIAL = {
  STATUSPAGE_PAGE_ID: 'jb7j80lkgqvb',
  TWITTER_CONSUMER_KEY: 'made-up-consumer-key',
  TWITTER_CONSUMER_SECRET: 'made-up-consumer-secret',
  TWITTER_ACCESS_TOKEN: '2244994945-made-up-access-token',
  TWITTER_ACCESS_TOKEN_SECRET: 'made-up-access-token-secret',
};
const SECRETS = [
  METRICS_TOKEN,
  MAIL.SENDGRID_API_KEY,
  SOCIAL.TWITTER_CONSUMER_KEY,
  SOCIAL.TWITTER_CONSUMER_SECRET,
  SOCIAL.TWITTER_ACCESS_TOKEN,
  SOCIAL.TWITTER_ACCESS_TOKEN_SECRET,
];

test('no output of a whole run holds a secret, failures of every side included', async () => {
  const world = await startWorld({ speed: 60 });
  const port = String(await quietPort());
  const { clock } = world;
  const sendgrid = await startSendgrid({
    key: MAIL.SENDGRID_API_KEY,
    sender: MAIL.SENDGRID_SENDER_EMAIL,
    clock,
  });
  const x = await startX({
    clock,
    keys: {
      consumerKey: SOCIAL.TWITTER_CONSUMER_KEY,
      consumerSecret: SOCIAL.TWITTER_CONSUMER_SECRET,
      accessToken: SOCIAL.TWITTER_ACCESS_TOKEN,
      accessTokenSecret: SOCIAL.TWITTER_ACCESS_TOKEN_SECRET,
    },
  });
  const ours = await startStatuspage({ clock, pageId: SOCIAL.STATUSPAGE_PAGE_ID, name: 'Contoso' });
  try {
    const app = await world.startApp({
      env: { LOG_LEVEL: 'trace', METRICS_TOKEN, PORT: port, ...MAIL, ...SOCIAL },
      hosts: {
        'https://api.sendgrid.com': sendgrid.origin,
        'https://api.x.com': x.origin,
        [`https://${SOCIAL.STATUSPAGE_PAGE_ID}.statuspage.io`]: ours.origin,
        // Nobody's door: the addresses that ship with the product do.
        'https://ip-ranges.atlassian.com': x.origin,
      },
    });
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

    // SendGrid and X repeat what they refuse, then break the line.
    await until(() => log.includes('at the first look is not posted'));
    sendgrid.break('echo');
    x.break({ status: 401, body: { detail: `Not accepted: ${SECRETS.join(' ')}` } }, 1);
    ours.open({ name: 'Logins fail', body: 'We look into it.' });
    world.github.open({ name: 'Git is slow', impact: 'major', body: 'Looking.' });
    await until(() => slack.roots(channel).length === 1);
    await until(() => log.includes('A mail was not sent') && log.includes('Posts are kept from X'));
    sendgrid.break('reset');
    x.break('reset');
    await until(() => log.includes('SendGrid cannot be reached') && log.includes('"result":"lost"'));
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
    expect(log).toMatch(/SendGrid [^"]*Not accepted: Bearer \[secret\]/);
    expect(log).toMatch(/X answered 401: Not accepted: \[secret\]/);
    for (const secret of [...world.secrets, ...SECRETS]) {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(`:${secret}`).toString('base64')];
      for (const form of forms) expect(output.includes(form)).toBe(false);
    }
  } finally {
    await Promise.all([world.close(), sendgrid.close(), x.close(), ours.close()]);
  }
});
