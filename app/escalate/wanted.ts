import type { MailConfig } from '../config.ts';
import { type Change, compareSeverity, type Mail } from '../events/event.ts';
import { fingerprint } from '../events/ids.ts';
import type { RealEvent } from '../events/real.ts';

/** Who is mailed, from how bad on, and when again. */
export type MailRules = Pick<MailConfig, 'to' | 'afterMinutes' | 'minSeverity'>;

/** A mail that an event wants sent. */
export interface WantedMail {
  key: string;
  kind: Mail['kind'];
  dueAt: number;
  /** Everybody who is to have it in the end. */
  all: string[];
  /** Those of them who should have it by now and do not. */
  to: string[];
}

/** What a copy of the bot has to do about the mails of an event. */
export type MailWork =
  | { kind: 'nothing' }
  /** Somebody is at it, or the time has not come. `mail`: one that is due and was tried in vain. */
  | { kind: 'wait'; until: number; mail?: WantedMail }
  | { kind: 'send'; mail: WantedMail }
  /** It could not be sent for so long that nobody waits for it any more. */
  | { kind: 'give up'; mail: WantedMail };

/** For so long an ended event waits for its last mail. */
export const GIVE_UP_MS = 24 * 60 * 60_000;
/** A mail links to its Slack message where that stands by then: as long as looks and posts usually take. */
const SLACK_MS = 10_000;

const STARTS: Partial<Record<Change['kind'], Mail['kind']>> = {
  opened: 'opened',
  worsened: 'worsened',
  reopened: 'reopened',
  'force-resolve undone': 'reopened',
};
const ENDS: ReadonlySet<Change['kind']> = new Set(['resolved', 'withdrawn', 'force-resolved']);

/** What an event wants mailed and nobody has sent yet, soonest first. Pure. */
export function wantedMails(event: RealEvent, rules: MailRules): WantedMail[] {
  return (event.ending ? [ended(event, rules)] : escalating(event, rules))
    .map((mail) => ({ ...mail, to: unsent(event, mail) }))
    .filter(({ to }) => to.length > 0);
}

/**
 * Compares what an event wants mailed with what was sent. `tried`: turns that failed and are not due again yet. Pure.
 */
export function mailWork(
  event: RealEvent,
  rules: MailRules,
  now: number,
  tried: ReadonlySet<string> = new Set(),
): MailWork {
  const wanted = wantedMails(event, rules);
  if (wanted.length === 0) return { kind: 'nothing' };
  const { claim, failing } = event.escalation ?? {};
  if (claim && Date.parse(claim.until) > now) return { kind: 'wait', until: Date.parse(claim.until) };
  const [mail] = wanted
    .map((one) => ({
      ...one,
      dueAt: startsAhead(one, now) ? now : one.dueAt,
      to: one.to.filter((address) => !tried.has(turnKey(one, address))),
    }))
    .filter(({ to }) => to.length > 0);
  if (!mail || mail.dueAt > now) {
    const vain = wanted.find((one) => one.dueAt <= now);
    return { kind: 'wait', until: mail?.dueAt ?? Number.POSITIVE_INFINITY, ...(vain ? { mail: vain } : {}) };
  }
  const givenUp = event.ending && failing?.key === mail.key && now - Date.parse(failing.since) >= GIVE_UP_MS;
  return { kind: givenUp ? 'give up' : 'send', mail };
}

/** What it tells has begun by a clock that was ahead of ours: it has waited long enough. */
function startsAhead({ kind, dueAt }: WantedMail, now: number): boolean {
  return kind !== 'unacknowledged' && dueAt > now + SLACK_MS;
}

/** Names the turn of an address at a mail. */
export function turnKey({ key }: Pick<WantedMail, 'key'>, address: string): string {
  return `${key} ${recipientKey(address)}`;
}

/** Whether nothing more is mailed about an ended event, so that it may go. */
export function isMailSettled(event: RealEvent, rules: MailRules): boolean {
  return wantedMails(event, rules).length === 0;
}

/** Whether a mail tells that escalation begins. */
export function isStart({ kind }: Pick<Mail, 'kind'>): boolean {
  return kind !== 'ended' && kind !== 'unacknowledged';
}

/** How many addresses heard nothing of an event that has ended. Pure. */
export function unheard(event: RealEvent, rules: MailRules): number {
  const heard = new Set(sinceEnd(event).flatMap(({ to, maybe, refused }) => [...to, ...maybe, ...refused]));
  return recipients(rules).filter((address) => !heard.has(recipientKey(address))).length;
}

