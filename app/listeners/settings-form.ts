import { createHash, randomUUID } from 'node:crypto';
import type { ModalView } from '@slack/types';
import type { Platform } from '../../checkers/checker.ts';
import { type ChoosablePlatform, settingsFormModal } from '../../views/modals/settings.ts';
import type { Entered, Field, SettingsForm, SettingsValues } from '../../views/modals/settings-words.ts';
import { instant } from '../announce/present.ts';
import type { Listed } from '../choices.ts';
import { EVERYTHING } from '../events/choose.ts';
import { alike } from '../events/relevance.ts';
import { type Choosable, type Defaults, isMuted, type PlatformSettings } from '../events/rules.ts';
import type { Parts } from './parts.ts';

type Needs = Pick<Parts, 'clock' | 'rules' | 'choices' | 'platforms'>;

/** What a form carries with it: whose settings, and fingerprints of what it first showed. */
export interface Carried {
  platform: string;
  stamp: string;
  shown: Record<Field, string>;
}

/** What a form shows beside the settings in force. */
export interface Again extends Pick<SettingsForm, 'problem' | 'closed' | 'note'> {
  /** What was entered before and what the form carries, when it is shown again. */
  entered?: Entered & { typed: boolean };
  carried?: Carried;
}

/** A page that takes longer is not waited for: names can be typed. */
const PATIENCE_MS = 4_000;

/** The form of a platform's settings, as this copy knows them. */
export async function settingsForm(
  { clock, rules, choices, platforms }: Needs,
  platform: Platform,
  again: Again = {},
): Promise<ModalView> {
  const settings = rules.settings(platform.id);
  const defaults = rules.defaults(platform.id);
  const now = clock.now();
  const list = await choices.of(platform, PATIENCE_MS);
  const entered = again.entered ?? inForce(settings, defaults, { list, now });
  const carried = again.carried ?? {
    platform: platform.id,
    stamp: randomUUID().slice(0, 8),
    shown: fingerprints(entered),
  };
  const { problem, closed, note } = again;
  return settingsFormModal(
    {
      platform,
      entered,
      ...(settings?.mutedUntil !== undefined && isMuted(settings, now)
        ? { muted: instant(settings.mutedUntil) }
        : {}),
      defaults: valuesOf({}, defaults, now),
      marks: marksOf(settings),
      listed: listedFor(list, again.entered?.typed),
      stamp: carried.stamp,
      metadata: JSON.stringify(carried),
      ...(problem === undefined ? {} : { problem }),
      ...(closed ? { closed } : {}),
      ...(note === undefined ? {} : { note }),
    },
    choosable({ clock, rules, platforms }),
  );
}

/** Every platform, and whether anything of it is set. */
export function choosable({
  clock,
  rules,
  platforms,
}: Pick<Needs, 'clock' | 'rules' | 'platforms'>): ChoosablePlatform[] {
  return platforms.map(({ id, name }) => {
    const settings = rules.settings(id);
    const muted = settings?.mutedUntil !== undefined && isMuted(settings, clock.now());
    return {
      id,
      name,
      set: Object.keys(settings?.marks ?? {}).length,
      ...(muted && settings?.mutedUntil !== undefined ? { muted: instant(settings.mutedUntil) } : {}),
    };
  });
}

/** What holds for a platform, for people. */
export function valuesOf(settings: Choosable, defaults: Defaults, now: number): SettingsValues {
  return {
    channels: settings.channels ?? [defaults.channel],
    floor: settings.floor ?? 'everything',
    wanted: settings.wanted ?? defaults.wanted ?? [],
    maintenance: settings.maintenance ?? 'home',
    ...(settings.mutedUntil !== undefined && isMuted(settings, now)
      ? { muted: instant(settings.mutedUntil) }
      : {}),
  };
}

/** Fingerprints of what is entered: a field whose print is the same was left as it was shown. */
export function fingerprints({
  channels,
  floor,
  wanted,
  maintenance,
  mute,
  until,
}: Entered): Carried['shown'] {
  return {
    channels: print([...channels].sort()),
    floor: print(floor),
    wanted: print([...wanted].sort()),
    maintenance: print(maintenance),
    mute: print(mute === 'until' ? (until ?? '') : mute),
  };
}

function print(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12);
}

/** What the inputs show at first. */
function inForce(
  settings: PlatformSettings | undefined,
  defaults: Defaults,
  { list, now }: { list: Listed; now: number },
): Entered {
  const { mutedUntil, ...values } = settings ?? { mutedUntil: undefined };
  const { channels, floor, maintenance } = valuesOf(values, defaults, now);
  const muted = mutedUntil !== undefined && isMuted({ mutedUntil }, now);
  const wanted = settings?.wanted ?? defaults.wanted ?? [];
  return {
    channels,
    floor,
    wanted: settings?.wanted?.length === 0 ? [EVERYTHING] : asListed(wanted, list),
    maintenance,
    mute: muted ? 'until' : 'none',
    ...(muted ? { until: Math.floor(Date.parse(mutedUntil) / 1000) } : {}),
  };
}

/** Names as the platform spells them; one that it does not list stays as it is. */
function asListed(wanted: readonly string[], list: Listed): string[] {
  if (list.kind !== 'listed') return [...wanted];
  const each = wanted.flatMap((name) => {
    const found = list.names.filter((one) => alike(name, one));
    return found.length > 0 ? found : [name];
  });
  return [...new Set(each)];
}

function listedFor(list: Listed, typed = false): SettingsForm['listed'] {
  if (list.kind === 'listed' && !typed) return list;
  return { kind: 'typed', ...(list.kind === 'unreadable' ? { why: list.why } : {}) };
}

function marksOf(settings: PlatformSettings | undefined): SettingsForm['marks'] {
  return Object.fromEntries(
    Object.entries(settings?.marks ?? {}).map(([key, { by, at }]) => [
      key === 'mutedUntil' ? 'mute' : key,
      { by, at: instant(at) },
    ]),
  );
}
