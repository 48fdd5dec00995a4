import { isObject, type Json, type JsonObject } from './json.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

/** One complaint, in Slack's words, with the JSON pointer that it is about. */
export interface Finding {
  text: string;
  at: string;
}

/** What is being checked and what was found so far. */
export interface Report {
  surface: Surface;
  findings: Finding[];
  /** Block types that this workspace does not know yet (new ones arrive in phases). */
  unsupported: ReadonlySet<string>;
}

/** Looks at one value and reports what Slack would refuse. */
export type Check = (value: Json, at: string, report: Report) => void;

export function complain(report: Report, at: string, text: string): void {
  report.findings.push({ text, at });
}

// The lengths' and counts' texts below are recorded (slack.md A2); "must provide a string", "... an array",
// "... a number", "... a boolean" are guessed after the recorded "must provide an object".

/** Counts UTF-16 units: never more generous than Slack, however it counts. */
export function text(max: number, min = 1): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return complain(report, at, 'must provide a string');
    if (value.length < min) complain(report, at, `must be more than ${min - 1} characters`);
    if (value.length > max) complain(report, at, `must be less than ${max + 1} characters`);
  };
}

export function list(item: Check, max: number, min = 1): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return complain(report, at, 'must provide an array');
    if (value.length > max) complain(report, at, `no more than ${max} items allowed`);
    if (value.length < min) complain(report, at, `no less than ${min} items required`);
    for (const [index, one] of value.entries()) item(one, `${at}/${index}`, report);
  };
}

export function word(...allowed: string[]): Check {
  return (value, at, report) => {
    if (typeof value !== 'string' || !allowed.includes(value))
      complain(report, at, 'must be a valid enum value');
  };
}

export const flag: Check = (value, at, report) => {
  if (typeof value !== 'boolean') complain(report, at, 'must provide a boolean');
};

export function whole(min: number, max = Number.MAX_SAFE_INTEGER): Check {
  return (value, at, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) complain(report, at, 'must provide a number');
    else if (value < min || value > max) complain(report, at, `must be between ${min} and ${max}`);
  };
}

/** A pattern for what must look like a date, an id, a time. */
export function like(pattern: RegExp, complaint: string): Check {
  return (value, at, report) => {
    if (typeof value !== 'string' || !pattern.test(value)) complain(report, at, complaint);
  };
}

/** "invalid url" is recorded; that nothing but these schemes is taken is guessed. */
export function url(max = 3000): Check {
  return (value, at, report) => {
    text(max)(value, at, report);
    if (typeof value !== 'string' || value === '') return;
    const scheme = URL.canParse(value) ? new URL(value).protocol : '';
    if (!/^(https?|mailto|slack):$/.test(scheme) || /\s/.test(value)) complain(report, at, 'invalid url');
  };
}

export type Fields = Record<string, Check>;

/** An object with these properties and no others; `type` is looked at elsewhere. */
export function object(required: Fields, optional: Fields = {}, rule?: Rule): Check {
  return (value, at, report) => {
    if (!isObject(value)) return complain(report, at, 'must provide an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) complain(report, at, `missing required field: ${name}`);
    }
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'type' || inner === undefined) continue;
      const check = required[name] ?? optional[name];
      if (check) check(inner, `${at}/${name}`, report);
      else complain(report, at, `invalid additional property: ${name}`);
    }
    rule?.(value, at, report);
  };
}

/** What holds between the properties of one object. */
export type Rule = (value: JsonObject, at: string, report: Report) => void;

/** Tries one of several shapes by `type`; the line about "all allowed schemas" comes first, as Slack prints it. */
export function eitherType(table: Fields): Check {
  return (value, at, report) => {
    const before = report.findings.length;
    byType(table)(value, at, report);
    if (report.findings.length > before && Object.keys(table).length > 1) {
      report.findings.splice(before, 0, { text: 'failed to match all allowed schemas', at });
    }
  };
}

/** Picks the check by the object's `type`. */
export function byType(table: Fields): Check {
  return (value, at, report) => {
    if (!isObject(value)) return complain(report, at, 'must provide an object');
    if (value.type === undefined) return complain(report, at, 'missing required field: type');
    const check =
      typeof value.type === 'string' && Object.hasOwn(table, value.type) ? table[value.type] : undefined;
    if (check) check(value, at, report);
    else complain(report, at, `unsupported type: ${String(value.type)}`);
  };
}

/** Exactly one of two properties. */
export function oneOf(first: string, second: string): Rule {
  return (value, at, report) => {
    if ((value[first] === undefined) === (value[second] === undefined)) {
      complain(report, at, `must define either \`${first}\` or \`${second}\``);
    }
  };
}
