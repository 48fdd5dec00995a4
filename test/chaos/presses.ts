import type { InteractionResult, StoredMessage } from '../standins/slack/index.ts';
import { bot } from '../standins/slack/workspace.ts';
import type { Diary } from './diary.ts';
import type { Press as PressKind } from './script.ts';
import type { ChaosWorld } from './world.ts';

/** Something that a person asked of the bot, and what came of it. */
export interface Press {
  who: string;
  what: PressKind | 'command';
  /** The event, or what was typed. */
  about: string;
  /** What the person wrote, by which their act is known again. */
  words?: string;
  at: number;
  acked: boolean;
  /** Everything the person saw of it, in words. */
  seen: string[];
}

/** People at work. */
export interface People {
  /** Presses that reached Slack, oldest first. */
  presses: Press[];
  press(who: string, what: PressKind, pick: number, twice: boolean): Promise<void>;
  command(who: string, command: string, text: string): Promise<void>;
  home(who: string): Promise<void>;
  /** Reads once more what everybody has on their screens of what they asked. */
  look(): void;
}

/** How long a person waits for a form, in real time. */
const PATIENCE_MS = 1_500;

/** People who press what stands in the channel. */
export function createPeople(world: ChaosWorld, diary: Diary): People {
  const { slack, channel, clock } = world;
  const presses: Press[] = [];
  const screens: (() => void)[] = [];
  let forms = 0;

  /** Notes it, and follows what the person sees of it. */
  function note(
    press: Omit<Press, 'acked' | 'seen'>,
    result: InteractionResult,
    form?: () => string[],
  ): void {
    const noted: Press = { ...press, acked: result.acked, seen: [] };
    presses.push(noted);
    const look = () => {
      const before = new Set(noted.seen);
      const now = [...result.seen(), ...(form?.() ?? []), ...told(press.who, press.at)];
      noted.seen.push(...now.filter((words) => words !== '' && !before.has(words)));
    };
    look();
    screens.push(look);
  }

  /** Direct messages of the bot since then. */
  function told(who: string, since: number): string[] {
    const there = slack.workspace.channels.get(`D${slack.user(who).id.slice(1)}`);
    const lines = there?.roots().filter(({ ts }) => Number(ts) * 1000 >= since) ?? [];
    return lines.map((line) => slack.plainText(line));
  }

  async function press(who: string, what: PressKind, pick: number, twice: boolean): Promise<void> {
    const root = rootFor(what, pick);
    const id = root && eventOf(root);
    if (!root || id === undefined) return;
    const at = clock.now();
    const target = TARGETS[what];
    const has = JSON.stringify(root.blocks).includes(`"${target.action}:${id}"`);
    // What the message does not offer at this moment, nobody can press.
    if (!has) return;
    if (twice) slack.duplicateNext();
    if (twice) diary.note('twice', `${who}: ${what}`);
    const result = await slack.click(who, root, `${target.action}:${id}`, target.choice);
    if (what === 'force-resolve') return force(who, id);
    if (what === 'ticket') return ticket(who, id);
    note({ who, what, about: id, at }, result);
  }

  async function force(who: string, about: string): Promise<void> {
    forms += 1;
    const reason = `Reason ${forms} of ${who}.`;
    const form = await untilForm(who, 'Force resolve');
    if (!form) return;
    await slack.fill(who, { reason, again: forms % 3 === 0 ? 'never' : 'if worse' });
    await submit(who, { what: 'force-resolve', about, words: reason });
  }

  async function ticket(who: string, about: string): Promise<void> {
    const form = await untilForm(who, 'Create');
    if (!form) return;
    await submit(who, { what: 'ticket', about });
  }

  async function submit(who: string, press: Pick<Press, 'what' | 'about' | 'words'>): Promise<void> {
    const at = clock.now();
    const asked = slack.modal(who)?.text;
    const result = await slack.submit(who);
    if (!result.sent) return;
    // What stands in the window after that is the answer, be it the form again with what is wrong.
    const mine = slack.modal(who)?.rootId;
    note({ who, at, ...press }, result, () => {
      const modal = slack.modal(who);
      return modal && modal.rootId === mine && modal.text !== asked ? [modal.text] : [modal?.problem ?? ''];
    });
  }

  async function untilForm(who: string, button: string): Promise<boolean> {
    try {
      await slack.untilModal(who, ({ submit }) => submit === button, PATIENCE_MS);
      return true;
    } catch {
      // Nothing came, or only why not: the person closes it and goes on with their day.
      if (slack.modal(who)) await slack.cancel(who, { all: true });
      return false;
    }
  }

  function rootFor(what: PressKind, pick: number): StoredMessage | undefined {
    const roots = slack.roots(channel).filter((root) => eventOf(root) !== undefined);
    const fitting =
      what === 'undo' ? roots.filter((root) => JSON.stringify(root.blocks).includes('"undo:')) : roots;
    return fitting[pick % Math.max(1, fitting.length)];
  }

  return {
    presses,
    press,
    async command(who, command, text) {
      const at = clock.now();
      const result = await slack.slash(who, command, text, channel);
      note({ who, what: 'command', about: `${command} ${text}`.trim(), at }, result);
    },
    async home(who) {
      await slack.openHome(who);
    },
    look() {
      for (const look of screens) look();
    },
  };
}

const TARGETS: Readonly<Record<PressKind, { action: string; choice?: string }>> = {
  acknowledge: { action: 'acknowledge' },
  undo: { action: 'undo' },
  'force-resolve': { action: 'more', choice: 'force-resolve' },
  ticket: { action: 'create-ticket' },
  why: { action: 'more', choice: 'why' },
  check: { action: 'more', choice: 'check-now' },
};

/** The ID of the event that a message of the bot is about. */
export function eventOf({ bot_id: botId, blocks = [], metadata }: StoredMessage): string | undefined {
  if (botId !== bot.botId) return undefined;
  const fromBlock = blocks
    .map((block) => /^(.+):root$/.exec(String(block.block_id ?? ''))?.[1])
    .find(Boolean);
  const id = metadata?.event_payload.id;
  return fromBlock ?? (typeof id === 'string' ? id : undefined);
}
