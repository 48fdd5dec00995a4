import { expect, test } from '@jest/globals';
import type { ModalSeen } from '../standins/slack/index.ts';
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
  // Faster than life, since Slack takes one message a second; what Slack waits for is real time all the same.
  const world = await startWorld({ speed: 3 });
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
    const busy = new Map<string, Promise<unknown>>();
    const presses: Promise<Pressed>[] = [];
    for (let i = 0; i < PRESSES; i += 1) {
      await until(() => performance.now() - began >= (i * WITHIN_MS) / PRESSES);
      const user = users[i % USERS] ?? '';
      // Whoever waits for an answer has it in front of them before they press again.
      const pressed = Promise.resolve(busy.get(user)).then(() => press(world, user, i));
      busy.set(user, pressed);
      presses.push(pressed);
    }
    const pressed = await Promise.all(presses);

    expect(slack.violations).toEqual([]);
    expect(pressed.filter(({ result: { acked, ackMs } }) => !acked || ackMs > 3_000)).toEqual([]);
    expect(pressed.flatMap(({ result }) => result.error ?? [])).toEqual([]);
    for (const { kind, result } of pressed) {
      if (kind === 'why') expect(result.seen()).toEqual([expect.stringMatching(/concerns us/)]);
    }
    const wanted = new Set(pressed.filter(isAcknowledgement).map(({ id }) => id));
    await until(() => {
      const told = new Map(acknowledged(world));
      return pressed.every((one) => !isAcknowledgement(one) || isTaken(one, told.get(one.id)));
    });
    expect(
      acknowledged(world)
        .map(([id]) => id)
        .sort(),
    ).toEqual([...wanted].sort());
    expect(slack.violations).toEqual([]);
  } finally {
    await world.close();
  }
});

/** A press, and what came of it. */
interface Pressed {
  user: string;
  kind: (typeof KINDS)[number];
  id: string;
  result: InteractionResult;
}

/**
 * The i-th press: another kind each time, on another event. Resolves once the person has what they asked for; what
 * an acknowledgement does is seen in the thread.
 */
async function press(world: World, user: string, i: number): Promise<Pressed> {
  const { slack, channel } = world;
  const kind = KINDS[i % KINDS.length] ?? 'why';
  const root = slack.roots(channel)[(i * 7 + Math.floor(i / EVENTS)) % EVENTS];
  if (!root) throw new Error('no root');
  if (kind === 'acknowledge' || kind === 'acknowledge on Home') {
    const [place, text] =
      kind === 'acknowledge' ? [root, slack.plainText(root)] : (['home', slack.home(user)?.text] as const);
    const id = idIn(text);
    return { user, kind, id, result: await slack.click(user, place, `acknowledge:${id}`) };
  }
  const id = idIn(slack.plainText(root));
  const result = await slack.click(user, root, `more:${id}`, kind);
  if (kind === 'why') await until(() => result.responses.length > 0);
  else {
    // One that comes when Slack's three seconds are over is a violation.
    await until(() => isForm(slack.modal(user), id) || slack.violations.length > 0);
    if (slack.modal(user)) await slack.cancel(user);
  }
  return { user, kind, id, result };
}

/** The force-resolve modal of this event is in front of somebody. */
function isForm(modal: ModalSeen | undefined, id: string): boolean {
  return modal?.submit === 'Force resolve' && modal.text.includes(id);
}

/** The first event that a text names. */
function idIn(text = ''): string {
  return /\bGH-[0-9A-Z]{5,}/.exec(text)?.[0] ?? '';
}

function isAcknowledgement({ kind }: Pressed): boolean {
  return kind === 'acknowledge' || kind === 'acknowledge on Home';
}

/** Whoever pressed on the message is named there, or has heard who was first; on Home that shows by itself. */
function isTaken({ kind, user, result }: Pressed, by: string | undefined): boolean {
  if (by === undefined || by === user || kind === 'acknowledge on Home') return by !== undefined;
  return result.seen().some((text) => text.includes('was acknowledged by'));
}

/** Each telling of an acknowledgement in a thread, by event and person: one for each event, however many pressed. */
function acknowledged({ slack, channel }: World): [id: string, by: string][] {
  return slack.roots(channel).flatMap((root) =>
    slack.thread(channel, root.ts).flatMap((reply): [string, string][] => {
      const [, by] = /Acknowledged by (\w+)/.exec(slack.plainText(reply)) ?? [];
      return by === undefined ? [] : [[idIn(slack.plainText(root)), by]];
    }),
  );
}
