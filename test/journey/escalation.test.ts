import { beforeEach, describe, expect, test } from '@jest/globals';
import { escalated, type Rig } from '../rig.ts';
import type { SendgridStandin } from '../standins/sendgrid/index.ts';
import { dies, stopsAt } from './ticket-hands.ts';
import {
  allClears,
  FEW,
  losesLead,
  notices,
  replyTexts,
  rootTexts,
  theRoot,
  types,
  useRig,
} from './use-rig.ts';

const world = useRig({ watched: FEW });
const [ADA, BERT] = escalated;
let sendgrid: SendgridStandin;

beforeEach(async () => {
  world.rig.slack.user('ada');
  sendgrid = await world.rig.startSendgrid();
});

/** GitHub is watched by one copy of the bot. */
async function watched(options: Parameters<Rig['start']>[0] = {}) {
  const { rig } = world;
  const bot = await rig.start(options);
  await rig.pass(2);
  return { rig, bot };
}

function opens({ github }: Rig, impact: 'minor' | 'major' | 'critical' = 'major', name = 'Git is slow') {
  return github.open({ name, impact, components: ['Git Operations'], body: 'We are looking into it.' });
}

/** The first line of each mail that somebody got. */
function firstLines(to = ADA): string[] {
  return sendgrid.mails.filter((mail) => mail.to === to).map(({ text }) => text.split('\n')[0] ?? '');
}

async function acknowledges(rig: Rig): Promise<void> {
  const [event] = await rig.open();
  await rig.slack.click('ada', theRoot(rig), `acknowledge:${event?.id}`);
  await rig.rest();
}

describe('the mails of an outage', () => {
  test('one when it opens and one when it ends, in one thread, to each address', async () => {
    const { rig } = await watched();
    const incident = opens(rig);
    await rig.pass(2);
    const [event] = await rig.open();
    incident.resolve('Fixed.');
    await rig.pass(3);

    expect(firstLines(ADA)).toEqual([
      expect.stringMatching(/^GitHub has a major outage\./),
      expect.stringMatching(/^The outage of GitHub has ended: resolved after 2 min\./),
    ]);
    expect(firstLines(BERT)).toEqual(firstLines(ADA));
    const [opened, ended] = sendgrid.mails.filter(({ to }) => to === ADA);
    expect(opened?.subject).toBe(`[Outage] GitHub: Git is slow (${event?.id})`);
    expect(ended?.subject).toBe(opened?.subject);
    expect(ended?.headers['In-Reply-To']).toBe(opened?.headers['Message-ID']);
    expect(await rig.open()).toEqual([]);
  });

  test('the first one links to the message, and what the platform says stands in it', async () => {
    const { rig } = await watched();
    const incident = opens(rig);

    await rig.pass(2);

    const { ts } = theRoot(rig);
    expect(sendgrid.mails[0]?.text).toContain(`/archives/${rig.channel}/p${ts.replace('.', '')}`);
    expect(sendgrid.mails[0]?.text).toContain(`https://www.githubstatus.com/incidents/${incident.id}`);
    expect(sendgrid.mails[0]?.text).toContain('> We are looking into it.');
  });

  test('acknowledged in time: no second one', async () => {
    const { rig } = await watched();
    opens(rig);
    await rig.pass(2);

    await acknowledges(rig);
    await rig.pass(40);

    expect(firstLines()).toHaveLength(1);
  });

  test('not acknowledged: one more after the time that was set, and no third', async () => {
    const { rig } = await watched({ env: { ESCALATE_AFTER_MINUTES: '5' } });
    opens(rig);
    await rig.pass(4);
    const before = firstLines();

    await rig.pass(15);

    expect(before).toHaveLength(1);
    expect(firstLines().slice(1)).toEqual([
      expect.stringMatching(/^Nobody has acknowledged the major outage of GitHub for 5 min\./),
    ]);
  });

  test('it gets bad, is acknowledged, gets worse: each is mailed, and the first thread goes on', async () => {
    const { rig } = await watched();
    const incident = opens(rig, 'minor');
    await rig.pass(3);
    const minor = firstLines();
    incident.update({ impact: 'major', body: 'Worse.' });
    await rig.pass(2);
    await acknowledges(rig);

    incident.update({ impact: 'critical', body: 'Even worse.' });
    await rig.pass(2);

    expect(minor).toEqual([]);
    expect(firstLines()).toEqual([
      expect.stringMatching(/got worse: it is major now/),
      expect.stringMatching(/got worse: it is critical now/),
    ]);
    expect(new Set(sendgrid.mails.map(({ subject }) => subject)).size).toBe(1);
  });

  test('open again after its end: mailed as such, and its second end as well', async () => {
    const { rig } = await watched();
    const incident = opens(rig);
    await rig.pass(2);
    incident.resolve('Fixed.');
    await rig.pass(3);
    incident.reopen('It is back.');
    await rig.pass(2);
    incident.resolve('Fixed for good.');
    await rig.pass(3);

    expect(firstLines().map((line) => /has a|has ended|open again/.exec(line)?.[0])).toEqual([
      'has a',
      'has ended',
      'open again',
      'has ended',
    ]);
  });
});

