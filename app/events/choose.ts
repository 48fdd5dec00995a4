import { alike } from './relevance.ts';
import type { Choosable, Defaults, Floor, MaintenanceRule, Mark, PlatformSettings } from './rules.ts';

/** What a person wants changed of a platform's settings; what is absent stays as it is. */
export interface SettingsWish {
  /** None: the default. */
  channels?: string[];
  floor?: Floor | 'everything';
  /** None: the default; `*`: everything, whatever the default is. */
  wanted?: string[];
  maintenance?: MaintenanceRule;
  /** Absent within: not muted. */
  mute?: { until?: string };
}

/** The one entry that stands for everything. */
export const EVERYTHING = '*';

/** The settings with a wish carried out. A choice that equals the default follows it from now on. Pure. */
export function choose(
  present: PlatformSettings | undefined,
  wish: SettingsWish,
  { platform, defaults, mark }: { platform: string; defaults: Defaults; mark: Mark },
): PlatformSettings {
  const chosen = chosenBy(wish, defaults);
  const { channels, floor, wanted, maintenance, mutedUntil, marks } = present ?? { marks: {} };
  const before: Choosable = Object.fromEntries(
    Object.entries({ channels, floor, wanted, maintenance, mutedUntil }).filter(
      ([key, value]) => value !== undefined && !(key in chosen),
    ),
  );
  const now = Object.entries(chosen).filter(([, value]) => value !== undefined);
  return {
    platform,
    ...before,
    ...Object.fromEntries(now),
    marks: {
      ...Object.fromEntries(Object.entries(marks).filter(([key]) => key in before)),
      ...Object.fromEntries(now.map(([key]) => [key, mark])),
    },
    ...mark,
  };
}

/** Everything back to the defaults. */
export function chooseNothing(platform: string, mark: Mark): PlatformSettings {
  return { platform, marks: {}, ...mark };
}

type Chosen = { [K in keyof Choosable]-?: Choosable[K] | undefined };

/** What is there is to be changed; `undefined`: to the default. */
function chosenBy(
  { channels, floor, wanted, maintenance, mute }: SettingsWish,
  defaults: Defaults,
): Partial<Chosen> {
  return {
    ...(channels ? { channels: same(channels, [defaults.channel]) ? undefined : some(channels) } : {}),
    ...(floor ? { floor: floor === 'everything' ? undefined : floor } : {}),
    ...(wanted ? { wanted: chosenParts(wanted, defaults.wanted) } : {}),
    ...(maintenance ? { maintenance: maintenance === 'home' ? undefined : maintenance } : {}),
    ...(mute ? { mutedUntil: mute.until } : {}),
  };
}

function chosenParts(wanted: string[], usual: readonly string[] | undefined): string[] | undefined {
  if (wanted.includes(EVERYTHING)) return usual === undefined ? undefined : [];
  return usual !== undefined && same(wanted, usual) ? undefined : some(wanted);
}

function some(names: string[]): string[] | undefined {
  return names.length === 0 ? undefined : [...new Set(names)];
}

function same(some: readonly string[], others: readonly string[]): boolean {
  const within = (one: readonly string[], other: readonly string[]) =>
    one.every((name) => other.some((each) => alike(name, each)));
  return within(some, others) && within(others, some);
}
