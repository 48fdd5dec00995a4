import type { Scene } from '../announce/present.ts';
import type { Clock } from '../clock.ts';
import type { MailConfig } from '../config.ts';
import type { TrackedEvent } from '../events/event.ts';
import type { Hide } from '../hide.ts';
import type { Log } from '../log.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';
import { createEscalator, type Escalator } from './escalator.ts';
import { createPost } from './sendgrid.ts';

/** Wires SendGrid and what decides about its mails. */
export function createEscalation({
  hosts,
  hide,
  changed,
  ...rest
}: {
  config: MailConfig;
  hosts: Readonly<Record<string, string>>;
  events: EventStore;
  clock: Clock;
  log: Log;
  /** Keeps secrets out of what SendGrid says. */
  hide: Hide;
  copy: string;
  scene(): Scene;
  workspace(): string;
  crashpoint(name: string): Promise<void> | void;
  heard(trouble: string | undefined): void;
  mailed?: (result: string) => void;
  /** Called with each event that was written. */
  changed(row: Row<TrackedEvent>): void;
}): Escalator {
  const { config, clock } = rest;
  return createEscalator({ ...rest, post: createPost(config, { hosts, clock, hide }), written: changed });
}
