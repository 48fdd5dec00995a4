import { threadHeaders } from '../../../app/escalate/letter.ts';
import { mailWork, recipientKey } from '../../../app/escalate/wanted.ts';
import { isReal } from '../../../app/events/real.ts';
import { untoldEntries } from '../../../app/tickets/work.ts';
import { plainText } from '../../../checkers/text.ts';
import { keysInComment } from '../../../views/ticket-text.ts';
import type { BoardItem } from '../../standins/boards/index.ts';
import { during } from '../diary.ts';
import type { Ending } from '../ending.ts';
import { MAILED, SENDER } from '../world.ts';
import { eventsOf, type Invariant } from './known.ts';

/** One ticket per event that has one; a late duplicate is closed with a link to the first. */
export const oneTicket: Invariant = (ending) => {
  const events = new Map(eventsOf(ending).map((event) => [event.id, event]));
  const byEvent = Map.groupBy(ending.items, (item) => tagOf(item) ?? '');
  const known = [...events.values()].flatMap(({ id, ticket }) => {
    if (!ticket) return [];
    if (ticket.id === undefined) return [`${id} waits for a ticket`];
    const standing = (byEvent.get(id) ?? []).filter((item) => !isDuplicate(item)).map((item) => item.id);
    const fits = standing.length === 1 && standing[0] === ticket.id;
    return fits ? [] : [`${id} has the ticket ${ticket.id}, and there are ${standing.join(', ') || 'none'}`];
  });
  const strays = [...byEvent].flatMap(([id, items]) => {
    const event = events.get(id);
    // Events of test mode go; their tickets stay.
    if (event?.ticket || items.every((item) => String(item.fields['System.Title']).startsWith('TEST')))
      return [];
    return [`The ticket ${items[0]?.id} is of ${id || 'nothing'}, which knows of none`];
  });
  return [...known, ...strays];
};

/** Every ticket tells what happened, each thing once. */
export const ticketsTellAll: Invariant = (ending) =>
  eventsOf(ending).flatMap((event) => {
    const { ticket, id } = event;
    if (ticket?.id === undefined || ticket.gone || ticket.trouble !== undefined) return [];
    const item = ending.items.find((one) => one.id === ticket.id);
    const keys = (item?.comments ?? []).flatMap(({ text }) => keysInComment(id, plainText(text, 200_000)));
    const doubled = keys.filter((key, i) => keys.indexOf(key) !== i);
    const untold = untoldEntries(event);
    return [
      ...(doubled.length > 0 ? [`The ticket of ${id} tells twice: ${doubled.join(', ')}`] : []),
      ...(untold.length > 0
        ? [`The ticket of ${id} does not tell: ${untold.map(({ key }) => key).join(', ')}`]
        : []),
    ];
  });

/** Each update of our own page is on X once, in order. */
export const onXOnce: Invariant = (ending) => {
  const states = new Map(ending.social.flatMap(({ updates }) => updates.map(({ id, state }) => [id, state])));
  const places = ending.own.map(({ words }) => ending.posts.findIndex(({ text }) => text.includes(words)));
  return [
    ...ending.xViolations.map((what) => `X was not amused: ${what}`),
    ...ending.own.flatMap(({ id, words, at, incident }, i) => {
      const times = ending.posts.filter(({ text }) => text.includes(words)).length;
      // It stood there before the page was first read, and nobody announced it.
      const early = states.get(id) === 'baseline' && at <= Date.parse(ending.baselineAt ?? '');
      if (early && times === 0) return [];
      if (times !== 1)
        return [`“${words}” is ${times} times on X (${states.get(id) ?? 'unknown to the table'})`];
      const earlier = places.filter(
        (place, j) => j < i && place >= 0 && ending.own[j]?.incident === incident,
      );
      const place = places[i] ?? 0;
      return earlier.some((one) => one > place) ? [`“${words}” is on X before what came earlier`] : [];
    }),
  ];
};

