import { date, type Instant } from '../rich.ts';
import { cut, inert } from '../text.ts';

/** What the settings modal is called by, and its inputs. */
export const SETTINGS = {
  callback: 'settings',
  /** The button that opens it; a platform's id may follow. */
  open: 'settings',
  platform: 'settings-platform',
  reset: 'settings-reset',
  channels: 'settings-channels',
  floor: 'settings-floor',
  /** What concerns us, chosen from a list; the platform's id follows. */
  wanted: 'settings-wanted',
  /** The same, typed. */
  names: 'settings-names',
  maintenance: 'settings-maintenance',
  mute: 'settings-mute',
  until: 'settings-until',
} as const;

/** One thing that can be set. */
export type Field = 'channels' | 'floor' | 'wanted' | 'maintenance' | 'mute';

/** The entry that stands for everything. */
export const EVERYTHING = '*';

/** What is in force for a platform. */
export interface SettingsValues {
  channels: readonly string[];
  floor: string;
  /** Empty: everything. */
  wanted: readonly string[];
  maintenance: string;
  muted?: Instant;
}

/** What stands in the inputs. */
export interface Entered {
  channels: readonly string[];
  floor: string;
  wanted: readonly string[];
  maintenance: string;
  /** `none`, minutes from now, or `until` the time beside it. */
  mute: string;
  until?: number;
}

/** The settings of one platform as a form. */
export interface SettingsForm {
  platform: { id: string; name: string };
  entered: Entered;
  /** Until when nothing new is told, if that is so now. */
  muted?: Instant;
  defaults: SettingsValues;
  /** Who set what is set. */
  marks: Partial<Record<Field, { by: string; at: Instant }>>;
  /** What the platform itself lists; `typed`: names are typed all the same. */
  listed: { kind: 'listed'; names: readonly string[] } | { kind: 'typed'; why?: string };
  /** Another one makes Slack forget what was typed. */
  stamp: string;
  metadata: string;
  problem?: string;
  /** Channels that take nothing, and what a person can do. */
  closed?: readonly { channel: string; advice: string }[];
  note?: string;
}

export const FLOORS: Readonly<Record<string, string>> = {
  everything: 'Everything (notices on App Home only)',
  notice: 'Everything, notices in the channel too',
  minor: 'Minor and worse',
  major: 'Major and worse',
  critical: 'Critical only',
};

export const MAINTENANCE: Readonly<Record<string, string>> = {
  off: 'Off',
  home: 'On App Home only',
  channel: 'In the channel',
};

export const MUTES: Readonly<Record<string, string>> = {
  none: 'Not muted',
  '60': 'For 1 hour from now',
  '240': 'For 4 hours from now',
  '1440': 'For 24 hours from now',
  '10080': 'For 7 days from now',
  until: 'Until the time below',
};

/** A value in words, as Slack markup. */
export function valueWords(field: Field, values: SettingsValues): string {
  switch (field) {
    case 'channels':
      return values.channels.map((channel) => `<#${channel}>`).join(', ');
    case 'floor':
      return FLOORS[values.floor] ?? values.floor;
    case 'wanted':
      return namesWords(values.wanted);
    case 'maintenance':
      return MAINTENANCE[values.maintenance] ?? values.maintenance;
    case 'mute':
      return values.muted ? `until ${date(values.muted)}` : 'not muted';
  }
}

function namesWords(names: readonly string[]): string {
  if (names.length === 0) return 'everything';
  // A context holds 3000 characters, and escaping makes five of one.
  const shown = names.slice(0, 6).map((name) => inert(name, 60));
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A name as the value of an option, which holds 150 characters. */
export function optionValue(name: string): string {
  return cut(name, 150);
}

/** Names between commas, as far as they fit; one with a comma of its own in double quotes. */
export function namesText(names: readonly string[]): string {
  let text = '';
  for (const name of names) {
    const next = /[,"]/.test(name) ? `"${name.replaceAll('"', '')}"` : name;
    if (text.length + next.length > 2_900) break;
    text += text === '' ? next : `, ${next}`;
  }
  return text;
}
