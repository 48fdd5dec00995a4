import { expect, test } from '@jest/globals';
import type { Running } from '../../app/start.ts';
import type { Rig } from '../rig.ts';
import { createsTicket, dies, opensForm, stopsAt, theItem, ticketScene } from './ticket-hands.ts';
import { FEW, notices, theRootText, types, useRig } from './use-rig.ts';
import { useWays } from './ways.ts';

const world = useRig({ watched: FEW });
const { cuttable } = useWays();

const AHEAD_MS = 5 * 60 * 60_000;

/** Enough for the next copy's lead, three minutes of patience, and what is to be done then. */
const SOON = 6;

/** For a copy whose clock is hours ahead, and which comes to a stop for ever at this point. */
async function doomed(rig: Rig, point: string) {
  const stop = stopsAt(point);
  const { way, env } = await cuttable(rig);
  return {
    options: { env, aheadMs: AHEAD_MS, crashpoint: stop.crashpoint },
    /** Nothing is heard of it any more: not even that it gives up the lease. */
    async ends(bot: Running) {
      expect(stop.stopped()).toBe(true);
      way.away(true);
      await dies(rig, bot);
    },
    stopped: stop.stopped,
  };
}

test.each(['claimed', 'root posted', 'replied'])(
  'what a copy whose clock is hours ahead has in hand when it dies at “%s” is told within minutes, once, and ends',
  async (point) => {
    const { rig } = world;
    const { options, ends } = await doomed(rig, point);
    const bot = await rig.start(options);
    const incident = rig.github.open({ name: 'Pushes fail', impact: 'minor', body: 'We are looking.' });
    await rig.pass(1.5);
    incident.update({ body: 'We know why.' });
    await rig.pass(1);
    await ends(bot);

    await rig.start();
    await rig.pass(SOON);

    expect(theRootText(rig)).toMatch(/Pushes fail.*We know why\./s);
    const [event] = await rig.open();
    expect(event?.announcements).toEqual([expect.not.objectContaining({ claim: expect.anything() })]);

    incident.resolve('All is well.');
    await rig.pass(3);
    expect(theRootText(rig)).toMatch(/Resolved after.*All is well\./s);
    expect(await rig.open()).toEqual([]);
  },
);

test.each(['mail claimed', 'mail sent'])(
  'a mail that a copy whose clock is hours ahead has in hand when it dies at “%s” is sent within minutes',
  async (point) => {
    const { rig } = world;
    const { options, ends } = await doomed(rig, point);
    const sendgrid = await rig.startSendgrid();
    const bot = await rig.start(options);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(1.5);
    await ends(bot);

    await rig.start();
    await rig.pass(SOON);

    expect(new Set(sendgrid.mails.map(({ to }) => to)).size).toBe(2);
  },
);

test.each([
  ['ticket claimed', 0],
  ['ticket created', 1],
] as const)(
  'a ticket that a copy whose clock is hours ahead is making when it dies at “%s” keeps nobody from one',
  async (point, made) => {
    const { rig } = world;
    const { options, ends } = await doomed(rig, point);
    const scene = await ticketScene(rig, options);
    await opensForm(scene);
    const submitting = rig.slack.submit('ada');
    await rig.pass(0.1);
    await submitting;
    await ends(scene.bot);

    const bot = await rig.start();
    await rig.pass(2 * SOON);
    if (made === 0) await createsTicket({ ...scene, bot });

    expect(theItem(scene).id).toBe(1);
    expect((await rig.open())[0]?.ticket?.id).toBe(1);
  },
);

test('a notice that a copy whose clock is hours ahead is giving when it dies is given within minutes, once', async () => {
  const { rig } = world;
  const { options, ends, stopped } = await doomed(rig, 'claimed');
  const bot = await rig.start(options);
  rig.github.break(503);
  for (let minutes = 0; minutes < 30 && !stopped(); minutes += 1) await rig.pass(1);
  await ends(bot);

  await rig.start();
  await rig.pass(SOON);

  expect(notices(rig)).toEqual([expect.stringMatching(/GitHub/)]);
});

test('what a copy whose clock is hours ahead says of its looks is not believed', async () => {
  const { rig } = world;
  const { way, env } = await cuttable(rig);
  const bot = await rig.start({ env, aheadMs: AHEAD_MS });
  await rig.pass(2);
  rig.github.break(503);
  rig.snowflake.break(503);
  await rig.pass(2);
  way.away(true);
  await dies(rig, bot);

  rig.slack.user('ada');
  rig.snowflake.mend();
  await rig.start();
  await rig.pass(2);
  const health = await types(rig, '/botstatus', '', /GitHub/);
  await rig.pass(5);

  expect(health).toMatch(/GitHub: cannot tell since 2026-11-20 10:0/);
  expect(health).toMatch(/Salesforce: last good look 2026-11-20 10:0/);
  expect(health).not.toMatch(/ 15:/);
  expect(notices(rig)).toEqual([expect.stringMatching(/GitHub/)]);
});

test('a copy whose clock is hours ahead goes by the one of the tables, and doubles and hides nothing', async () => {
  const { rig } = world;
  const { env } = await cuttable(rig);
  await rig.start({ env, aheadMs: AHEAD_MS, agrees: true });
  await rig.pass(2);
  rig.slack.faults.add({ method: 'chat.postMessage', times: 1, when: 'after', how: 'reset' });
  const incident = rig.github.open({ name: 'Pushes fail', impact: 'minor', body: 'We are looking.' });
  await rig.pass(4);
  incident.resolve('All is well.');
  await rig.pass(3);
  const ended = theRootText(rig);
  incident.reopen('It is back.');
  await rig.pass(3);

  expect(ended).toMatch(/Resolved after.*Seen 2026-11-20 10:0/s);
  expect(theRootText(rig)).toMatch(/It is back\./);
});