/** What stands for an address in the table. */
export function recipientKey(address: string): string {
  return fingerprint(address.toLowerCase());
}

/** Each address once, whatever its case. */
export function recipients({ to }: Pick<MailRules, 'to'>): string[] {
  const keys = to.map(recipientKey);
  return to.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
}

/** While nobody takes care of it: one mail at each start, and one more when that did not help. */
function escalating(event: RealEvent, rules: MailRules): WantedMail[] {
  const { severity, acknowledgedBy, announcements } = event;
  if (acknowledgedBy || announcements.length === 0) return [];
  if (compareSeverity(severity, rules.minSeverity) < 0) return [];
  const all = recipients(rules);
  const start = newestStart(event);
  const first = { key: start.key, kind: start.kind, dueAt: dueAt(event, start.at), all, to: all };
  const mailed = mailOf(event, start.key);
  if (!mailed) return [first];
  const again = Date.parse(mailed.at ?? start.at) + rules.afterMinutes * 60_000;
  // Whoever has had the first waits for nobody else.
  const to = mailed.done ? all : all.filter((address) => mailed.to.includes(recipientKey(address)));
  return [first, { key: `${start.key} again`, kind: 'unacknowledged', dueAt: again, all, to }];
}

/** Whoever may have heard that it began hears that it is over; everybody does where nobody could hear before. */
function ended(event: RealEvent, rules: MailRules): WantedMail {
  const key = endKey(event);
  if (isBrief(event, rules)) {
    const all = recipients(rules);
    return { key, kind: 'ended', dueAt: dueAt(event, event.asOf), all, to: all };
  }
  const heard = new Set(sinceEnd(event).flatMap(({ to, maybe }) => [...to, ...maybe]));
  const all = recipients(rules).filter((address) => heard.has(recipientKey(address)));
  return { key, kind: 'ended', dueAt: Number.NEGATIVE_INFINITY, all, to: all };
}

/** Opened and ended between two looks: it was over when it was first seen. */
function isBrief({ changes, worst, announcements }: RealEvent, { minSeverity }: MailRules): boolean {
  const [opened, over, ...more] = changes;
  if (opened?.kind !== 'opened' || over?.kind !== 'resolved' || more.length > 0) return false;
  const isBad = compareSeverity(worst, minSeverity) >= 0;
  return opened.at === over.at && isBad && announcements.length > 0;
}

/** The mails since an earlier end, without those about the end. */
function sinceEnd(event: RealEvent): Mail[] {
  const key = endKey(event);
  const mails = event.escalation?.mails ?? [];
  const before = mails.findLastIndex((mail) => mail.kind === 'ended' && mail.key !== key);
  return mails.slice(before + 1).filter(({ kind }) => kind !== 'ended');
}

function endKey({ changes, ending }: RealEvent): string {
  return `over ${changes.findLast(({ kind }) => ENDS.has(kind))?.id ?? ending?.at}`;
}

/** Where escalation began last. Only the newest changes are kept: then the mail that told it is remembered. */
function newestStart(event: RealEvent): { key: string; kind: Mail['kind']; at: string } {
  const change = event.changes.findLast(({ kind }) => STARTS[kind] !== undefined);
  const kind = change && STARTS[change.kind];
  if (change && kind) return { key: change.id, kind, at: change.at };
  const mailed = event.escalation?.mails.findLast(isStart);
  return { key: mailed?.key ?? 'opened', kind: mailed?.kind ?? 'opened', at: mailed?.at ?? event.seenAt };
}

/** At once where the message in Slack stands; a little later, come what may, where it does not. */
function dueAt({ announcements }: RealEvent, at: string): number {
  const shown = announcements.some(({ ts, gone }) => ts !== undefined || gone);
  return Date.parse(at) + (shown ? 0 : SLACK_MS);
}

function unsent(event: RealEvent, { key, to }: WantedMail): string[] {
  const mail = mailOf(event, key);
  if (mail?.done) return [];
  const over = new Set([...(mail?.to ?? []), ...(mail?.refused ?? [])]);
  return to.filter((address) => !over.has(recipientKey(address)));
}

function mailOf(event: RealEvent, key: string): Mail | undefined {
  return event.escalation?.mails.find((mail) => mail.key === key);
}
