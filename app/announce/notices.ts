import type { Standing } from '../platforms.ts';
import type { ChannelTrouble } from '../slack/channel-book.ts';
import { channelAdvice } from '../slack/channels.ts';
import type { Refusal } from '../social/refusal.ts';
import type { Notice } from '../store/state.ts';

/** What operators should be told of now, by notice id. */
export type Wants = Map<string, { text: string; overText: string; since: string; code?: string }>;

/** Short troubles pass by themselves. */
const TOLD_AFTER_MS = 5 * 60_000;

/** Notices that parts of the bot give by themselves, whichever copy they run in: no round of the leader's ends them. */
export const GIVEN: ReadonlySet<string> = new Set(['tickets', 'mail', 'x']);

/** What operators are told while Azure DevOps refuses us. */
export function ticketNotice(refusal: string | undefined): { text: string; overText: string } | undefined {
  return refusal === undefined
    ? undefined
    : {
        text: `Tickets can neither be made nor kept up to date. ${refusal}`,
        overText: 'Azure DevOps takes tickets again',
      };
}

/** What operators are told while posts are kept from X. */
export function xNotice(
  refusal: Omit<Refusal, 'since'> | undefined,
): { text: string; overText: string } | undefined {
  if (!refusal) return undefined;
  const { kind, words } = refusal;
  return kind === 'forbidden'
    ? {
        text: `An update of our own status page cannot be posted on X. ${words}. ${X_ADVICE.forbidden}`,
        overText: 'X takes posts again',
      }
    : {
        text: `Our own status page's updates cannot be posted on X. ${words}. ${X_ADVICE[kind]}`,
        overText: kind === 'ceiling' ? 'Updates are posted on X again' : 'X takes posts again',
      };
}

const X_ADVICE: Record<Refusal['kind'], string> = {
  keys: 'Check the four TWITTER_ keys.',
  credits: 'Check what is left of the credits of the app.',
  gone: 'Check whether X still offers this to the app.',
  forbidden:
    'If no update gets there, check that the app may read and write, and make its access token anew after a change; ' +
    'otherwise X does not want this text.',
  ceiling: 'They wait for the next day, UTC; what is older than six hours by then is not posted.',
};

/** What operators are told while mails are not sent as they should be. */
export function mailNotice(trouble: string | undefined): { text: string; overText: string } | undefined {
  return trouble === undefined
    ? undefined
    : {
        text: `Outages are not mailed to everybody who should hear of them. ${trouble}`,
        overText: 'Outages are mailed again',
      };
}

const CHANNEL = 'channel-';

/** What a notice that stands says of a channel, if it is about one. */
export function troubleIn({ id, endedAt, code, since }: Notice): [string, ChannelTrouble] | undefined {
  if (!id.startsWith(CHANNEL) || endedAt !== undefined || code === undefined) return undefined;
  return [id.slice(CHANNEL.length), { code, since }];
}

/** The notice for when most pages cannot be read at once. */
export const NETWORK = 'network';

/**
 * Which notices should stand, given those that do. One for each platform that says nothing, or not all, for five
 * minutes, or a single one when most say nothing. Pure.
 */
export function wantedNotices(
  {
    troubled: maybeTroubled,
    platforms,
    closed,
    networkBackAt = 0,
  }: {
    /** The platforms of which looks say nothing, or not all... */
    troubled: readonly Standing[];
    /** ...of so many. */
    platforms: number;
    closed: ReadonlyMap<string, ChannelTrouble>;
    /** When the last single notice for most platforms ended: each gets its time to be read again. */
    networkBackAt?: number;
  },
  open: ReadonlySet<string>,
  now: number,
): Wants {
  // What another copy once found unreadable is told only when this one finds so too.
  const troubled = maybeTroubled.filter(
    ({ platform, confirmed }) => confirmed || open.has(platform.id) || open.has(NETWORK),
  );
  const silent = troubled.filter(({ unreadable }) => unreadable !== undefined);
  const due = silent.filter(
    ({ unreadable }) =>
      unreadable && now - Math.max(networkBackAt, Date.parse(unreadable.since)) >= TOLD_AFTER_MS,
  );
  const wants: Wants = new Map();
  const most = silent.length >= 2 && silent.length > platforms / 2;
  if (most && (due.length > 0 || open.has(NETWORK))) {
    const since = silent.map(({ unreadable }) => unreadable?.since ?? '').sort()[0] ?? '';
    const names = silent.map(({ platform }) => platform.name).join(', ');
    wants.set(NETWORK, {
      since,
      text:
        `Cannot tell how most platforms are (${names}): their status pages cannot be read from here. ` +
        'Probably our network. This says nothing about the platforms themselves.',
      overText: 'Most status pages can be read again',
    });
  }
  // While it stands, and in the moment it ends, that notice speaks for all.
  const covered = wants.has(NETWORK) || open.has(NETWORK);
  for (const one of silent) {
    const { platform, unreadable } = one;
    // One that stands goes on until all of the page can be read, and says how it is by then.
    if (!unreadable || !(open.has(platform.id) || (due.includes(one) && !covered))) continue;
    wants.set(platform.id, {
      since: unreadable.since,
      text: `Cannot tell how ${platform.name} is. ${ADVICE[unreadable.reason]} (${unreadable.message})`,
      overText: `The status page of ${platform.name} can be read again`,
    });
  }
  for (const { platform, unreadable, partly, partlySince: since } of troubled) {
    if (unreadable || partly === undefined || since === undefined) continue;
    if (!open.has(platform.id) && now - Date.parse(since) < TOLD_AFTER_MS) continue;
    wants.set(platform.id, {
      since,
      text: `Cannot tell for sure how ${platform.name} is: what its status page does not list may go on all the same. (${partly})`,
      overText: `The status page of ${platform.name} can be read in full again`,
    });
  }
  for (const [channel, { code, since }] of closed) {
    wants.set(`${CHANNEL}${channel}`, {
      since,
      code,
      text: `Outages cannot be told in the channel ${channel}: ${channelAdvice(code)} All is kept and told once it is back.`,
      overText: `The channel ${channel} takes messages again`,
    });
  }
  return wants;
}

const ADVICE: Record<NonNullable<Standing['unreadable']>['reason'], string> = {
  unreachable:
    'Its status page gives no answer; the bot keeps trying. This says nothing about the platform itself.',
  rejected: 'Its status page refuses us: check the address and, where it needs them, the credentials.',
  unreadable: 'Its status page answers something the bot does not understand: probably its format changed.',
  bug: 'The bot failed on what its status page says: this is a fault of ours, see the log.',
};