/** Every mail that is due was sent, none was sent of which no event knows. */
export const mailedAll: Invariant = (ending) => {
  const rules = { to: MAILED, afterMinutes: 30, minSeverity: 'major' as const };
  const events = eventsOf(ending).filter(isReal);
  const unsent = events.flatMap((event) => {
    const due = mailWork(event, rules, ending.now - MAIL_MS);
    return due.kind === 'send' ? [`${event.id} owes the mail ${due.mail.key}`] : [];
  });
  const known = events.flatMap((event) =>
    (event.escalation?.mails ?? []).map(({ key, to }) => ({
      words: `${key} of ${event.id}`,
      id: threadHeaders(event, key, SENDER)['Message-ID'],
      to: MAILED.filter((address) => to.includes(recipientKey(address))),
    })),
  );
  const got = new Set(ending.mails.map((mail) => `${messageId(mail)} ${mail.to}`));
  const lost = known.flatMap(({ words, id, to }) =>
    to
      .filter((address) => !got.has(`${id} ${address}`))
      .map((address) => `The table has ${words} sent to ${address}, who never got it`),
  );
  const strangers = ending.mails
    .filter((mail) => !known.some(({ id }) => id === messageId(mail)))
    .map(({ subject }) => `No event knows of the mail: ${subject}`);
  return [...unsent, ...lost, ...strangers];
};

/** No mail was sent twice but where nobody could know that it had been. */
export const mailedOnce: Invariant = (ending) =>
  doubles(ending)
    .filter(({ excused }) => !excused)
    .map(({ words }) => words);

/** Mails that somebody got more than once, and whether that could be helped. */
export function doubles({
  mails,
  diary,
  copies,
  dayTime,
}: Pick<Ending, 'mails' | 'diary' | 'copies' | 'dayTime'>): { words: string; excused: boolean }[] {
  const writtenDown = copies
    .flatMap(({ log }) => log.split('\n'))
    .flatMap((line) => {
      const [, real = '', event] =
        /"time":"([^"]+)","event":"([A-Z0-9-]+)".*"A mail was sent"/.exec(line) ?? [];
      return event === undefined ? [] : [{ event, at: dayTime(Date.parse(real)) }];
    });
  // A copy that says so had no answer in time, be it for want of a machine: then nobody can know.
  const unanswered = new Map<string, number>();
  for (const line of copies.flatMap(({ log }) => log.split('\n'))) {
    const [, event] =
      /"event":"([A-Z0-9-]+)".*"reason":"unreachable".*"A mail was not sent"/.exec(line) ?? [];
    if (event !== undefined) unanswered.set(event, (unanswered.get(event) ?? 0) + 1);
  }
  return [...Map.groupBy(mails, (mail) => `${messageId(mail)} ${mail.to}`).values()].flatMap((same) =>
    same.slice(1).map((mail, i) => {
      const [from, to] = [(same[i]?.at ?? 0) - NEAR_MS, mail.at];
      // Between sending and recording: a copy died, slept or starved, the answer was lost, or storage took no record.
      const why = during(diary, ['killed', 'paused', 'stopped', 'starved', 'mail', 'storage'], from, to);
      const event = /\(([A-Z]{2}-[0-9A-Z]+)\)$/.exec(mail.subject)?.[1] ?? '';
      const lost = unanswered.get(event) ?? 0;
      // Longer than SendGrid is waited for: that copy had no machine to write it down with before its claim was over.
      const late = writtenDown.some(
        (one) => one.event === event && one.at - (same[i]?.at ?? 0) >= LATE_MS && one.at - to <= NEAR_MS,
      );
      if (why.length === 0 && lost > 0) unanswered.set(event, lost - 1);
      return {
        words: `${mail.to} got “${mail.subject}” again for no reason`,
        excused: why.length > 0 || lost > 0 || late,
      };
    }),
  );
}

const LATE_MS = 15_000;
/** How long before a mail what doubled it may have begun. */
const NEAR_MS = 30_000;
/** Mails wait for their turn. */
const MAIL_MS = 30_000;

function messageId({ headers }: Pick<Ending['mails'][number], 'headers'>): string {
  return headers['Message-ID'] ?? '';
}

function tagOf({ fields }: BoardItem): string | undefined {
  return /\boutage-bot-([A-Z]{2}-[0-9A-Z]+)/.exec(String(fields['System.Tags'] ?? ''))?.[1];
}

function isDuplicate({ fields, relations, comments }: BoardItem): boolean {
  const linked =
    relations.some(({ rel }) => /Duplicate|Related/.test(rel)) ||
    comments.some(({ text }) => text.includes('Duplicate of')) ||
    String(fields['System.History'] ?? '').includes('Duplicate of');
  return linked && ['Closed', 'Done', 'Removed', 'Resolved'].includes(String(fields['System.State']));
}
