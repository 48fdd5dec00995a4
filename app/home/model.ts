import type { BotStatus } from '../../views/bot-status.ts';
import type { HomeModel } from '../../views/home.ts';
import type { HomeDay, HomePlatform } from '../../views/home-platforms.ts';
import type { LookLine } from '../../views/look-result.ts';
import { announcedEvent, instant, instantAt, type Scene } from '../announce/present.ts';
import { compareSeverity, isForcedOpen, type TrackedEvent } from '../events/event.ts';
import { isReal } from '../events/real.ts';
import type { Standing } from '../platforms.ts';
import { shownStanding } from '../standing.ts';
import type { Days } from '../store/state.ts';

/** All that is known, from which everybody's Home is made. */
export interface Known {
  scene: Scene;
  open: readonly TrackedEvent[];
  ended: readonly TrackedEvent[];
  /** When the tables of events were last read; never, if absent. */
  readAt?: number | undefined;
  standings: readonly Standing[];
  mutedUntil(platform: string): string | undefined;
  status: BotStatus;
}

/** What differs from reader to reader. */
export interface Reader {
  operator: boolean;
  operators: string;
  page: number;
  checking?: readonly LookLine[] | undefined;
}

/** What one reader's Home shows. Pure. */
export function homeModel(known: Known, { checking, ...reader }: Reader): HomeModel {
  const { scene, readAt, status } = known;
  // What test mode made up is cleaned away when it is over.
  const shown = (event: TrackedEvent) => isReal(event) || status.testMode !== undefined;
  const open = known.open
    .filter(shown)
    .sort((a, b) => compareSeverity(b.severity, a.severity) || a.beganAt.localeCompare(b.beganAt));
  const calendar = lastDays(scene.now);
  const ended = known.ended
    .filter(shown)
    .map((event) => announcedEvent(event, scene))
    // What was no outage goes without a word, but not while a person may have meant another.
    .filter(({ worst, undo }) => undo || isOutage({ severity: worst }));
  return {
    ...reader,
    known: readAt !== undefined,
    ...(status.storageAway && readAt !== undefined ? { dataFrom: instantAt(readAt) } : {}),
    open: open.map((event) => announcedEvent(event, scene)),
    ended,
    platforms: known.standings.map((standing) => homePlatform(standing, open, known, calendar)),
    elsewhere: known.standings.flatMap(({ platform, elsewhere }) =>
      elsewhere.map(({ title, severity, url, why }) => ({
        platform: platform.name,
        title,
        severity,
        url,
        ...(why === undefined ? {} : { why }),
      })),
    ),
    health: status,
    ...(checking ? { checking } : {}),
  };
}

function homePlatform(
  standing: Standing,
  open: readonly TrackedEvent[],
  known: Known,
  calendar: readonly CalendarDay[],
): HomePlatform {
  const { platform } = standing;
  const ours = (event: TrackedEvent) => event.platform === platform.id && isReal(event) && isOutage(event);
  const outages = open.filter(ours);
  const [worst] = outages;
  const mutedUntil = known.mutedUntil(platform.id);
  const muted = mutedUntil !== undefined && Date.parse(mutedUntil) > known.scene.now;
  return {
    ...shownStanding(standing),
    page: platform.page,
    open: outages.length,
    forced: known.ended.filter((event) => ours(event) && isForcedOpen(event)).length,
    ...(worst ? { worst: worst.severity } : {}),
    ...(muted ? { mutedUntil: instant(mutedUntil) } : {}),
    days: strip(standing.days ?? {}, calendar),
  };
}

function isOutage({ severity }: Pick<TrackedEvent, 'severity'>): boolean {
  return compareSeverity(severity, 'notice') > 0;
}

interface CalendarDay {
  date: string;
  label: string;
}

const DAY_MS = 24 * 60 * 60_000;
const DAYS = 30;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The thirty UTC days up to now: as they stand in the tables, and for people. */
function lastDays(now: number): CalendarDay[] {
  return Array.from({ length: DAYS }, (_, i) => {
    const date = new Date(now - (DAYS - 1 - i) * DAY_MS);
    return {
      date: date.toISOString().slice(0, 10),
      label: `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`,
    };
  });
}

function strip(days: Days, calendar: readonly CalendarDay[]): HomeDay[] {
  return calendar.map(({ date, label }) => {
    const state = days[date];
    return state === undefined ? { label } : { label, state };
  });
}

/**
 * The same Home without what moves on by itself: nobody's is published again because one more look went well,
 * but every ten minutes, so that nobody wonders either. Nor because another copy is a little different.
 */
export function steadyModel(model: HomeModel, now: number): HomeModel {
  const { health, platforms } = model;
  const beat = instantAt(Math.floor(now / BEAT_MS) * BEAT_MS);
  return {
    ...model,
    health: {
      ...health,
      upSeconds: 0,
      leading: true,
      sockets: { live: Math.min(1, health.sockets.live), of: 1 },
      platforms: [],
    },
    platforms: platforms.map((one) => (one.lastGoodLook ? { ...one, lastGoodLook: beat } : one)),
  };
}

const BEAT_MS = 10 * 60_000;
