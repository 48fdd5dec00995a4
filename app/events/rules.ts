import type { Incident, Platform, Severity } from '../../checkers/checker.ts';
import { compareSeverity } from './event.ts';
import { affectedOf, concerns } from './relevance.ts';

/** What is less bad than a floor does not concern us. */
export type Floor = Exclude<Severity, 'maintenance'>;

/** Where planned maintenance is shown. */
export type MaintenanceRule = 'off' | 'home' | 'channel';

/** What operators can choose for a platform. What is absent follows the environment. */
export interface Choosable {
  /** Where its events are told. */
  channels?: string[];
  /** At `notice`, notices are told in channels too. */
  floor?: Floor;
  /** Names or groups of what concerns us; empty: everything. */
  wanted?: string[];
  maintenance?: MaintenanceRule;
  /** No event is told for the first time before this. */
  mutedUntil?: string;
}

/** Somebody's choice: by whom, as Slack's id, and when. */
export interface Mark {
  by: string;
  at: string;
}

/** What operators have chosen for a platform. */
export interface PlatformSettings extends Choosable, Mark {
  platform: string;
  /** Who chose each of those that are chosen. `by` and `at` are those of the last change of all. */
  marks: Partial<Record<keyof Choosable, Mark>>;
}

/** Who hears of an incident, or why nobody does, in words for people. */
export type Audience = { channels: string[]; why: string } | { elsewhere: string };

/** From the environment: what concerns us (absent: everything), and where it is told. */
export interface Defaults {
  wanted: readonly string[] | undefined;
  channel: string;
}

/** What decides about the incidents of one platform. */
export interface Rule extends Defaults {
  platform: Pick<Platform, 'name' | 'relevantBy'>;
  settings: Choosable | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** Decides whether an incident concerns us, and who is told. Pure. */
export function audience(incident: Incident, rule: Rule): Audience {
  const { settings = {}, platform } = rule;
  const { floor, maintenance = 'home' } = settings;
  const planned = incident.severity === 'maintenance';
  if (planned && maintenance === 'off') {
    return { elsewhere: `maintenance of ${platform.name} is switched off in the settings` };
  }
  if (floor && !planned && compareSeverity(incident.severity, floor) < 0) {
    return { elsewhere: `it is ${incident.severity}, and of ${platform.name} we hear from ${floor} on` };
  }
  const wanted = settings.wanted === undefined ? rule.wanted : emptyIsAll(settings.wanted);
  if (wanted && !concerns(incident, wanted, platform.relevantBy)) {
    const parts = incident.affected.map(({ name, group }) => group ?? name);
    return { elsewhere: `it affects ${listed(parts)}, and of ${platform.name} we use ${listed(wanted)}` };
  }
  const reach = whyConcerns(incident, wanted, rule);
  if (planned && maintenance === 'home') {
    return { channels: [], why: `${reach}; planned maintenance is shown on App Home only` };
  }
  if (incident.severity === 'notice' && floor !== 'notice') {
    return { channels: [], why: `${reach}; notices are shown on App Home only` };
  }
  if (isMuted(settings, rule.now)) {
    return { channels: [], why: `${reach}; ${platform.name} was muted when it appeared` };
  }
  const channels = settings.channels?.length ? settings.channels : [rule.channel];
  return { channels, why: `${reach}${severityWords(incident.severity, floor)}` };
}

/** Whether nothing of a platform is told for the first time now. A time that makes no sense mutes nothing. */
export function isMuted({ mutedUntil }: Choosable, now: number): boolean {
  return mutedUntil !== undefined && Date.parse(mutedUntil) > now;
}

function emptyIsAll(wanted: readonly string[]): readonly string[] | undefined {
  return wanted.length === 0 ? undefined : wanted;
}

function whyConcerns(
  incident: Incident,
  wanted: readonly string[] | undefined,
  { platform: { name }, settings }: Rule,
): string {
  if (!wanted) return `everything of ${name} concerns us`;
  if (incident.affected.length === 0) return `${name} does not say what is affected, so it may concern us`;
  const ours = affectedOf(incident, wanted);
  if (ours.length === 0) return 'it is not known where it is, so it may concern us';
  const source = settings?.wanted === undefined ? 'the environment' : 'the settings';
  return `it affects ${listed(ours)}, chosen in ${source}`;
}

function severityWords(severity: Severity, floor: Floor | undefined): string {
  if (severity === 'maintenance') return ', and planned maintenance is told in the channel';
  if (floor === undefined) return '';
  return severity === 'notice' ? ', and notices are told too' : `, and it is at least ${floor}`;
}

const MOST = { names: 5, letters: 80 };

/** A few of the names, each once. */
function listed(names: readonly string[]): string {
  const each = [...new Set(names)];
  const shown = each.slice(0, MOST.names).map((name) => shortened(name));
  const more = each.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= MOST.letters ? name : `${letters.slice(0, MOST.letters - 1).join('')}…`;
}
