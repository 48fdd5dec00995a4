import {
  CheckError,
  type Incident,
  type Platform,
  type Report,
  type Severity,
  type World,
} from '../checkers/checker.ts';
import type { Clock } from './clock.ts';
import { compareSeverity, type TrackedEvent, worse } from './events/event.ts';
import { isReal } from './events/real.ts';
import { isOn, simulatedReport, type TestSession } from './events/simulation.ts';
import { createHearsay } from './hearsay.ts';
import { createKnownEvents, type KnownDeps, type KnownEvents } from './known-events.ts';
import type { PlatformBook } from './platforms.ts';
import type { Elsewhere } from './store/state.ts';

/** What came of one look. */
export type Looked =
  | {
      platform: Platform;
      kind: 'told';
      open: TrackedEvent[];
      /** Ended here by people, still open at the platform. */
      forced: TrackedEvent[];
      changed: TrackedEvent[];
      elsewhere: number;
      /** Why what was read is not all, or should not be believed. */
      doubt?: string | undefined;
    }
  /** Nothing can be said: neither good news nor bad. */
  | { platform: Platform; kind: 'cannot tell'; message: string }
  /** The page was read, but what it says could not be stored; nothing unstored is told. */
  | { platform: Platform; kind: 'not stored'; message: string };

/** Looks at platforms, one look at a time for each. */
export interface Looker extends Pick<KnownEvents, 'remember' | 'note' | 'restore'> {
  /** Never rejects. A look already under way is shared, or followed by another when it may be too old. */
  look(platform: Platform, options?: { anew?: boolean }): Promise<Looked>;
  /** Has what test mode wants shown at once, without a look at the page. Never rejects. */
  rehearse(platform: Platform): Promise<unknown>;
  /** Whether the platform deserves more frequent looks. */
  busy(platform: string): boolean;
}

/** What a looker needs of its surroundings. */
export interface LookerDeps extends KnownDeps {
  clock: Clock;
  platforms: PlatformBook;
  get: World['get'];
  subscriptions: readonly string[] | undefined;
  /** The stored session of test mode, freshly read where that can be. Never rejects. */
  testSession(): Promise<TestSession | undefined>;
  /** Where simulated events of a platform are told. */
  testChannels(platform: Platform): readonly string[];
  /** Where an address is answered from now, if not from there. */
  movedTo(address: string): string | undefined;
}

/** What is elsewhere is shown, not tracked. */
const MOST_ELSEWHERE = 20;

