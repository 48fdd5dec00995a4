import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAnnouncer } from '../../../app/announce/announcer.ts';
import { createMessages } from '../../../app/announce/messages.ts';
import { createPace } from '../../../app/announce/pace.ts';
import type { Announcement } from '../../../app/events/event.ts';
import { createClients } from '../../../app/slack/clients.ts';
import { type InFlight, watchInFlight } from '../../in-flight.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../../standins/slack/index.ts';
import { type MemorySource, memorySource } from './memory-source.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const CHANNELS = 60;

let clock: ManualClock;
let slack: LoopbackSlack;
let inFlight: InFlight;

beforeEach(async () => {
  clock = manualClock();
  slack = await startLoopbackSlack({ clock });
  inFlight = watchInFlight();
});
afterEach(async () => {
  inFlight.stop();
  await slack.close();
  expect(slack.violations).toEqual([]);
});

/** Lets time pass; all that is under way comes to rest before time moves on. */
async function pass(ms: number): Promise<void> {
  const until = clock.now() + ms;
  for (let between = false; ; between = true) {
    await inFlight.quiet({ between });
    const next = clock.nextInMs();
    if (next === undefined || clock.now() + next > until) break;
    await clock.advance(next);
  }
  await clock.advance(until - clock.now());
}

/** One record that is told in many channels by one copy of the bot, which hears of each change. */
async function toldInMany(before: Pick<Announcement, 'claim'> = {}) {
  const channels = Array.from({ length: CHANNELS }, (_, i) => slack.channel(`team-${i}`));
  const source = memorySource({
    announcements: channels.map((channel) => ({ channel, revision: 0, told: [], rootOnly: [], ...before })),
  });
  const { background } = createClients({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
  const announcer = createAnnouncer({
    messages: createMessages(background, createPace(clock), () => ({
      botId: slack.botId,
      userId: slack.botUserId,
    })),
    clock,
    log,
    copy: 'a',
    crashpoint() {},
    ready: Promise.resolve(),
    troubled() {},
  });
  const nudge = () => announcer.nudge(source, source.row());
  nudge();
  await pass(10_000);
  return {
    source,
    announcer,
    nudge,
    change(...what: Parameters<MemorySource['change']>) {
      source.change(...what);
      nudge();
    },
    /** What each channel shows, root first. */
    shown: () =>
      channels.map((channel) =>
        slack
          .roots(channel)
          .flatMap((root) => [root, ...slack.thread(channel, root.ts)])
          .map((message) => slack.plainText(message)),
      ),
  };
}

test('a change is shown in scores of channels as fast as Slack takes edits, each reply once', async () => {
  const { change, nudge, shown, source } = await toldInMany();
  expect(shown()).toEqual(Array(CHANNELS).fill(['down']));

  change({ text: 'worse', keys: ['a'] });
  await pass(40_000);
  // As a sweep does.
  nudge();
  await pass(40_000);

  expect(shown()).toEqual(Array(CHANNELS).fill(['worse', 'a']));
  expect(source.row().value.announcements.filter(({ claim, verifyAt }) => claim ?? verifyAt)).toEqual([]);
  const asked = slack.calls.map(({ method }) => method).filter((method) => method !== 'chat.postMessage');
  expect(asked).toEqual(Array(CHANNELS).fill('chat.update'));
});

test('and so it is when no answer to the first edit in any of them has come', async () => {
  const { change, shown } = await toldInMany();
  slack.faults.add({ method: 'chat.update', times: CHANNELS, when: 'after', how: 'reset' });

  change({ text: 'worse', keys: ['a'] });
  await pass(4 * 60_000);

  expect(shown()).toEqual(Array(CHANNELS).fill(['worse', 'a']));
});

test('scores of channels at which a copy was when it died are looked at and told one after the other', async () => {
  const longAgo = new Date(clock.now() - 60_000).toISOString();
  const { shown } = await toldInMany({ claim: { by: 'dead', until: longAgo, keys: [], since: longAgo } });

  await pass(2 * 60_000);

  expect(shown()).toEqual(Array(CHANNELS).fill(['down']));
});

test('what is new to a channel does not wait for the edits of others', async () => {
  const { announcer, change, shown } = await toldInMany();
  change({ text: 'worse' });
  await pass(1_000);
  const another = memorySource({
    id: 'GH-2',
    text: 'new',
    announcements: [{ channel: slack.channel(`team-${CHANNELS - 1}`), revision: 0, told: [], rootOnly: [] }],
  });

  announcer.nudge(another, another.row());
  await pass(2_000);

  expect(shown().at(-1)).toEqual(['down', 'new']);
});