describe('what is never mailed', () => {
  test('an outage below the floor, also when it ends', async () => {
    const { rig } = await watched();
    const incident = opens(rig, 'minor');
    await rig.pass(2);
    incident.resolve('Fixed.');
    await rig.pass(3);

    expect(rootTexts(rig)).toHaveLength(1);
    expect(sendgrid.requests).toEqual([]);
  });

  test('test mode, from its first look to its last', async () => {
    const { rig } = await watched();

    await types(rig, '/testmodeon', '20', /Test mode is on/);
    await rig.pass(75);

    expect(rootTexts(rig)).toHaveLength(FEW.length);
    expect(sendgrid.requests).toEqual([]);
  });
});

describe('when things break', () => {
  test('Slack away for ten minutes while two outages open: mails at once, then one root each', async () => {
    const { rig } = await watched();
    await rig.slack.down(true);
    opens(rig, 'major', 'First');
    const second = opens(rig, 'critical', 'Second');

    await rig.pass(2);
    const mailed = sendgrid.mails.map(({ to, subject }) => `${to} ${subject.replace(/ \(.*/, '')}`).sort();
    second.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(8);
    const rootsBefore = rootTexts(rig);
    await rig.slack.down(false);
    await rig.pass(3);

    expect(mailed).toEqual([
      'ada@example.com [Outage] GitHub: First',
      'ada@example.com [Outage] GitHub: Second',
      'bert@example.com [Outage] GitHub: First',
      'bert@example.com [Outage] GitHub: Second',
    ]);
    expect(rootsBefore).toEqual([]);
    expect(rootTexts(rig).sort()).toEqual([
      expect.stringMatching(/Critical, identified .*Second.*Found it\./s),
      expect.stringMatching(/Major, investigating .*First/),
    ]);
    expect(sendgrid.mails).toHaveLength(4);
  });

  test('died between sending and writing down: the next copy sends it again, under the same id', async () => {
    const stop = stopsAt('mail sent');
    const { rig, bot } = await watched({ crashpoint: stop.crashpoint });
    opens(rig);
    await rig.pass(1);
    await dies(rig, bot);

    await rig.start();
    await rig.pass(3);

    expect(stop.stopped()).toBe(true);
    expect(firstLines(ADA)).toHaveLength(2);
    expect(new Set(sendgrid.mails.map(({ headers }) => headers['Message-ID'])).size).toBe(1);
    expect(firstLines(BERT)).toHaveLength(1);
  });

  test('died before sending: sent once by the next copy', async () => {
    const stop = stopsAt('mail claimed');
    const { rig, bot } = await watched({ crashpoint: stop.crashpoint });
    opens(rig);
    await rig.pass(1);
    await dies(rig, bot);

    await rig.start();
    await rig.pass(3);

    expect(stop.stopped()).toBe(true);
    expect(firstLines(ADA)).toHaveLength(1);
    expect(firstLines(BERT)).toHaveLength(1);
  });

  test('two copies double nothing', async () => {
    const { rig } = await watched({ env: { ESCALATE_AFTER_MINUTES: '5' } });
    await rig.start({ env: { ESCALATE_AFTER_MINUTES: '5' } });
    const incident = opens(rig);
    await rig.pass(10);
    incident.resolve('Fixed.');
    await rig.pass(3);

    for (const address of escalated) expect(firstLines(address)).toHaveLength(3);
  });

  test('an ended event stays in the open table until its last mail is out', async () => {
    const { rig } = await watched();
    const incident = opens(rig);
    await rig.pass(2);
    sendgrid.break(503);
    incident.resolve('Fixed.');
    await rig.pass(5);
    const held = await rig.open();
    sendgrid.mend();

    await rig.pass(6);

    expect(held.map(({ ending }) => ending?.how)).toEqual(['resolved']);
    expect(replyTexts(rig).join()).toContain('Resolved');
    expect(await rig.open()).toEqual([]);
    expect(firstLines()).toHaveLength(2);
  });

  test('a refused key: operators and /botstatus say so, once, and when it works again', async () => {
    const { rig } = await watched();
    sendgrid.setKey('SG.another');
    opens(rig);
    await rig.pass(8);
    const told = notices(rig);
    const status = await types(rig, '/botstatus', '', /not well/);
    sendgrid.setKey('SG.key-which-nobody-may-see');
    await rig.pass(8);

    expect(told).toEqual([expect.stringMatching(/not mailed to everybody.*SENDGRID_API_KEY/s)]);
    expect(status).toMatch(/E-mail: SendGrid does not accept the bot's key.*1 event waiting to be mailed/s);
    expect(allClears(rig)).toEqual([expect.stringMatching(/Outages are mailed again/)]);
    expect(firstLines()).toHaveLength(1);
  });

  test('a key that SendGrid repeats reaches neither operators nor whoever asks how the bot is', async () => {
    const token = 'm'.repeat(64);
    const { rig, bot } = await watched({ env: { METRICS_TOKEN: token } });
    sendgrid.break('echo');
    opens(rig);
    await rig.pass(3);

    const headers = { authorization: `Bearer ${token}` };
    const health = await fetch(`http://127.0.0.1:${bot.port}/healthz`, { headers });
    const heard = [...notices(rig), await types(rig, '/botstatus', '', /not well/), await health.text()];

    for (const words of heard) expect(words).toMatch(/It says: Not accepted: Bearer \[secret\]/);
    expect(heard).toHaveLength(3);
    expect(heard.join()).not.toContain('SG.key');
  });

  test('a copy that was refused and leads no longer finds out by itself that it is let in again', async () => {
    const { rig } = await watched();
    sendgrid.setKey('SG.another');
    const incident = opens(rig);
    await rig.pass(2);
    incident.resolve('Fixed.');
    await rig.pass(3);
    await losesLead(rig, 1);
    const refused = await types(rig, '/botstatus', '', /another copy looks/);
    sendgrid.setKey('SG.key-which-nobody-may-see');

    await losesLead(rig, 4);

    expect(refused).toMatch(/E-mail: SendGrid does not accept the bot's key/);
    expect(await types(rig, '/botstatus', '', /another copy looks/)).not.toContain('E-mail: SendGrid');
  });

  test('a refused key that is mended after the outage: operators hear of it all the same', async () => {
    const { rig } = await watched();
    sendgrid.setKey('SG.another');
    const incident = opens(rig);
    await rig.pass(2);
    incident.resolve('Fixed.');
    await rig.pass(6);
    sendgrid.setKey('SG.key-which-nobody-may-see');

    await rig.pass(8);

    expect(allClears(rig)).toEqual([expect.stringMatching(/Outages are mailed again/)]);
    expect(sendgrid.mails).toEqual([]);
    expect(await rig.open()).toEqual([]);
  });
});
