import type { Scene } from '../announce/present.ts';
import type { Clock } from '../clock.ts';
import type { AdoConfig } from '../config.ts';
import type { TrackedEvent } from '../events/event.ts';
import type { Log } from '../log.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';
import { createBoards } from './boards.ts';
import { createTicketDesk, type TicketDesk } from './desk.ts';
import { type Behind, createTicketProjector, type TicketProjector } from './projector.ts';
import { type Refused, watchedBoards } from './watched-boards.ts';

/** What ails tickets, as this copy knows it. */
export interface TicketHealth {
  /** Why our credentials are refused. */
  refused?: Refused | undefined;
  behind?: Behind | undefined;
}

/** Tickets from the event to the work item and back. */
export interface Tickets extends TicketProjector {
  desk: TicketDesk;
  status(): TicketHealth;
  /** Finds out whether Azure DevOps, which refused us, works again. Never rejects. */
  probe(): Promise<void>;
}

/** Wires the desk, where people ask, and the projector, which writes what happens into the items. */
export function createTickets({
  ado,
  hosts,
  heard,
  changed,
  ...rest
}: {
  ado: AdoConfig;
  hosts: Readonly<Record<string, string>>;
  events: EventStore;
  clock: Clock;
  log: Log;
  copy: string;
  scene(): Scene;
  crashpoint(name: string): Promise<void> | void;
  /** Called with why Azure DevOps refuses our credentials, and with nothing once it takes them. */
  heard(refusal: string | undefined): void;
  /** Called with each event that was written. */
  changed(row: Row<TrackedEvent>): void;
}): Tickets {
  const { boards, probe, refused } = watchedBoards(
    createBoards({ ado, hosts, clock: rest.clock, log: rest.log }),
    rest.clock,
    heard,
  );
  const projector = createTicketProjector({
    ...rest,
    boards,
    closing: ado.closeOnResolve,
    written: changed,
  });
  const desk = createTicketDesk({
    ...rest,
    boards,
    written(row) {
      changed(row);
      projector.nudge(row);
    },
  });
  return {
    ...projector,
    desk,
    probe,
    status: () => ({ refused: refused(), behind: projector.behind() }),
  };
}
