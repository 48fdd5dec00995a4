import type { Announcer } from './announce/announcer.ts';
import type { Source } from './announce/claims.ts';
import type { NoticeKeeper } from './announce/notice-keeper.ts';
import { mailNotice, ticketNotice } from './announce/notices.ts';
import { presentEvent, type Scene } from './announce/present.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createEscalation } from './escalate/escalation.ts';
import type { Escalator } from './escalate/escalator.ts';
import { isMailSettled } from './escalate/wanted.ts';
import { undoableUntil } from './events/acts.ts';
import { isOpenAtSource, type TrackedEvent } from './events/event.ts';
import { isReal } from './events/real.ts';
import { isSpent } from './events/simulation.ts';
import type { Hide } from './hide.ts';
import { type Log, quietly } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { EventStore } from './store/events.ts';
import type { Row } from './store/rows.ts';
import { createTickets, type Tickets } from './tickets/tickets.ts';
import { isTicketSettled } from './tickets/work.ts';

/** All that makes the outside world agree with the rows of events: Slack, tickets, e-mail. */
export interface Projections {
  /** Whatever this row wants shown, commented or mailed is so soon. */
  nudge(row: Row<TrackedEvent>): void;
  /** Undefined where the part is not set up. */
  tickets: Tickets | undefined;
  mail: Escalator | undefined;
  /** Asks again where somebody was refused: perhaps it has been mended. */
  probe(): void;
  /** Lets what is under way finish. */
  stop(): Promise<void>;
}

/** Wires the projections of events. None of them waits for another, but an ended row waits for all. */
export function createProjections({
  config,
  announcer,
  notices,
  metrics,
  ...deps
}: {
  config: Pick<Config, 'ado' | 'mail'>;
  hosts: Readonly<Record<string, string>>;
  events: EventStore;
  announcer: Announcer;
  notices: NoticeKeeper;
  metrics: Metrics;
  clock: Clock;
  log: Log;
  hide: Hide;
  copy: string;
  crashpoint(name: string): Promise<void> | void;
  scene(): Scene;
  /** Whether looks tell how it stands at that platform. */
  watched(platform: string): boolean;
  /** The workspace's address, for links. */
  workspace(): string;
  /** A delivery was written down. */
  written(row: Row<TrackedEvent>): void;
  /** So was something that people see elsewhere too. */
  changed(row: Row<TrackedEvent>): void;
}): Projections {
  const { events, clock, log, scene, watched, written } = deps;

  const slack: Source<TrackedEvent> = {
    key: (event) => event.id,
    present: (event) => presentEvent(event, scene()),
    read: (event) => events.openRow(event.platform, event.id),
    async replace(row, event) {
      const replaced = await events.replace(row, event);
      if (!replaced) return undefined;
      written(replaced);
      // A mail waits a moment for the message that it links to.
      mail?.nudge(replaced);
      return replaced;
    },
    ended: (event) => events.ended(event.platform, event.id),
    superseded: events.superseded,
    revive: (event) => events.revive(event.platform, event.id),
    finish,
  };
  const tickets =
    config.ado &&
    createTickets({
      ...deps,
      ado: config.ado,
      heard: (refusal) => tell('tickets', ticketNotice(refusal)),
      changed(row) {
        written(row);
        deps.changed(row);
        announcer.nudge(slack, row);
      },
    });
  const mail =
    config.mail &&
    createEscalation({
      ...deps,
      config: config.mail,
      heard: (trouble) => tell('mail', mailNotice(trouble)),
      mailed: metrics.mailed,
      changed(row) {
        written(row);
        // An ended event goes once its last mail is out.
        if (row.value.ending) announcer.nudge(slack, row);
      },
    });

  return {
    nudge(row) {
      announcer.nudge(slack, row);
      tickets?.nudge(row);
      mail?.nudge(row);
    },
    tickets,
    mail,
    probe() {
      // A follower knows only of what it was refused itself.
      if (notices.stands('tickets') || tickets?.status().refused) void tickets?.probe();
      if (notices.stands('mail') || mail?.status().trouble !== undefined) void mail?.probe();
    },
    async stop() {
      await Promise.all([tickets?.stop(), mail?.stop()]);
    },
  };

  /**
   * An ended event goes when every projection has delivered its end, and the platform has ended it too. Of a platform
   * that nobody watches that will not be heard: there it goes when it cannot be taken back any more.
   */
  async function finish(row: Row<TrackedEvent>): Promise<void> {
    const event = row.value;
    if (!event.ending) return;
    if (isOpenAtSource(event) && (watched(event.platform) || clock.now() <= undoableUntil(event))) return;
    if (config.ado && !isTicketSettled(event)) return;
    if (config.mail && isReal(event) && !isMailSettled(event, config.mail)) return;
    if (isReal(event)) await events.move(row);
    else if (isSpent(event, clock.now())) await events.drop(row);
  }

  function tell(id: string, words: Parameters<NoticeKeeper['tell']>[1]): void {
    void quietly(log, notices.tell(id, words), 'Operators could not be told');
  }
}
