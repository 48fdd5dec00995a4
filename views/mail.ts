import { type Announced, endWords } from './announcement.ts';
import { type MailBody, mailHtml, mailText } from './mail-body.ts';
import { cut, duration } from './text.ts';
import { PHASE, SEVERITY } from './words.ts';

/** Why a mail about an event is sent. */
export type MailKind = 'opened' | 'worsened' | 'reopened' | 'unacknowledged' | 'ended';

/** A mail about an event. */
export interface Mailed {
  event: Announced;
  kind: MailKind;
  /** After how long without an acknowledgement there is another mail. */
  afterMinutes: number;
  /** How long ago the mail was sent that nobody has followed; it may be longer than was meant. */
  unacknowledgedSeconds?: number;
  /** Nobody was mailed before: it was over when it was first seen. */
  brief?: boolean;
  /** Where the message in Slack stands, or at least its channel. */
  slack?: { text: string; url: string };
}

const MOST = { subject: 200, title: 500, affected: 20, names: 800, update: 3_000, by: 80, reason: 500 };

/** The subject of all mails about an event. What changes stands inside: it would tear the thread. */
export function mailSubject({ platform, title, id }: Pick<Announced, 'platform' | 'title' | 'id'>): string {
  const [before, after] = [`[Outage] ${platform}: `, ` (${id})`];
  const line = title
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return `${before}${cut(line, MOST.subject - before.length - after.length)}${after}`;
}

/** What a mail says, as plain text and as HTML that shows the same. */
export function mailBody(mailed: Mailed): { text: string; html: string } {
  const { event, slack } = mailed;
  const { newest, forced } = event;
  const body: MailBody = {
    lead: leadWords(mailed),
    facts: factsOf(event),
    ...(newest
      ? {
          quote: {
            head: `${PHASE[newest.phase]}, ${newest.at.utc}`,
            text: cut(newest.text, MOST.update) || 'No text given',
          },
        }
      : {}),
    ...(forced ? { reason: `“${cut(forced.reason, MOST.reason)}”, ${cut(forced.by, MOST.by)}` } : {}),
    links: [
      ...(slack ? [slack] : []),
      { text: `What ${event.platform} says`, url: event.url },
      ...(event.ticket ? [{ text: `Ticket ${event.ticket.id}`, url: event.ticket.url }] : []),
    ],
    foot: 'Sent by Outage Bot to the addresses in its setting ESCALATE_EMAILS. Nobody reads answers to it.',
  };
  return { text: mailText(body), html: mailHtml(body) };
}

/** Why this mail comes now, and what the reader can do. */
function leadWords({ event, kind, afterMinutes, unacknowledgedSeconds, brief }: Mailed): string {
  const { platform } = event;
  const word = SEVERITY[event.severity].word.toLowerCase();
  const what = event.severity === 'notice' ? 'notice' : `${word} outage`;
  const wait = afterMinutes * 60;
  const next = `Acknowledge it in Slack, or another mail comes in ${duration(wait)}.`;
  switch (kind) {
    case 'opened':
      return `${platform} has a ${what}. ${next}`;
    case 'worsened':
      return `The outage of ${platform} got worse: it is ${word} now. ${next}`;
    case 'reopened':
      return `The outage of ${platform} is open again, and it is ${word}. ${next}`;
    case 'unacknowledged':
      return `Nobody has acknowledged the ${what} of ${platform} for ${duration(unacknowledgedSeconds ?? wait)}. Acknowledge it in Slack.`;
    case 'ended':
      if (brief) {
        const was = SEVERITY[event.worst].word.toLowerCase();
        return `${platform} had a ${was} outage. It has ended: ${endWords(event).toLowerCase()}.`;
      }
      return `The outage of ${platform} has ended: ${endWords(event).toLowerCase()}.`;
  }
}

function factsOf(event: Announced): MailBody['facts'] {
  const shown = event.affected.slice(0, MOST.affected);
  const more = event.affected.length - shown.length;
  const names = cut(shown.join(', '), MOST.names) + (more > 0 ? ` and ${more} more` : '');
  return [
    ['Platform', event.platform],
    ['Event', cut(event.title, MOST.title), 'from outside'],
    ['Internal ID', event.id],
    ['Severity', SEVERITY[event.ended ? event.worst : event.severity].word],
    ['Status', event.ended ? endWords(event) : PHASE[event.phase]],
    ...(names ? [['Affected', names, 'from outside'] as const] : []),
    ['Began', event.began.utc],
    ...(event.ended ? [['Ended', event.ended.at.utc] as const] : []),
    ...(event.acknowledgedBy
      ? [['Acknowledged by', cut(event.acknowledgedBy.name, MOST.by), 'from outside'] as const]
      : []),
  ];
}
