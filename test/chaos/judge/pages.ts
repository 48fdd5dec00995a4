import { bot } from '../../standins/slack/workspace.ts';
import { during, type Entry } from '../diary.ts';
import type { Ending, Told } from '../ending.ts';
import { type Incident, isOpen, type Said } from '../incident.ts';
import { eventOfIncident, eventsOf, type Invariant, isDeleted, rootsOf } from './known.ts';
import { OVER } from './roots.ts';

// An oracle that knows the pages and the channel, and of the tables only which event is which incident.

/** Every incident that is open and concerns us has exactly one living root; one that is over has none. */
export const openIsTold: Invariant = (ending) =>
  ending.incidents.flatMap((incident) => {
    const roots = rootsOfIncident(ending, incident);
    const living = roots.filter(({ text }) => !OVER.test(text));
    if (!isOpen(incident) || seemsOver(incident)) {
      return living.length === 0
        ? []
        : [`${incident.name} is over, but a root lives: ${living[0]?.text.split('\n')[0]}`];
    }
    if (badnessNow(incident) === 'notice') return [];
    if (living.length === 1 || isForced(ending, incident) || isAway(ending, incident)) return [];
    return [`${incident.name} is open and has ${living.length} living roots`];
  });

/** What was there to be seen for minutes, by a copy that could look and store, was told. */
export const seenIsTold: Invariant = (ending) =>
  ending.incidents
    .filter((incident) => couldBeSeen(ending, incident))
    .filter((incident) => rootsOfIncident(ending, incident).length === 0 && !isAway(ending, incident))
    .map(({ name }) => `${name} was there to be seen for minutes and was never told`);

/** Nothing was told that no page ever showed. */
export const onlyShownIsTold: Invariant = (ending) => {
  const shown = new Set(ending.incidents.map((incident) => eventOfIncident(ending, incident)?.id));
  const invented = eventsOf(ending)
    .filter((event) => !event.simulated && !shown.has(event.id))
    .map(({ id, title }) => `No page ever showed ${id}: ${title}`);
  const notices = ending.incidents
    .filter(({ badness }) => badness.every(({ is }) => is === 'notice'))
    .filter((incident) => rootsOfIncident(ending, incident).length > 0)
    .map(({ name }) => `${name} is a mere notice and was told`);
  return [...invented, ...notices];
};

/** Every text that the page of a told incident shows is told, once in the thread, in the order of the page. */
export const textsAreTold: Invariant = (ending) =>
  ending.incidents.flatMap((incident) =>
    rootsOfIncident(ending, incident).flatMap((told) => texts(ending, incident, told)),
  );

function texts(ending: Ending, incident: Incident, told: Told): string[] {
  const { name, said } = incident;
  const own = told.replyTexts.filter((_, i) => told.replies[i]?.bot_id === bot.botId);
  const thread = own.join('\n');
  const places = said.map(({ words }) => thread.indexOf(words));
  const owed = said.map(
    (text, i) => mustBeTold(ending, incident, i) && !isMissed(ending, incident, { text, thread }),
  );
  // Told when it was over, or just now: the root shows the newest, the thread begins with the next change.
  const newest = said.slice(Math.max(0, owed.lastIndexOf(true)));
  const inRoot = newest.some(({ words, edited }) => told.text.includes(edited ?? words));
  return said.flatMap((text, i) => {
    const { words } = text;
    const times = thread.split(words).length - 1;
    if (times > 1) return [`“${words}” stands ${times} times in the thread of ${name}`];
    const before = places.filter(
      (place, nth) => nth < i && place >= 0 && isBefore(incident, said[nth], text),
    );
    if (times === 1 && before.some((place) => place > (places[i] ?? 0)))
      return [`“${words}” stands before what came earlier in the thread of ${name}`];
    const isTold = times === 1 || (thread === '' && inRoot);
    return owed[i] && !isTold ? [`“${words}” is not told of ${name}`] : [];
  });
}

/** A feed tells the minute only: what it says within one has no order. */
function isBefore({ source }: Incident, earlier: Said | undefined, later: Said): boolean {
  const unitMs = source === 'retool' ? 60_000 : 1;
  return earlier !== undefined && Math.floor(earlier.at / unitMs) < Math.floor(later.at / unitMs);
}

/** It opened again and was over before anybody could look: on a list of what is open it never stood. */
function isMissed(
  ending: Ending,
  incident: Incident,
  { text, thread }: { text: Said; thread: string },
): boolean {
  const nth = incident.open.findIndex(({ from, to = ending.now }) => from <= text.at && text.at <= to);
  const within = incident.open[nth];
  if (!within || nth === 0) return false;
  const { from, to = ending.now } = within;
  if (beganInItsEnd(incident, nth)) return true;
  const seen = incident.said.some(({ words, at }) => from <= at && at <= to && thread.includes(words));
  return !seen && !isClear(ending, incident, from, to);
}

