import { z } from 'zod';
import type { Affected, Phase, Severity, Update } from '../../checkers/checker.ts';
import type {
  ActKind,
  Announcement,
  Change,
  ChangeKind,
  Ending,
  Escalation,
  Forced,
  Ticket,
} from '../events/event.ts';
import type { DayState, Elsewhere } from './state.ts';

// What a hand has edited into another shape is an error at the door, not a surprise behind it.

/** What a date is made of. */
export const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'not an instant');
export const count = z.int().min(0);

export const severity: z.ZodType<Severity> = z.enum(['notice', 'minor', 'major', 'critical', 'maintenance']);
export const phase: z.ZodType<Phase> = z.enum(['investigating', 'identified', 'monitoring', 'resolved']);
export const ending: z.ZodType<Ending['how']> = z.enum([
  'resolved',
  'no longer listed',
  'withdrawn',
  'force-resolved',
]);

const yes = z.literal(true).exactOptional();
/** A user's id, which stands in mentions. */
export const person = z.string().regex(/^\w*$/);
const actor = z.looseObject({ id: person, name: z.string() });
const turn = { by: z.string(), until: instant };

export const affected: z.ZodType<Affected> = z.looseObject({
  id: z.string(),
  name: z.string(),
  group: z.string().exactOptional(),
});

export const update: z.ZodType<Update> = z.looseObject({
  id: z.string(),
  phase,
  text: z.string(),
  at: instant,
});

const kind: z.ZodType<ChangeKind | ActKind> = z.enum([
  'opened',
  'updated',
  'worsened',
  'eased',
  'resolved',
  'reopened',
  'withdrawn',
  'acknowledged',
  'force-resolved',
  'force-resolve undone',
  'ticket',
]);

export const change: z.ZodType<Change> = z.looseObject({
  id: z.string(),
  kind,
  at: instant,
  text: z.string(),
  by: actor.exactOptional(),
  reason: z.string().exactOptional(),
});

export const forced: z.ZodType<Forced> = z.looseObject({
  by: actor,
  at: instant,
  reason: z.string(),
  again: z.enum(['if worse', 'never']),
  severity,
  phase,
  over: yes,
  overAt: instant.exactOptional(),
});

export const ticket: z.ZodType<Ticket> = z.looseObject({
  by: actor,
  at: instant,
  id: count.exactOptional(),
  url: z.string().exactOptional(),
  claim: z.looseObject(turn).exactOptional(),
  verifyAt: instant.exactOptional(),
  told: z.array(z.string()),
  described: count,
  ended: yes,
  closed: yes,
  gone: yes,
  trouble: z.string().exactOptional(),
});

const mail = z.looseObject({
  key: z.string(),
  kind: z.enum(['opened', 'worsened', 'reopened', 'unacknowledged', 'ended']),
  at: instant.exactOptional(),
  to: z.array(z.string()),
  maybe: z.array(z.string()),
  refused: z.array(z.string()),
  done: yes,
  givenUp: yes,
});

export const escalation: z.ZodType<Escalation> = z.looseObject({
  subject: z.string(),
  mails: z.array(mail),
  claim: z.looseObject(turn).exactOptional(),
  failing: z.looseObject({ key: z.string(), since: instant }).exactOptional(),
});

export const announcement: z.ZodType<Announcement> = z.looseObject({
  channel: z.string(),
  ts: z.string().exactOptional(),
  revision: count,
  root: z.string().exactOptional(),
  told: z.array(z.string()),
  rootOnly: z.array(z.string()),
  claim: z.looseObject({ ...turn, keys: z.array(z.string()), since: instant }).exactOptional(),
  verifyAt: instant.exactOptional(),
  gone: yes,
});

export const elsewhere: z.ZodType<Elsewhere> = z.looseObject({
  id: z.string(),
  title: z.string(),
  severity,
  url: z.string(),
  why: z.string().exactOptional(),
  affected: z.array(z.string()),
});

const dayState: z.ZodType<DayState> = z.union([z.enum(['ok', 'unknown']), severity]);
export const day = z.tuple([z.iso.date(), dayState]);
