import type { Platform } from '../checkers/checker.ts';
import { ailmentsOf, type BotStatus } from '../views/bot-status.ts';
import { instantAt } from './announce/present.ts';
import type { Clock } from './clock.ts';
import type { Escalator } from './escalate/escalator.ts';
import type { LeaseKeeper } from './lease.ts';
import type { PlatformBook, Standing } from './platforms.ts';
import type { ChannelBook } from './slack/channel-book.ts';
import { channelAdvice } from './slack/channels.ts';
import type { Sockets } from './slack/sockets.ts';
import type { Social } from './social/social.ts';
import { shownStanding } from './standing.ts';
import type { Store } from './store/store.ts';
import { type TestMode, testModeShown } from './test-mode.ts';
import type { TicketHealth, Tickets } from './tickets/tickets.ts';
import type { Watch } from './watch.ts';

/** The parts whose health makes up the bot's. */
export interface StatusParts {
  version: string;
  clock: Clock;
  store: Pick<Store, 'awaySince'>;
  sockets: Pick<Sockets, 'health'>;
  lease: Pick<LeaseKeeper, 'leading' | 'freeMs'>;
  watch: Pick<Watch, 'lastDue'>;
  channels: Pick<ChannelBook, 'closed'>;
  book: Pick<PlatformBook, 'standings'>;
  notSetUp: readonly Platform[];
  testMode: Pick<TestMode, 'state'>;
  /** Absent: tickets cannot be made. */
  tickets?: Pick<Tickets, 'status'> | undefined;
  /** Absent: nobody is mailed. */
  mail?: Pick<Escalator, 'status'> | undefined;
  /** Absent: nothing is posted on X. */
  social?: Pick<Social, 'status'> | undefined;
}

/** A look that is late by so much is not made. */
const UNWATCHED_MS = 5 * 60_000;

/** How the bot is, as people and health checks ask. The bot's time begins now. */
export function createStatus(parts: StatusParts): () => BotStatus {
  const { version, clock, store, sockets, lease, watch, channels, book } = parts;
  const startedAt = clock.monotonic();

  return () => {
    const upMs = clock.monotonic() - startedAt;
    const standings = book.standings();
    const away = store.awaySince();
    const { live, connections } = sockets.health();
    return {
      version,
      upSeconds: upMs / 1000,
      leading: lease.leading(),
      // A copy that cannot read the tables does not know what the leader does.
      unwatched: upMs > UNWATCHED_MS && away === undefined && isUnwatched(standings),
      sockets: { live, of: connections.length },
      ...(away === undefined ? {} : { storageAway: instantAt(away) }),
      channels: [...channels.closed()].map(([channel, { code }]) => ({
        channel,
        trouble: channelAdvice(code),
      })),
      ...ticketStatus(parts.tickets?.status()),
      ...mailStatus(parts.mail),
      ...socialStatus(parts.social),
      ...testModeShown(parts.testMode.state()),
      notSetUp: [...parts.notSetUp.map(({ name }) => name), ...absent(parts)],
      platforms: standings.map(shownStanding),
    };
  };

  /** Whether nobody leads, or whoever does lets looks pass that are due. */
  function isUnwatched(standings: readonly Standing[]): boolean {
    if (lease.freeMs() > UNWATCHED_MS) return true;
    // Of one that cannot be read nothing tells when it was last looked at.
    const good = standings
      .filter(({ unreadable }) => !unreadable)
      .map(({ lastGoodLookAt = 0 }) => lastGoodLookAt);
    return good.length > 0 && Math.max(...good) < watch.lastDue(clock.now() - UNWATCHED_MS);
  }
}

/** All that is known of the bot's health: first whether it is well, and else what is wrong and what to do. */
export function healthDetails(status: BotStatus): { well: boolean; ailments: string[] } & BotStatus {
  const ailments = ailmentsOf(status);
  return { well: ailments.length === 0, ailments, ...status };
}

/** Optional parts that nobody has set up. */
function absent({ tickets, mail, social }: StatusParts): string[] {
  return [
    ...(tickets ? [] : ['tickets in Azure DevOps']),
    ...(mail ? [] : ['e-mail']),
    ...(social ? [] : ['posts on X']),
  ];
}

/** Being refused explains why tickets wait. */
function ticketStatus({ refused, behind }: TicketHealth = {}): Pick<BotStatus, 'tickets'> {
  const trouble = refused ?? behind;
  if (!trouble) return {};
  return {
    tickets: { trouble: trouble.why, since: instantAt(trouble.since), waiting: behind?.tickets ?? 0 },
  };
}

/** Mails that have waited only for the next free second are no news. */
function mailStatus(mail: StatusParts['mail']): Pick<BotStatus, 'mail'> {
  const { waiting = 0, oldestWaitingSince, trouble } = mail?.status() ?? {};
  if (trouble === undefined) return {};
  return {
    mail: {
      waiting,
      trouble,
      ...(oldestWaitingSince === undefined ? {} : { since: instantAt(oldestWaitingSince) }),
    },
  };
}

function socialStatus(social: StatusParts['social']): Pick<BotStatus, 'social'> {
  if (!social) return {};
  const { lastPost, ...rest } = social.status();
  return { social: { ...rest, ...(lastPost === undefined ? {} : { lastPost: instantAt(lastPost) }) } };
}
