import type { Change, TrackedEvent } from '../../../app/events/event.ts';
import { during } from '../diary.ts';
import type { Ending } from '../ending.ts';
import type { Press } from '../presses.ts';
import { eventsOf, type Invariant } from './known.ts';

/** What a press leaves in the record of an event. */
const LEAVES: Partial<Record<Press['what'], Change['kind']>> = {
  acknowledge: 'acknowledged',
  undo: 'force-resolve undone',
  'force-resolve': 'force-resolved',
  ticket: 'ticket',
};

/** Every press that was acknowledged had its effect, or the presser was told why not. */
export const pressesWork: Invariant = (ending) => {
  const events = new Map(eventsOf(ending).map((event) => [event.id, event]));
  // Each fault of an answer keeps one person from hearing it.
  let unheard = ending.diary
    .filter(({ kind, what }) => kind === 'Slack' && ANSWERS.test(what))
    .reduce((sum, { hits = 0 }) => sum + hits, 0);
  return ending.presses.flatMap((press) => {
    const { who, what, about, acked, seen, at } = press;
    const told = seen.filter((words) => !UNDER_WAY.test(words));
    if (!acked || told.length > 0 || isDone(press, events.get(about))) return [];
    if (excused(ending, press)) return [];
    unheard -= 1;
    if (unheard >= 0) return [];
    return [`${who} pressed ${what} on ${about} at ${new Date(at).toISOString()}: nothing came of it`];
  });
};

/** No press had its effect more than once. */
export const pressesWorkOnce: Invariant = (ending) =>
  eventsOf(ending).flatMap((event) =>
    Object.entries(LEAVES).flatMap(([what, kind]) => {
      const asked = ending.presses.filter((press) => press.about === event.id && press.what === what).length;
      const done = event.changes.filter((change) => change.kind === kind).length;
      return done > asked ? [`${event.id} has ${done} times ${kind}, and ${asked} asked for it`] : [];
    }),
  );

/** Written down as this person's doing, at that time or later. */
function isDone({ what, who, words, at }: Press, event: TrackedEvent | undefined): boolean {
  const kind = LEAVES[what];
  // There is one ticket, whoever asks for it.
  if (what === 'ticket' && event?.ticket?.id !== undefined) return true;
  return (
    event?.changes.some(
      (change) =>
        change.kind === kind &&
        change.by?.name === who &&
        (words === undefined || change.reason === words) &&
        Date.parse(change.at) >= at - WRONG_CLOCK_MS,
    ) === true
  );
}

/**
 * Bolt must acknowledge within 3 s, before anything is done: a copy that is killed in between leaves nothing, and
 * the presser sees nothing happen and presses again. While Slack is away nobody can be answered.
 */
function excused({ diary, copies, speed }: Ending, { at }: Press): boolean {
  const workMs = WORK_MS * speed;
  // A copy that was paused meanwhile goes on when it is woken.
  const woken = during(diary, ['paused'], at, at + workMs).map(({ to = at }) => to);
  const within = Math.max(at, ...woken) + workMs;
  const away = during(diary, ['Slack'], at, within).some(({ what }) => what === 'away');
  const died = during(diary, ['killed', 'stopped'], at, within).length > 0;
  const ended = copies.some((copy) => {
    const { doomed, exit } = copy;
    const cut = doomed === 'killed' || hadToLeave(copy, diary);
    return cut && exit && exit.at >= at && exit.at <= within;
  });
  return away || died || ended;
}

/** It used up the time that a copy has to finish what is under way: what was not done by then was left lying. */
function hadToLeave({ name, exit }: Ending['copies'][number], diary: Ending['diary']): boolean {
  const stop = diary.find(({ kind, what }) => kind === 'stopped' && what === name);
  return stop !== undefined && exit !== undefined && exit.at - stop.from >= STOP_MS;
}

/** Calls by which people are answered: one that fails, or says nothing of having failed, is an answer nobody sees. */
const ANSWERS = /^(response_url|views\.\w+|chat\.postMessage|users\.info) /;
/** What stands in a window while the bot is at it says nothing yet. */
const UNDER_WAY = /^(Creating|Force-resolving|Doing it)…$/;
/**
 * How long the work of a press takes, in real time: it was not done yet when its copy died, or Slack went away. Far less
 * on a quiet machine; with three days at a time on two cores 1.3 s have been seen.
 */
const WORK_MS = 2_500;
/** So long a copy that is asked to stop may take, by its own clock. */
const STOP_MS = 8_000;
/** A copy whose clock was set back writes earlier times. */
const WRONG_CLOCK_MS = 65 * 60_000;
