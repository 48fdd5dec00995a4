import type { Parse } from './settings-values.ts';

/** The environment as it was handed to us. */
export type Env = Readonly<Record<string, string | undefined>>;

/** One value of the configuration and every variable that may hold it, the first name first. */
export interface Setting<T> {
  from: Readonly<Record<string, Parse<T>>>;
  /** The end of a sentence: what to do, and where the value is found. */
  advice: string;
}

/** Settings under the keys that their values get. */
export type Settings<T> = { [K in keyof T]: Setting<T[K]> };

/** Reads settings by the group, and collects what is wrong with them. */
export interface SettingsReader {
  /** One sentence for each thing that is wrong so far. None holds a value. */
  problems: string[];
  /** Each of them, where it is set. */
  optional<T extends object>(settings: Settings<T>): { [K in keyof T]: T[K] | undefined };
  /** All of them; one that is not set is a problem. */
  needed<T extends object>(settings: Settings<T>): T | undefined;
  /** All of them, or undefined when none is set. `alsoAsking` names variables that are of no use without them. */
  part<T extends object>(
    settings: Settings<T>,
    options: { name: string; alsoAsking?: string[] },
  ): T | undefined;
}

/** A reader of `env`. */
export function settingsReader(env: Env): SettingsReader {
  const problems: string[] = [];

  function read<T>({ from, advice }: Setting<T>): T | undefined {
    let first: { name: string; value: T } | undefined;
    for (const [name, parse] of Object.entries(from)) {
      const text = textOf(env, name);
      if (text === undefined) continue;
      const parsed = parse(text);
      if ('wrong' in parsed) {
        problems.push(`${name} ${parsed.wrong}: ${advice}.`);
      } else if (first === undefined) {
        first = { name, value: parsed.value };
      } else if (parsed.value !== first.value) {
        problems.push(
          `${first.name} and ${name} are two names for one value, but differ: remove one, or make them equal.`,
        );
      }
    }
    return first?.value;
  }

  function optional<T extends object>(settings: Settings<T>) {
    const found: Partial<T> = {};
    for (const key of keysOf(settings)) {
      const value = read(settings[key]);
      if (value !== undefined) found[key] = value;
    }
    return found as { [K in keyof T]: T[K] | undefined };
  }

  function all<T extends object>(settings: Settings<T>, missing: (names: string) => string): T | undefined {
    for (const key of keysOf(settings)) {
      const { from, advice } = settings[key];
      const names = Object.keys(from);
      if (names.some((name) => textOf(env, name) !== undefined)) continue;
      problems.push(`${missing(names.join(' or '))}: ${advice}.`);
    }
    const found = optional(settings);
    return isWhole(found, settings) ? found : undefined;
  }

  return {
    problems,
    optional,
    needed: (settings) => all(settings, (names) => `${names} is not set`),
    part(settings, { name, alsoAsking = [] }) {
      const variables = keysOf(settings).flatMap((key) => Object.keys(settings[key].from));
      const given = [...variables, ...alsoAsking].filter((variable) => textOf(env, variable) !== undefined);
      if (given.length === 0) return undefined;
      return all(
        settings,
        (names) => `${names} is not set, though ${name} needs it beside ${given.join(', ')}`,
      );
    },
  };
}

/** Blank is unset. Docker hands over the quotes of an .env file, so a pair around everything goes. */
function textOf(env: Env, name: string): string | undefined {
  const text = (env[name] ?? '')
    .trim()
    .replace(/^"([^"]*)"$|^'([^']*)'$/, '$1$2')
    .trim();
  return text === '' ? undefined : text;
}

function isWhole<T extends object>(
  found: { [K in keyof T]: T[K] | undefined },
  settings: Settings<T>,
): found is T {
  return keysOf(settings).every((key) => found[key] !== undefined);
}

function keysOf<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value) as (keyof T)[];
}
