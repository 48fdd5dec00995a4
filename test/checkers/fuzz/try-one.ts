import type { Scene } from '../../../app/announce/present.ts';
import { isOpenAtSource, type TrackedEvent } from '../../../app/events/event.ts';
import { eventId } from '../../../app/events/ids.ts';
import { type Outcome, reconcile } from '../../../app/events/reconcile.ts';
import { audience } from '../../../app/events/rules.ts';
import { createHearsay } from '../../../app/hearsay.ts';
import { CheckError, type Report } from '../../../checkers/checker.ts';
import type { Sample, Target } from './corpus.ts';
import { judgeHome, judgeReport, judgeShown, judgeStored } from './judge.ts';
import { type Look, type Mutation, worldOf } from './mutant.ts';

/** How a mutant was taken. */
export type Verdict = 'read' | CheckError['reason'];

const T0 = Date.parse('2026-09-03T16:00:00.000Z');
const MINUTE_MS = 60_000;

/**
 * The sample is looked at, then its mutant, twice, with what the sample left behind. Throws whatever should not
 * have happened on the whole way from the page to Slack.
 */
export async function tryOne(target: Target, sample: Sample, mutation: Mutation): Promise<Verdict> {
  const { platform } = target;
  const events = new Map<string, TrackedEvent>();
  const tallies: { tally: Outcome['tally'] } = { tally: new Map() };
  // What is heard twice under one id is a bug of the checker: `heed` logs it as such.
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (facts: object, words: string) => fail(`${words}: ${JSON.stringify(facts)}`),
  };
  const hearsay = createHearsay(log as unknown as Parameters<typeof createHearsay>[0]);
  const wanted = mutation.others % 4 === 0 ? ['Something That Nobody Has'] : undefined;

  function settle(heard: Report, minute: number): Outcome {
    const now = T0 + minute * MINUTE_MS;
    const outcome = reconcile({
      platform: platform.id,
      known: [...events.values()],
      report: heard,
      lookAt: now,
      ...(minute > 0 && { lastGoodLookAt: now - MINUTE_MS }),
      ...tallies,
      newId: (id) => eventId(platform, id, 20),
      audience: (incident) =>
        audience(incident, { platform, wanted, channel: 'C1', settings: { floor: 'notice' }, now }),
    });
    for (const { event } of outcome.writes) events.set(event.id, event);
    tallies.tally = outcome.tally;
    return outcome;
  }

  const held = () =>
    [...events.values()].filter(isOpenAtSource).map(({ incidentId, ...event }) => ({
      id: incidentId,
      beganAt: event.beganAt,
      listedAt: event.listedAt,
      severity: event.severity,
      affected: event.affected.map(({ id }) => id),
    }));
  const look = (minute: number, more: Partial<Look>) =>
    askedOf(target, sample, {
      held: held(),
      lookAt: new Date(T0 + minute * MINUTE_MS).toISOString(),
      ...more,
    });

  const before = await look(0, {});
  if ('report' in before) settle(hearsay.heed(platform.id, before.report), 0);
  const found = await look(1, { mutation });
  if (!('report' in found)) return found.reason;

  judgeReport(found.report);
  const heard = hearsay.heed(platform.id, found.report);
  hearsay.fingerprintOf(platform.id, heard);
  const { elsewhere } = settle(heard, 1);
  judgeRepetition(settle(heard, 2), heard);
  const scene: Scene = { platforms: [platform], tickets: true, now: T0 + 3 * MINUTE_MS };
  for (const event of events.values()) {
    judgeStored(event);
    judgeShown(event, scene);
  }
  judgeHome([...events.values()], elsewhere, scene);
  return 'read';
}

async function askedOf(
  target: Target,
  sample: Sample,
  look: Look,
): Promise<{ report: Report } | { reason: CheckError['reason'] }> {
  try {
    return { report: await target.platform.check(target.platform, worldOf(target, sample, look)) };
  } catch (error) {
    if (error instanceof CheckError) return { reason: error.reason };
    throw error;
  }
}

/** The same again changes nothing, but for what has now been missing twice. */
function judgeRepetition({ writes }: Outcome, { incidents }: Report): void {
  const listed = new Set(incidents.map(({ id }) => id));
  const again = writes.find(({ event }) => listed.has(event.incidentId));
  if (again) fail(`The same report changes an event a second time: ${again.kinds.join(', ')}`);
}

function fail(words: string): never {
  throw new Error(words);
}
