import { presentEvent, presentNotice, type Wanted } from '../../../app/announce/present.ts';
import { isReal } from '../../../app/events/real.ts';
import type { Message } from '../../../views/rich.ts';
import type { StoredMessage } from '../../standins/slack/index.ts';
import type { Ending } from '../ending.ts';
import { eventOf } from '../presses.ts';
import { eventsOf, type Invariant, isDeleted, rootsOf } from './known.ts';

/** One root per event and channel that was owed one, none else. */
export const oneRoot: Invariant = (ending) => {
  const events = eventsOf(ending);
  const owed = events.flatMap((event) =>
    event.announcements.flatMap(({ channel, gone }) => {
      const found = rootsOf(ending, channel, event.id).length;
      // What a person deleted is not posted again.
      const wanted = gone || isDeleted(ending, event.id) ? 0 : 1;
      return found === wanted ? [] : [`${event.id} has ${found} roots in ${channel}, not ${wanted}`];
    }),
  );
  const ids = new Set(events.map(({ id }) => id));
  const strangers = ending.told
    .filter(({ channel }) => channel === ending.channels.main)
    .filter(({ root }) => !ids.has(eventOf(root) ?? ''))
    .map(({ text }) => `Nothing in the tables owes the root: ${firstLine(text)}`);
  return [...owed, ...strangers];
};

/** Every root shows what the app's own views make of the table's state. */
export const rootsShowTheTable: Invariant = (ending) =>
  eventsOf(ending).flatMap((event) =>
    event.announcements.flatMap(({ channel }) =>
      rootsOf(ending, channel, event.id).flatMap(({ root, text }) => {
        const now = presentEvent(event, ending.scene);
        // The undo button goes with the next sweep after its ten minutes.
        const before = presentEvent(event, { ...ending.scene, now: ending.now - SWEEP_MS });
        const fits = [now, ...(event.forced ? [before] : [])].some((wanted) =>
          shows(ending, root, wanted.root),
        );
        return fits
          ? []
          : [`The root of ${event.id} shows: ${oneLine(text)}, not: ${oneLine(now.root.text)}`];
      }),
    ),
  );

/** Notices for operators are over with what they are about, and say so. */
export const noticesAreOver: Invariant = (ending) => {
  const standing = ending.notices.filter(({ id }) => !LASTING.has(id));
  const kept = standing.map(
    ({ id, endedAt }) => `The notice ${id} ${endedAt ? 'is not told to its end' : 'stands'}`,
  );
  const doubled = ending.told
    .filter(({ channel }) => channel === ending.channels.ops)
    .map(({ root }) => eventOf(root))
    .filter((id, i, all) => id !== undefined && all.indexOf(id) !== i)
    .map((id) => `The notice ${id} was posted more than once`);
  const wrong = ending.notices.flatMap((notice) => {
    const wanted = presentNotice(notice);
    return rootsOf(ending, ending.channels.ops, wanted.id)
      .filter(({ root }) => !shows(ending, root, wanted.root))
      .map(({ text }) => `The notice ${notice.id} shows: ${oneLine(text)}`);
  });
  return [...kept, ...doubled, ...wrong];
};

/** Test mode leaves nothing in the tables, one root for each of its events, and those ended. */
export const testModeIsGone: Invariant = (ending) => {
  const rows = eventsOf(ending)
    .filter((event) => !isReal(event))
    .map(({ id }) => `${id} of test mode is still in a table`);
  const roots = ending.told.filter(({ channel }) => channel === ending.channels.test);
  const ids = roots.map(({ root }) => eventOf(root));
  return [
    ...rows,
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id} of test mode has more than one root`),
    ...roots
      .filter(({ text }) => !OVER.test(text))
      .map(({ text }) => `Test mode is over, but: ${oneLine(text)}`),
  ];
};

/** A sweep comes once a minute, and an edit has to wait for its turn. */
const SWEEP_MS = 2 * 60_000;
/** That X takes posts again is known only by the next post, or by a question once an hour. */
const LASTING: ReadonlySet<string> = new Set(['x']);
/** How a root that has ended begins. */
export const OVER = /(Resolved|Withdrawn by the platform|Force-resolved) after/;

/** Whether a message stands as it would if it were posted now. */
export function shows(
  ending: Pick<Ending, 'kept'>,
  stored: StoredMessage,
  wanted: Message | Wanted['root'],
): boolean {
  const kept = ending.kept(wanted);
  // Ids that Slack made up say nothing.
  const ours = (blocks: StoredMessage['blocks'] = []) =>
    blocks.map((block, i) => ({
      ...block,
      block_id: wanted.blocks[i]?.block_id === undefined ? '' : block.block_id,
    }));
  return kept.text === stored.text && canonical(ours(stored.blocks)) === canonical(ours(kept.blocks));
}

/** The same text for the same content, in whatever order it was put together. */
function canonical(content: unknown): string {
  return JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

export function oneLine(text: string): string {
  return text.replaceAll('\n', ' / ').slice(0, 300);
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
