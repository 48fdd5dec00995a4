import type { Incident, Platform } from '../checkers/checker.ts';
import { type Clock, sleep } from './clock.ts';
import { type Audience, audience, type Defaults, type PlatformSettings } from './events/rules.ts';
import type { Row, Rows } from './store/rows.ts';

/** What operators have chosen for each platform, over what the environment says. */
export interface RuleBook {
  /** Takes what the table holds. Throws when storage is away: what is known stays. */
  load(reading?: Promise<Row<PlatformSettings>[]>): Promise<void>;
  /** The same for one platform. */
  loadOne(platform: string): Promise<void>;
  settings(platform: string): PlatformSettings | undefined;
  /** What holds where nothing is chosen. */
  defaults(platform: string): Defaults;
  /** Writes what `change` makes of the present settings, again after each conflict. Throws when storage is away. */
  change(
    platform: string,
    change: (settings: PlatformSettings | undefined) => PlatformSettings,
  ): Promise<PlatformSettings>;
  /**
   * Who hears of incidents, by the rules as known, at most a minute old. With `anew` they are read now, and those
   * known last count when storage does not answer soon.
   */
  audience(platform: Platform, how: { anew: boolean }): Promise<(incident: Incident) => Audience>;
  /** Every channel in which events may be told. */
  channels(): string[];
}

/** More conflicts in a row mean a row that can be neither read nor written, such as one without our mark. */
const MOST_TRIES = 5;
/** A look does not wait longer for rules. */
const PATIENCE_MS = 2_000;

/** Keeps the rules; `relevance` and `channel` come from the environment. */
export function createRuleBook({
  rows,
  clock,
  relevance,
  channel,
}: {
  rows: Rows<PlatformSettings>;
  clock: Clock;
  relevance: Readonly<Record<string, string[] | undefined>>;
  channel: string;
}): RuleBook {
  const known = new Map<string, PlatformSettings>();
  let changes = 0;

  return {
    load,
    loadOne,
    settings: (platform) => known.get(platform),
    defaults,
    change,
    audience: current,
    channels,
  };

  async function load(reading = rows.list('settings')): Promise<void> {
    const before = changes;
    const held = await reading;
    // This copy has changed something while it read: what it read may be older.
    if (changes !== before) return;
    known.clear();
    for (const row of held) known.set(row.value.platform, row.value);
  }

  async function loadOne(platform: string): Promise<void> {
    const before = changes;
    const row = await rows.get('settings', platform);
    if (changes !== before) return;
    if (row) known.set(platform, row.value);
    else known.delete(platform);
  }

  function defaults(platform: string): Defaults {
    return { wanted: relevance[platform], channel };
  }

  async function change(
    platform: string,
    make: (settings: PlatformSettings | undefined) => PlatformSettings,
  ): Promise<PlatformSettings> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const row: Row<PlatformSettings> | undefined = await rows.get('settings', platform);
      const next = make(row?.value);
      const written = row ? await rows.replace(row, next) : await rows.insert(next);
      if (!written) continue;
      changes += 1;
      known.set(platform, next);
      return next;
    }
    throw new Error(`the settings of ${platform} cannot be written`);
  }

  async function current(
    platform: Platform,
    { anew }: { anew: boolean },
  ): Promise<(incident: Incident) => Audience> {
    if (anew) {
      const soon = new AbortController();
      const read = loadOne(platform.id)
        // Whoever writes what follows from the rules will say that storage is away.
        .catch(() => undefined)
        .finally(() => soon.abort());
      await Promise.race([read, sleep(clock, PATIENCE_MS, soon.signal)]);
    }
    return (incident) => {
      const settings = known.get(platform.id);
      return audience(incident, { ...defaults(platform.id), platform, settings, now: clock.now() });
    };
  }

  function channels(): string[] {
    const chosen = [...known.values()].flatMap((settings) => settings.channels ?? []);
    return [...new Set([channel, ...chosen])];
  }
}
