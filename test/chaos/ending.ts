import type { Scene } from '../../app/announce/present.ts';
import type { TrackedEvent } from '../../app/events/event.ts';
import type { PageIncident } from '../../app/social/record.ts';
import type { Notice } from '../../app/store/state.ts';
import type { Store } from '../../app/store/store.ts';
import { platforms } from '../../checkers/index.ts';
import type { Message } from '../../views/rich.ts';
import type { BoardItem } from '../standins/boards/index.ts';
import type { SentMail } from '../standins/sendgrid/index.ts';
import type { StoredMessage } from '../standins/slack/index.ts';
import { settle } from '../standins/slack/settle.ts';
import type { Post } from '../standins/x/index.ts';
import type { Copy } from './crew.ts';
import type { Entry } from './diary.ts';
import type { Incident } from './incident.ts';
import type { OwnUpdate } from './own-page.ts';
import type { Press } from './presses.ts';
import type { ChaosWorld } from './world.ts';

/** A root with its thread, as they stand in a channel. */
export interface Told {
  channel: string;
  root: StoredMessage;
  replies: StoredMessage[];
  /** Everything that a reader sees of the root, and of each reply. */
  text: string;
  replyTexts: string[];
}

/** All that there is at the end of a day: what the invariants are about. Plain values. */
export interface Ending {
  now: number;
  /** How many times faster than the machine's clock the day passed: what waits for Slack waits in real time. */
  speed: number;
  /** What the day's clock shows at an instant of the machine's, such as that of a line of the log. */
  dayTime(real: number): number;
  scene: Scene;
  open: TrackedEvent[];
  resolved: TrackedEvent[];
  notices: Notice[];
  social: PageIncident[];
  /** Until when our own page's updates were there before us; nothing where it was never read. */
  baselineAt?: string | undefined;
  /** Rows that cannot be read. */
  unreadable: string[];
  channels: { main: string; ops: string; test: string };
  told: Told[];
  /** A message of ours as Slack would keep it. */
  kept(message: Message): Pick<StoredMessage, 'text' | 'blocks'>;
  notified: string[];
  violations: { at: number; what: string }[];
  items: BoardItem[];
  mails: SentMail[];
  posts: Post[];
  xViolations: string[];
  incidents: Incident[];
  own: OwnUpdate[];
  presses: Press[];
  diary: Entry[];
  copies: { name: string; doomed?: Copy['doomed']; exit?: Copy['exit']; log: string }[];
  /** Everything that left the bot, in one text: see `outputOf`. */
  output: string;
  secrets: readonly string[];
}

/** What a day has led to so far, beside what can be read from the world itself. */
export interface Course {
  store: Store;
  /** The same with its two tables of events exchanged: its open ones are those that have ended. */
  ended: Store;
  unreadable: string[];
  violations: Ending['violations'];
  incidents: Incident[];
  own: OwnUpdate[];
  presses: Press[];
  diary: Entry[];
  copies: readonly Copy[];
}

/** Reads all of it. */
export async function readEnding(world: ChaosWorld, course: Course): Promise<Ending> {
  const { slack, clock, boards, sendgrid, x } = world;
  const { store } = course;
  const [open, resolved, notices, social, mark] = await Promise.all([
    store.events.open(),
    course.ended.events.open(),
    store.notices.list('notice'),
    store.social.incidents.list('social'),
    store.social.mark.get('social-state', 'page'),
  ]);
  const channels = { main: world.channel, ops: world.opsChannel, test: world.testChannel };
  const told = Object.values(channels).flatMap((channel) =>
    slack.roots(channel).map((root): Told => {
      const replies = slack.thread(channel, root.ts);
      const replyTexts = replies.map((reply) => slack.plainText(reply));
      return { channel, root, replies, text: slack.plainText(root), replyTexts };
    }),
  );
  const copies = course.copies.map(({ name, doomed, exit, log }) => ({
    name,
    log: log(),
    ...(doomed && { doomed }),
    ...(exit && { exit }),
  }));
  const settling = { directory: slack.workspace, parsing: { links: false, names: false }, newId: () => '' };
  return {
    now: clock.now(),
    speed: world.time.speed,
    dayTime: (real) => world.time.epoch + (real - world.time.realEpoch) * world.time.speed,
    scene: { platforms, tickets: true, now: clock.now() },
    open: open.map((row) => row.value),
    resolved: resolved.map((row) => row.value),
    notices: notices.map((row) => row.value),
    social: social.map((row) => row.value),
    baselineAt: mark?.value.baselineAt,
    unreadable: course.unreadable,
    channels,
    told,
    kept: ({ text, blocks }) => settle({ text, blocks: JSON.parse(JSON.stringify(blocks)) }, settling),
    notified: slack.notified.map(({ who, how }) => `${who} by ${how}`),
    violations: course.violations,
    items: boards.items,
    mails: sendgrid.mails,
    posts: x.posts,
    xViolations: x.violations,
    incidents: course.incidents,
    own: course.own,
    presses: course.presses,
    diary: course.diary,
    copies,
    output: '',
    secrets: world.secrets,
  };
}

/** Everything that left the bot by then, in one text. */
export function outputOf(
  { slack, sendgrid, boards, x }: ChaosWorld,
  { presses }: { presses: readonly Press[] },
  copies: Ending['copies'],
): string {
  return [
    ...copies.map(({ log }) => log),
    ...slack.calls.map(({ args }) => JSON.stringify(args)),
    ...sendgrid.mails.map(({ body }) => JSON.stringify(body)),
    JSON.stringify(boards.items),
    ...x.texts(),
    ...presses.flatMap(({ seen }) => seen),
  ].join('\n');
}
