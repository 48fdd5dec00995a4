import type { BoardItem } from '../standins/boards/items.ts';
import type { Block, HomeSeen, ModalSeen, StoredMessage } from '../standins/slack/index.ts';
import type { AppProcess } from './app-process.ts';
import type { Player } from './people.ts';
import type { OnStage, Stage } from './stage.ts';
import { STORY_MINUTES } from './story.ts';
import type { Telling } from './telling.ts';
import type { SlackbotLine } from './typing.ts';
import type { World } from './world.ts';

/** Everything that the page shows, as it is at one moment. */
export interface Snapshot {
  now: number;
  speed: number;
  live: boolean;
  /** Nothing happens by itself. */
  calm: boolean;
  story?: {
    elapsedMs: number;
    minutes: number;
    scenes: { at: number; says: string }[];
    last?: string;
    next?: { at: number; says: string };
  };
  channels: { id: string; name: string; messages: ShownMessage[]; threads: Record<string, ShownMessage[]> }[];
  /** Everybody whom one can be here, and what only they see. */
  players: (Player & { home?: HomeSeen; modals: ModalSeen[] })[];
  /** Whom one can choose in a form. */
  people: { id: string; name: string }[];
  /** Azure DevOps, newest first. */
  boards: { project: string; items: BoardItem[] };
  /** What ids of people and channels stand for. */
  names: Record<string, string>;
  pages: { name: string; broken?: string; incidents: OnStage[] }[];
  notified: string[];
  violations: string[];
  app: { pid: number; state: string };
  log: string;
}

/** A message as the reader sees it. */
export interface ShownMessage {
  ts: string;
  channel: string;
  who: string;
  kind: 'app' | 'person' | 'slack';
  text: string;
  blocks: Block[];
  /** Id of the only person who sees it. */
  to?: string;
  replies: number;
  /** The thread it stands in. */
  thread?: string;
  latestReply?: string;
  /** Shown in the channel though it stands in a thread. */
  repliedTo?: { ts: string; line: string };
}

/** What a snapshot is taken of. */
export interface Watched {
  world: Pick<World, 'slack' | 'clock' | 'time' | 'stages' | 'boards'>;
  app: Pick<AppProcess, 'pid' | 'running'>;
  players: readonly Player[];
  telling: Telling | undefined;
  live: boolean;
  calm: boolean;
  log: string;
  slackbot: readonly SlackbotLine[];
}

const MOST_MESSAGES = 150;

/** Takes a snapshot. */
export function snapshot(watched: Watched): Snapshot {
  const { world, app, players, telling, live, calm, log, slackbot } = watched;
  const { slack, clock, time } = world;
  const { workspace } = slack;
  const { homes, modals } = slack.screens();
  const everybody = [...workspace.people.all.values()];
  return {
    now: clock.now(),
    speed: time.speed,
    live,
    calm,
    ...(telling && { story: storyOf(telling) }),
    channels: [...workspace.channels.values()]
      .filter((channel) => !channel.isIm)
      .map(({ id, name }) => ({ id, name, ...messagesIn(world, id, { players, slackbot }) })),
    players: players.map((player) => {
      const home = homes[player.id];
      return { ...player, ...(home && { home }), modals: modals[player.id] ?? [] };
    }),
    people: everybody
      .filter(({ bot, deleted }) => !bot && !deleted)
      .map(({ id, realName }) => ({ id, name: realName })),
    boards: { project: world.boards.rules.project, items: world.boards.items.toReversed() },
    names: Object.fromEntries(
      [...everybody, ...workspace.channels.values()].map(({ id, name }) => [id, name]),
    ),
    pages: live ? [] : world.stages.map(pageOf),
    notified: slack.notified.map(({ who, how, ts }) => `${who} (${how} of ${ts})`),
    violations: [...slack.violations],
    app: { pid: app.pid, state: app.running() ? 'running' : 'not running' },
    log,
  };
}

function storyOf(telling: Telling): NonNullable<Snapshot['story']> {
  const [last, next] = [telling.last(), telling.next()];
  const bare = ({ at, says }: { at: number; says: string }) => ({ at, says });
  return {
    elapsedMs: telling.elapsed(),
    minutes: STORY_MINUTES,
    scenes: telling.scenes.map(bare),
    ...(last && { last: last.says }),
    ...(next && { next: bare(next) }),
  };
}

function pageOf(stage: Stage): Snapshot['pages'][number] {
  const broken = stage.broken();
  return { name: stage.name, ...(broken !== undefined && { broken }), incidents: stage.incidents() };
}

function messagesIn(
  { slack }: Pick<World, 'slack'>,
  channel: string,
  { players, slackbot }: Pick<Watched, 'players' | 'slackbot'>,
) {
  const inChannel = slack.history(channel).slice(-MOST_MESSAGES);
  const roots = new Set(inChannel.map(({ ts, thread_ts: root }) => root ?? ts));
  const toOne = players.flatMap(({ id }) =>
    slack.ephemerals(id, channel).map((message) => ({ ...shown(message, slack), to: id })),
  );
  const isInThread = ({ thread }: ShownMessage) => thread !== undefined && roots.has(thread);
  const messages = [
    ...inChannel.map((message) => shown(message, slack)),
    ...toOne.filter((message) => !isInThread(message)),
    ...slackbot.filter((line) => line.channel === channel).map(saidBySlack),
  ].sort((a, b) => Number(a.ts) - Number(b.ts));
  const threads: Record<string, ShownMessage[]> = {};
  for (const root of roots) {
    const all = [...slack.roots(channel).filter(({ ts }) => ts === root), ...slack.thread(channel, root)];
    threads[root] = [
      ...all.map((message) => shown(message, slack)),
      ...toOne.filter((message) => message.thread === root),
    ];
  }
  return { messages, threads };
}

function shown(message: StoredMessage, slack: World['slack']): ShownMessage {
  const { ts, channel, thread_ts: root, user, subtype } = message;
  const person = slack.workspace.people.find(user);
  const broadcast = subtype === 'thread_broadcast' && root !== undefined;
  return {
    ts,
    channel,
    who: person?.realName ?? 'Slackbot',
    kind: message.bot_id === undefined ? (person ? 'person' : 'slack') : 'app',
    text: message.text,
    blocks: message.blocks ?? [],
    replies: message.reply_count ?? 0,
    ...(root !== undefined && { thread: root }),
    ...(message.latest_reply !== undefined && { latestReply: message.latest_reply }),
    ...(broadcast && { repliedTo: { ts: root, line: firstLine(slack, message.channel, root) } }),
  };
}

function firstLine(slack: World['slack'], channel: string, ts: string): string {
  const root = slack.roots(channel).find((one) => one.ts === ts);
  return root ? (slack.plainText(root).split('\n')[0] ?? '') : 'a message that was deleted';
}

function saidBySlack({ ts, channel, text, to }: SlackbotLine): ShownMessage {
  return { ts, channel, who: 'Slackbot', kind: 'slack', text, blocks: [], to, replies: 0 };
}
