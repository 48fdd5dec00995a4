import { expect, test } from '@jest/globals';
import type { InteractionResult } from '../standins/slack/interaction.ts';
import { until } from '../until.ts';
import { ready } from './ready.ts';
import { startWorld, type World } from './world.ts';

const EVENTS = 50;
const USERS = 20;
const PRESSES = 200;
const WITHIN_MS = 10_000;

/** What people press, in turn: on the announcement and on their own Home. */
const KINDS = ['acknowledge', 'acknowledge on Home', 'why', 'acknowledge', 'force-resolve'] as const;

test(`${PRESSES} presses in ${WITHIN_MS / 1000} s by ${USERS} people while ${EVENTS} events are open: none is lost`, async () => {
  // Ten times as fast, since Slack takes one message a second; what Slack waits for an ack is real time all the same.
  const world = await startWorld({ speed: 10 });
  try {
    const app = await world.startApp();
    await ready(world, app);
    const { slack, channel } = world;
    for (let i = 0; i < EVENTS; i += 1)
      world.github.open({ name: `Trouble ${i}`, impact: 'minor', body: 'Looking.' });
    await until(() => slack.roots(channel).length === EVENTS);
    const users = Array.from({ length: USERS }, (_, i) => slack.user(`user${i}`).name);
    await Promise.all(users.map((name) => slack.openHome(name)));
    await Promise.all(users.map((name) => slack.untilHome(name, ({ text }) => text.includes('Trouble'))));

    const began = performance.now();
    const presses: Promise<InteractionResult>[] = [];
    for (let i = 0; i < PRESSES; i += 1) {
      await until(() => performance.now() - began >= (i * WITHIN_MS) / PRESSES);
      presses.push(press(world, users[i % USERS] ?? '', i));
    }
    const results = await Promise.all(presses);

    expect(results.filter(({ acked, ackMs }) => !acked || ackMs > 3_000)).toEqual([]);
    expect(results.flatMap(({ error }) => error ?? [])).toEqual([]);
    await until(() => acknowledged(world).length === new Set(acknowledged(world)).size);
    expect(slack.violations).toEqual([]);
  } finally {
    await world.close();
  }
});

/** The i-th press: another kind each time, on another event. */
function press(world: World, user: string, i: number): Promise<InteractionResult> {
  const { slack, channel } = world;
  const kind = KINDS[i % KINDS.length] ?? 'why';
  const root = slack.roots(channel)[(i * 7) % EVENTS];
  if (!root) throw new Error('no root');
  const id = /[A-Z]{2}-[0-9A-Z]{5,}/.exec(slack.plainText(root))?.[0] ?? '';
  if (kind === 'acknowledge') return slack.click(user, root, `acknowledge:${id}`);
  if (kind !== 'acknowledge on Home') return slack.click(user, root, `more:${id}`, kind);
  const shown = /\b(GH-[0-9A-Z]{5,})/.exec(slack.home(user)?.text ?? '')?.[1] ?? '';
  return slack.click(user, 'home', `acknowledge:${shown}`);
}

/** Each telling of an acknowledgement in a thread: one for each event, however many pressed. */
function acknowledged({ slack, channel }: World): string[] {
  return slack.roots(channel).flatMap(({ ts }) =>
    slack
      .thread(channel, ts)
      .filter((reply) => slack.plainText(reply).includes('Acknowledged by'))
      .map(() => ts),
  );
}