/** A feed tells the minute only: what began again in the minute of its end may as well have ended last. */
function beganInItsEnd({ source, open }: Incident, nth: number): boolean {
  const [within, before] = [open[nth], open[nth - 1]];
  if (source !== 'retool' || !within || before?.to === undefined) return false;
  return minuteOf(within.from) === minuteOf(before.to);
}

/** To a feed that has said nothing in a later minute, it is over. */
function seemsOver(incident: Incident): boolean {
  const end = incident.open.at(-2)?.to;
  const isLast = end !== undefined && incident.said.every(({ at }) => minuteOf(at) <= minuteOf(end));
  return isLast && beganInItsEnd(incident, incident.open.length - 1);
}

function minuteOf(at: number): number {
  return Math.floor(at / 60_000);
}

/** Whether a text can still be known to whoever did not look in the moment. */
function mustBeTold(ending: Ending, incident: Incident, nth: number): boolean {
  const { said, vanished, source, open } = incident;
  const text = said[nth];
  if (!text) return false;
  // What was written over, or taken off the page, may never have been seen; what goes on after a person ended it
  // is not told.
  if (text.edited !== undefined || vanished || isForced(ending, incident)) return false;
  const last = open.at(-1)?.to;
  // Last words are asked for once. A machine that has no time for the lists may have none for them either.
  if (last !== undefined && text.at >= last && timedOut(ending, source, last)) return false;
  // What is over leaves Salesforce's list, the only one it has: what it said last is gone with it.
  if (source !== 'salesforce' || last === undefined) return true;
  return isClear(ending, incident, text.at, last);
}

/** Whether a copy waited in vain for that page soon after, or for several others, for which the machine had no time. */
function timedOut({ copies, dayTime }: Ending, source: string, at: number): boolean {
  const waitedFor = new Set<string>();
  for (const { log } of copies) {
    for (const line of log.split('\n')) {
      const [, time = '', platform = ''] = TIMED_OUT.exec(line) ?? [];
      const then = dayTime(Date.parse(time));
      if (then >= at && then <= at + RECOVERY_MS) waitedFor.add(platform);
    }
  }
  return waitedFor.has(source) || waitedFor.size >= SEVERAL;
}

const SEVERAL = 3;
const TIMED_OUT = /"time":"([^"]+)","platform":"([\w-]+)".*gave no whole answer within/;

function rootsOfIncident(ending: Ending, incident: Incident): Told[] {
  const event = eventOfIncident(ending, incident);
  return event ? rootsOf(ending, ending.channels.main, event.id) : [];
}

function badnessNow({ badness }: Incident): string | undefined {
  return badness.at(-1)?.is;
}

/** A person has ended it here, and said so in the form. */
function isForced(ending: Ending, incident: Incident): boolean {
  const event = eventOfIncident(ending, incident);
  const asked = ending.presses.some(({ what, about }) => what === 'force-resolve' && about === event?.id);
  return asked && event?.changes.some(({ kind }) => kind === 'force-resolved') === true;
}

/** A person has deleted its root: it is not posted again. */
function isAway(ending: Ending, incident: Incident): boolean {
  const event = eventOfIncident(ending, incident);
  return event !== undefined && isDeleted(ending, event.id);
}

/** How long an incident must have been there: two looks, with all that may delay them. */
const MINUTES_MS = 150_000;
/** After a death, a sleep or storage's return: the lease has to change hands, a copy to start. */
const RECOVERY_MS = 120_000;
const HINDRANCES: readonly Entry['kind'][] = ['storage', 'killed', 'paused', 'stopped', 'clock'];

function couldBeSeen(ending: Ending, incident: Incident): boolean {
  const bad = incident.badness.find(({ is }) => is !== 'notice')?.from;
  if (bad === undefined) return false;
  return incident.open.some(({ from, to = ending.now }) =>
    isClear(ending, incident, Math.max(from, bad), to),
  );
}

/** Whether nothing kept anybody from looking for minutes on end. */
function isClear(ending: Ending, { source }: Incident, from: number, to: number): boolean {
  const hindered = [
    ...during(ending.diary, HINDRANCES, from - RECOVERY_MS, to),
    ...during(ending.diary, ['page'], from, to).filter(({ what }) => what === source),
  ].map((entry) => ({ from: entry.from, to: (entry.to ?? ending.now) + RECOVERY_MS }));
  let clear = from;
  for (const one of hindered.sort((a, b) => a.from - b.from)) {
    if (one.from - clear >= MINUTES_MS) return true;
    clear = Math.max(clear, one.to);
  }
  return to - clear >= MINUTES_MS;
}
