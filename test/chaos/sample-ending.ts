import { presentEvent, type Scene } from '../../app/announce/present.ts';
import { threadHeaders } from '../../app/escalate/letter.ts';
import { recipientKey } from '../../app/escalate/wanted.ts';
import { acknowledge } from '../../app/events/acts.ts';
import type { TrackedEvent } from '../../app/events/event.ts';
import { isReal } from '../../app/events/real.ts';
import { untoldEntries } from '../../app/tickets/work.ts';
import { platforms } from '../../checkers/index.ts';
import type { Message } from '../../views/rich.ts';
import { complete, incident, later, Memory, T0, update } from '../app/events/samples.ts';
import type { StoredMessage } from '../standins/slack/index.ts';
import { bot } from '../standins/slack/workspace.ts';
import type { Ending, Told } from './ending.ts';
import { MAILED, SENDER } from './world.ts';

const MINUTE_MS = 60_000;
const NOW = T0 + 60 * MINUTE_MS;
const scene: Scene = { platforms, tickets: true, now: NOW };
const channels = { main: 'C0MAIN', ops: 'C0OPS', test: 'C0TEST' };

/** The end of a day on which everything went as it should: an outage that has ended, and one that goes on. */
export function sampleEnding(): Ending {
  const ended = told(mailed(ticketed(endedEvent())));
  const goesOn = told(openEvent());
  const at = (minutes: number) => T0 + minutes * MINUTE_MS;
  return {
    now: NOW,
    speed: 60,
    dayTime: (real) => real,
    scene,
    open: [goesOn],
    resolved: [ended],
    notices: [],
    social: [],
    unreadable: [],
    channels,
    told: [inChannel(ended), inChannel(goesOn)],
    kept: ({ text, blocks }) => kept({ text, blocks }),
    notified: [],
    violations: [],
    items: [
      {
        id: 1,
        rev: 2,
        type: 'Bug',
        fields: {
          'System.Title': 'It',
          'System.Tags': `outage-bot; outage-bot-${ended.id}`,
          'System.State': 'Closed',
        },
        comments: [],
        relations: [],
      },
    ],
    mails: MAILED.flatMap((to) => mailsTo(to, ended, at(2))),
    posts: [
      { id: '1', text: '[status] Investigating: Word 0 of own-1 ends here. https://stspg.io/1', at: at(3) },
    ],
    xViolations: [],
    incidents: [
      {
        name: 'github-1',
        source: 'github',
        id: 'inc1',
        open: [{ from: at(0), to: at(20) }],
        badness: [{ from: at(0), is: 'major' }],
        vanished: false,
        said: [
          { words: 'Word 0.', at: at(0) },
          { words: 'Word 1.', at: at(10) },
          { words: 'Word 2.', at: at(20) },
        ],
      },
      {
        name: 'github-2',
        source: 'github',
        id: 'inc2',
        open: [{ from: at(30) }],
        badness: [{ from: at(30), is: 'minor' }],
        vanished: false,
        said: [{ words: 'Other words.', at: at(30) }],
      },
    ],
    own: [{ incident: 'own1', id: 'u1', words: 'Word 0 of own-1 ends here.', at: at(2) }],
    presses: [{ who: 'ada', what: 'acknowledge', about: goesOn.id, at: at(32), acked: true, seen: [] }],
    diary: [],
    copies: [{ name: '1.1', doomed: 'stopped', exit: { code: 0, signal: null, at: NOW }, log: '' }],
    output: 'nothing to hide',
    secrets: ['made-up'],
  };
}

function endedEvent(): TrackedEvent {
  const memory = new Memory();
  const first = incident({ severity: 'major', updates: [update('u0', 0, 'Word 0.')] });
  memory.look(-1, complete());
  memory.look(1, complete(first));
  const second = later(first, [update('u1', 10, 'Word 1.', 'identified')]);
  memory.look(11, complete(second));
  memory.look(21, complete(later(second, [update('u2', 20, 'Word 2.', 'resolved')])));
  return { ...memory.get(), id: 'GH-7K2QM', announcements: [{ ...unannounced(), channel: channels.main }] };
}

