import type { ViewOutput } from '@slack/bolt';
import { type Entered, type Field, optionValue, SETTINGS } from '../../views/modals/settings-words.ts';
import { EVERYTHING, type SettingsWish } from '../events/choose.ts';
import { names } from '../settings-values.ts';
import { type Carried, fingerprints } from './settings-form.ts';

/** What a submitted form holds. */
export interface Submitted {
  carried: Carried;
  entered: Entered & { typed: boolean };
  /** What is wrong with it, under the inputs it is wrong with. */
  errors: Record<string, string>;
}

type Inputs = Map<string, { block: string; value: ViewOutput['state']['values'][string][string] }>;

/** Reads a submitted form; `known` are names that stood to be chosen, of which options may hold a part only. */
export function readSettings(view: ViewOutput, known: readonly string[], now: number): Submitted {
  const carried = JSON.parse(view.private_metadata) as Carried;
  const inputs = inputsOf(view);
  const option = (kind: string) => inputs.get(kind)?.value.selected_option?.value ?? '';
  const typed = inputs.get(SETTINGS.names);
  const parsed = typed ? names(typed.value.value ?? '') : undefined;
  const until = inputs.get(SETTINGS.until)?.value.selected_date_time ?? undefined;
  const entered = {
    channels: inputs.get(SETTINGS.channels)?.value.selected_conversations ?? [],
    floor: option(SETTINGS.floor),
    wanted: typed
      ? parsed && 'value' in parsed
        ? parsed.value
        : []
      : (inputs.get(SETTINGS.wanted)?.value.selected_options ?? []).map(({ value }) =>
          wholeName(value, known),
        ),
    maintenance: option(SETTINGS.maintenance),
    mute: option(SETTINGS.mute),
    ...(until === undefined ? {} : { until }),
    typed: typed !== undefined,
  };
  const errors: Record<string, string> = {};
  const complain = (kind: string, text: string) => {
    const block = inputs.get(kind)?.block;
    if (block !== undefined) errors[block] = text;
  };
  const changed = changedFields(entered, carried);
  if (typed?.value.value?.trim() && parsed && 'wrong' in parsed) {
    complain(SETTINGS.names, `This ${parsed.wrong}.`);
  }
  if (entered.wanted.length > 1 && entered.wanted.includes(EVERYTHING)) {
    complain(typed ? SETTINGS.names : SETTINGS.wanted, 'Either everything or a selection, not both.');
  }
  if (changed.includes('mute') && entered.mute === 'until' && !(until !== undefined && until * 1000 > now)) {
    complain(SETTINGS.until, until === undefined ? 'Until when?' : 'That is in the past.');
  }
  return { carried, entered, errors };
}

/** What a person wants changed: only what they have touched. */
export function wishOf(
  { entered, carried }: Pick<Submitted, 'entered' | 'carried'>,
  now: number,
): SettingsWish {
  const { channels, floor, wanted, maintenance, mute, until } = entered;
  const whole: Record<Field, SettingsWish> = {
    channels: { channels: [...channels] },
    floor: { floor: floor as 'everything' },
    wanted: { wanted: [...wanted] },
    maintenance: { maintenance: maintenance as 'home' },
    mute: { mute: mutedUntil(mute, until, now) },
  };
  return Object.assign({}, ...changedFields(entered, carried).map((field) => whole[field]));
}

/** The fields that do not hold what they showed at first. */
export function changedFields(entered: Entered, { shown }: Carried): Field[] {
  const prints = fingerprints(entered);
  return (Object.keys(prints) as Field[]).filter((field) => prints[field] !== shown[field]);
}

function mutedUntil(mute: string, until: number | undefined, now: number): { until?: string } {
  if (mute === 'none') return {};
  const ms = mute === 'until' ? (until ?? 0) * 1000 : now + Number(mute) * 60_000;
  return { until: new Date(ms).toISOString() };
}

/** Inputs by the kind of their action id. */
function inputsOf(view: ViewOutput): Inputs {
  const each = Object.entries(view.state.values).flatMap(([block, actions]) =>
    Object.entries(actions).map(([id, value]) => [id.split(':')[0] ?? '', { block, value }] as const),
  );
  return new Map(each);
}

function wholeName(value: string, known: readonly string[]): string {
  return known.find((name) => optionValue(name) === value) ?? value;
}
