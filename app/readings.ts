import { settled } from './announce/delivery.ts';
import { presentEvent, type Scene } from './announce/present.ts';
import type { Clock } from './clock.ts';
import type { Escalator } from './escalate/escalator.ts';
import type { TrackedEvent } from './events/event.ts';
import { isReal } from './events/real.ts';
import type { LeaseKeeper } from './lease.ts';
import type { Readings } from './metrics.ts';
import type { PlatformBook } from './platforms.ts';
import type { Sockets } from './slack/sockets.ts';
import type { Social } from './social/social.ts';
import type { Row } from './store/rows.ts';
import { isTicketSettled } from './tickets/work.ts';

/**
 * What metrics read at the moment somebody asks; of events, what the last sweep of the copy that leads has read.
 * One that does not lead says nothing of them: what it knew grows old.
 */
export function createReadings(parts: {
  clock: Clock;
  sockets: Pick<Sockets, 'health'>;
  lease: Pick<LeaseKeeper, 'leading'>;
  book: Pick<PlatformBook, 'standings'>;
  mail: Pick<Escalator, 'status'> | undefined;
  social: Pick<Social, 'status'> | undefined;
  scene(): Scene;
}): {
  swept(rows: readonly Row<TrackedEvent>[]): void;
  /** Another copy leads. */
  forget(): void;
  read(): Readings;
} {
  const { clock, mail, social } = parts;
  let events: TrackedEvent[] | undefined;

  return {
    swept(rows) {
      // A sweep may end after this copy's lead.
      if (parts.lease.leading()) events = rows.map((row) => row.value);
    },
    forget() {
      events = undefined;
    },
    read: () => ({
      socketsLive: parts.sockets.health().live,
      leading: parts.lease.leading(),
      sinceGoodLook: Object.fromEntries(
        parts.book
          .standings()
          .flatMap(({ platform, lastGoodLookAt }) =>
            lastGoodLookAt === undefined ? [] : [[platform.id, (clock.now() - lastGoodLookAt) / 1000]],
          ),
      ),
      open: openEvents(),
      owed: [
        ...(events ? eventsOwed(events) : []),
        ...(mail ? [mailOwed(mail)] : []),
        ...(social ? [socialOwed(social)] : []),
      ],
    }),
  };

  function openEvents(): Readings['open'] {
    const open = (events ?? []).filter((event) => !event.ending && isReal(event));
    const groups = Map.groupBy(open, ({ platform, severity }) => `${platform}\n${severity}`);
    return [...groups].map(([key, members]) => {
      const [platform = '', severity = ''] = key.split('\n');
      return { platform, severity, count: members.length };
    });
  }

  function eventsOwed(known: readonly TrackedEvent[]): Readings['owed'] {
    const isTold = (event: TrackedEvent) => {
      const wanted = presentEvent(event, parts.scene());
      return event.announcements.every((one) => settled(one, wanted));
    };
    return [
      unsettled(
        'slack',
        known.filter((event) => !isTold(event)),
      ),
      unsettled(
        'tickets',
        known.filter((event) => !isTicketSettled(event)),
      ),
    ];
  }

  function unsettled(projection: string, left: readonly TrackedEvent[]) {
    const oldest = Math.min(clock.now(), ...left.map(({ asOf }) => Date.parse(asOf)));
    return { projection, count: left.length, oldestSeconds: (clock.now() - oldest) / 1000 };
  }

  function socialOwed({ status }: Pick<Social, 'status'>) {
    const { waiting, oldestWaiting = clock.now() } = status();
    return { projection: 'x', count: waiting, oldestSeconds: (clock.now() - oldestWaiting) / 1000 };
  }

  function mailOwed({ status }: Pick<Escalator, 'status'>) {
    const { waiting, oldestWaitingSince = clock.now() } = status();
    return {
      projection: 'mail',
      count: waiting,
      oldestSeconds: (clock.now() - oldestWaitingSince) / 1000,
    };
  }
}