function openEvent(): TrackedEvent {
  const memory = new Memory();
  memory.look(29, complete());
  memory.look(31, complete(incident({ id: 'inc2', updates: [update('o0', 30, 'Other words.')] })));
  const event = {
    ...memory.get('GH-inc2'),
    id: 'GH-2QM7K',
    announcements: [{ ...unannounced(), channel: channels.main }],
  };
  const acted = acknowledge(event, { id: 'U1', name: 'ada' }, new Date(T0 + 32 * MINUTE_MS).toISOString());
  if (!('event' in acted)) throw new Error('it could not be acknowledged');
  return acted.event;
}

function unannounced() {
  return { revision: 0, told: [] as string[], rootOnly: [] as string[] };
}

function ticketed(event: TrackedEvent): TrackedEvent {
  const ticket = {
    by: { id: 'U1', name: 'ada' },
    at: event.seenAt,
    id: 1,
    url: 'https://x/1',
    told: [],
    described: 0,
  };
  const held = { ...event, ticket };
  return {
    ...held,
    ticket: { ...ticket, told: untoldEntries(held).map(({ key }) => key), ended: true as const },
  };
}

function mailed(event: TrackedEvent): TrackedEvent {
  const over = event.changes.at(-1)?.id ?? '';
  const to = MAILED.map(recipientKey);
  const mail = { to, maybe: [], refused: [], at: event.seenAt, done: true as const };
  const mails = [
    { key: 'opened', kind: 'opened' as const, ...mail },
    { key: `over ${over}`, kind: 'ended' as const, ...mail },
  ];
  return { ...event, escalation: { subject: `[Outage] It (${event.id})`, mails } };
}

function told(event: TrackedEvent): TrackedEvent {
  const wanted = presentEvent(event, scene);
  return {
    ...event,
    announcements: event.announcements.map((one) => ({
      ...one,
      revision: event.revision,
      ts: tsOf(event),
      told: wanted.keys,
    })),
  };
}

function tsOf(event: TrackedEvent): string {
  return `${Date.parse(event.seenAt) / 1000}.000100`;
}

function inChannel(event: TrackedEvent): Told {
  const { root, keys, reply, id } = presentEvent(event, scene);
  const ts = tsOf(event);
  const replies = [message(reply(new Set(keys), new Set()), { id, keys, ts: `${ts}1`, thread: ts })];
  return {
    channel: channels.main,
    root: message(root, { id, keys: ['root'], ts }),
    replies,
    text: root.text,
    replyTexts: replies.map(({ blocks }) => JSON.stringify(blocks)),
  };
}

function message(
  { text, blocks }: Message,
  { id, keys, ts, thread }: { id: string; keys: string[]; ts: string; thread?: string },
): StoredMessage {
  return {
    type: 'message',
    channel: channels.main,
    ts,
    user: bot.userId,
    bot_id: bot.botId,
    team: bot.teamId,
    ...kept({ text, blocks }),
    metadata: { event_type: 'outage_bot_announcement', event_payload: { id, keys: keys.join(' ') } },
    ...(thread !== undefined && { thread_ts: thread }),
  };
}

function kept({ text, blocks }: Message): Pick<StoredMessage, 'text' | 'blocks'> {
  return { text, blocks: JSON.parse(JSON.stringify(blocks)) };
}

function mailsTo(to: string, event: TrackedEvent, at: number): Ending['mails'] {
  if (!isReal(event)) throw new Error('test mode mails nobody');
  const subject = `[Outage] It (${event.id})`;
  const body = { from: { email: SENDER }, personalizations: [{ to: [{ email: to }] }], content: [] };
  return (event.escalation?.mails ?? []).map(({ key }) => {
    const headers = threadHeaders(event, key, SENDER);
    return { at, to, from: SENDER, subject, text: '', html: '', headers, body };
  });
}