/** Makes a looker, with a knowledge of the open rows that is its own. */
export function createLooker(deps: LookerDeps): Looker {
  const { clock, log, events, platforms } = deps;
  const known = createKnownEvents(deps);
  const underWay = new Map<string, Promise<Looked>>();
  const hearsay = createHearsay(log);

  return {
    look(platform, { anew = false } = {}) {
      const running = underWay.get(platform.id);
      if (running && !anew) return running;
      const begun = running ? running.then(() => lookTwice(platform)) : lookTwice(platform);
      const look = begun.finally(() => {
        if (underWay.get(platform.id) === look) underWay.delete(platform.id);
      });
      underWay.set(platform.id, look);
      return look;
    },
    rehearse: (platform) => rehearse(platform, deps.testSession()),
    remember: known.remember,
    note: known.note,
    restore: known.restore,
    // What no channel hears of, such as maintenance, is in no hurry.
    busy: (platform) => known.open(platform).some((event) => event.announcements.length > 0),
  };

  /** At the real world, then at what test mode makes up, which never changes what is said of the page. */
  async function lookTwice(platform: Platform): Promise<Looked> {
    const session = deps.testSession();
    const looked = await lookOnce(platform);
    if (looked.kind === 'not stored') return looked;
    const rehearsed = await rehearse(platform, session);
    if (looked.kind !== 'told') return looked;
    return { ...looked, open: known.open(platform.id), changed: [...looked.changed, ...rehearsed] };
  }

  async function rehearse(
    platform: Platform,
    reading: Promise<TestSession | undefined>,
  ): Promise<TrackedEvent[]> {
    const session = await reading;
    // Not the start of the look: how long the page made us wait means nothing here.
    const now = clock.now();
    const held = known.simulated(platform.id);
    if (held.length === 0 && !isOn(session, now)) return [];
    const report = simulatedReport({ session, platform, held, now });
    try {
      const how = { lookAt: now, rehearsedIn: deps.testChannels(platform) };
      return (await known.settle(platform, report, how)).changed;
    } catch (error) {
      log.warn({ platform: platform.id, err: error }, 'What test mode made up could not be stored');
      return [];
    }
  }

  async function lookOnce(platform: Platform): Promise<Looked> {
    const lookAt = clock.now();
    const { partlySince } = platforms.standing(platform);
    let report: Report;
    try {
      report = await platform.check(platform, {
        get: deps.get,
        held: known.held(platform.id),
        ended: () => events.endedLately(platform.id).catch(notStored),
        lookAt: new Date(lookAt).toISOString(),
        ...(partlySince !== undefined && { partlySince }),
        ...(deps.subscriptions ? { subscriptions: deps.subscriptions } : {}),
      });
      if (report.list.kind === 'recent' && !hasEntries(report) && platforms.everListed(platform.id)) {
        throw new CheckError('unreadable', 'the list is empty, which it never was before');
      }
      report = hearsay.heed(platform.id, report);
    } catch (error) {
      if (error instanceof StorageAway) return withoutStorage(platform, error);
      const reason = error instanceof CheckError ? error.reason : 'bug';
      const message = error instanceof Error ? error.message : String(error);
      if (reason === 'bug')
        log.error({ platform: platform.id, err: error }, 'A checker failed by a bug of ours');
      else log.info({ platform: platform.id, reason, message }, 'A look could say nothing');
      await platforms.failed(platform.id, {
        lookAt,
        reason,
        message,
        worst: worstOf(openAtSource(platform.id)),
      });
      return { platform, kind: 'cannot tell', message };
    }
    try {
      const signs = { scope: report.scope, movedTo: deps.movedTo(platform.address) };
      const believed = platforms.mayLack(platform.id, signs) ? { ...report, unsure: ['*'] } : report;
      const { changed, outcome } = await known.settle(platform, believed, { lookAt });
      await platforms.succeeded(platform.id, {
        lookAt,
        listed: hasEntries(report),
        elsewhere: outcome.elsewhere
          .slice(0, MOST_ELSEWHERE)
          .map(({ incident, why }) => brief(incident, why)),
        said: hearsay.fingerprintOf(platform.id, report),
        ...signs,
        partly: partlyRead(report),
        worst: worstOf([
          ...openAtSource(platform.id),
          ...changed.filter((event) => lastedInto(event, lookAt)),
        ]),
      });
      log.debug(
        { platform: platform.id, incidents: report.incidents.length, changed: changed.length },
        'Looked',
      );
      const [open, forced] = [known.open(platform.id), known.forced(platform.id)];
      const elsewhere = outcome.elsewhere.length;
      return { platform, kind: 'told', open, forced, changed, elsewhere, doubt: doubtOf(platform) };
    } catch (error) {
      return withoutStorage(platform, error);
    }
  }

  /** A day is as bad as the platform was on it, whatever people have ended here. */
  function openAtSource(platform: string): TrackedEvent[] {
    return [...known.open(platform), ...known.forced(platform)];
  }

  function doubtOf(platform: Platform): string | undefined {
    const { suspicious, partly } = platforms.standing(platform);
    return suspicious ?? partly;
  }

  function withoutStorage(platform: Platform, error: unknown): Looked {
    log.warn({ platform: platform.id, err: error }, 'What a look found could not be stored');
    return { platform, kind: 'not stored', message: 'storage does not answer' };
  }
}

/** Whether the list itself has entries: maintenance stands on another, and announced work on none of ours. */
function hasEntries({ list, incidents }: Report): boolean {
  return list.kind === 'recent' ? list.since !== undefined : incidents.length > 0;
}

/** Why a look says nothing of what is not on the list. */
function partlyRead({ unsure, remarks }: Report): string | undefined {
  return unsure.includes('*') ? (remarks[0] ?? 'its page contradicts itself') : undefined;
}

/** Whether an event was open on the day of a look. */
function lastedInto({ ending }: TrackedEvent, lookAt: number): boolean {
  return ending === undefined || ending.at.slice(0, 10) >= new Date(lookAt).toISOString().slice(0, 10);
}

/** The worst of outages; made-up ones, maintenance and notices are none. */
function worstOf(events: readonly TrackedEvent[]): Severity | undefined {
  return events
    .filter((event) => isReal(event) && compareSeverity(event.severity, 'notice') > 0)
    .map(({ severity }) => severity)
    .reduce<Severity | undefined>((a, b) => (a === undefined ? b : worse(a, b)), undefined);
}

/** A checker asked the tables in vain: nothing is wrong with its source. */
class StorageAway extends Error {}

function notStored(cause: unknown): never {
  throw new StorageAway('storage does not answer', { cause });
}

function brief({ id, title, severity, url, affected }: Incident, why: string): Elsewhere {
  return {
    id,
    title,
    severity,
    url,
    why,
    affected: affected.slice(0, 10).map(({ name, group }) => group ?? name),
  };
}
