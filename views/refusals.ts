import { date, type Instant } from './rich.ts';
import { inert } from './text.ts';
import { testMark } from './words.ts';

// Answers to one person, as Slack markup: why nothing has changed, and what they can do.

/** Somebody was there before, or the event is past what was asked for. */
export type Refusal =
  | { kind: 'acknowledged'; by: string; at: Instant }
  | {
      kind: 'ended';
      how: 'resolved' | 'no longer listed' | 'withdrawn' | 'force-resolved';
      by?: string;
      at: Instant;
    }
  | { kind: 'open' }
  | { kind: 'too late'; at: Instant; again: 'if worse' | 'never' }
  | { kind: 'over at the platform' };

const ENDED = {
  resolved: 'resolved it at',
  'no longer listed': 'does not list it any more, since',
  withdrawn: 'withdrew it at',
} as const;
const AFTERWARDS = {
  'if worse': 'If it gets worse, it is told again.',
  never: 'As was chosen, this incident is not told again.',
} as const;

export function refusalWords(id: string, refusal: Refusal): string {
  switch (refusal.kind) {
    case 'acknowledged':
      return `\`${id}\` was acknowledged by *${inert(refusal.by)}* at ${date(refusal.at)}.`;
    case 'ended':
      return refusal.how === 'force-resolved'
        ? `\`${id}\` was force-resolved by *${inert(refusal.by ?? 'somebody')}* at ${date(refusal.at)}.`
        : `\`${id}\` has ended: the platform ${ENDED[refusal.how]} ${date(refusal.at)}.`;
    case 'open':
      return `\`${id}\` is open: there is nothing to undo.`;
    case 'too late':
      return `\`${id}\` was force-resolved at ${date(refusal.at)}; that can be undone for ten minutes. ${AFTERWARDS[refusal.again]}`;
    case 'over at the platform':
      return `\`${id}\` has ended at the platform meanwhile: there is nothing to undo.`;
  }
}

/** Who may do it instead. `operators` are names. */
export function notAllowedWords(what: string, need: 'member' | 'operator', operators: string): string {
  return need === 'member'
    ? `Only full members of this workspace can ${what}. Ask one of your colleagues.`
    : `Only operators can ${what}: ${inert(operators, 1_000)}.`;
}

/** A typed ID that fits nothing. `near` are the open events that look most like it. */
export function unknownIdWords(
  typed: string,
  near: readonly { id: string; title: string; simulated?: boolean }[],
): string {
  const said = typed.trim() === '' ? 'That event' : `\`${inert(typed, 40)}\``;
  if (near.length === 0) return `${said} is not an event that we know, and no event is open that we know of.`;
  const lines = near.map((event) => `• \`${event.id}\` ${testMark(event)}${inert(event.title, 100)}`);
  return `${said} is not an event that we know. Did you mean:\n${lines.join('\n')}`;
}

/** No look will tell how an event stands. `notSetUp`: its platform is one of ours that lacks something. */
export function unwatchedWords(
  id: string,
  { platform, notSetUp, open }: { platform: string; notSetUp: boolean; open: boolean },
): string {
  const why = notSetUp ? 'what watching it needs is not set up' : 'it is not on the list of platforms';
  const left = open ? ` \`${id}\` stays open until an operator force-resolves it.` : '';
  return `Nobody watches ${inert(platform, 80)} any more: ${why}.${left}`;
}

export const STORAGE_AWAY =
  'Nothing has changed: storage does not answer at the moment. Please try again in a minute.';

/** An event of which nothing can be said just now. */
export const CANNOT_READ =
  'I cannot read that event: storage does not answer at the moment. Please try again in a minute.';
