import { isObject, type Json, type JsonObject, parseJson } from './json.ts';
import { invalidArguments, Refusal } from './refusal.ts';

/** Arguments that are JSON by nature: a form carries them as text, and JSON bodies may do so too (documented). */
const asJson: Record<string, string> = {
  blocks: 'invalid_blocks_format',
  attachments: 'invalid_attachments', // guessed code
  metadata: 'invalid_metadata_format',
  view: 'invalid_arguments',
};

/** Reads a request's body or query into arguments; refuses with Slack's common codes (which code for which body is partly guessed). */
export function readArguments(
  contentType: string | undefined,
  body: string,
  query: URLSearchParams,
): JsonObject {
  const args: JsonObject = Object.fromEntries(query);
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (body === '' && type === undefined) return args;
  if (type === undefined) throw new Refusal('missing_post_type');
  if (type === 'application/json') return { ...args, ...jsonBody(body) };
  if (type === 'application/x-www-form-urlencoded') return { ...args, ...formBody(body) };
  throw new Refusal(type === 'multipart/form-data' ? 'invalid_form_data' : 'invalid_post_type');
}

function jsonBody(body: string): JsonObject {
  const parsed = parseJson(body);
  if (parsed === undefined) throw new Refusal('invalid_json');
  if (!isObject(parsed)) throw new Refusal('json_not_object');
  return parsed;
}

function formBody(body: string): JsonObject {
  if (/%(?![0-9a-f]{2})/i.test(body)) throw new Refusal('invalid_form_data');
  return Object.fromEntries(new URLSearchParams(body));
}

/** The arguments with the JSON ones opened; one that is not JSON stays text, for `Args` to refuse. */
export function opened(args: JsonObject): JsonObject {
  const done: JsonObject = { ...args };
  for (const name of Object.keys(asJson)) {
    const value = args[name];
    if (typeof value === 'string') done[name] = parseJson(value) ?? value;
  }
  return done;
}

/** The arguments of one call, taken out by kind. Guessed: empty text counts as absent. */
export class Args {
  readonly all: JsonObject;

  constructor(all: JsonObject) {
    this.all = all;
  }

  has(name: string): boolean {
    const value = this.all[name];
    return value !== undefined && value !== null && value !== '';
  }

  text(name: string): string | undefined {
    const value = this.all[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value !== 'string') throw invalidArguments(`must provide a string [json-pointer:/${name}]`);
    return value;
  }

  need(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw invalidArguments(`missing required field: ${name}`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (/^(true|1|false|0)$/.test(value)) return value === 'true' || value === '1';
    throw invalidArguments(`must provide a boolean [json-pointer:/${name}]`);
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^\d+$/.test(value)) return Number(value);
    throw invalidArguments(`must provide an integer [json-pointer:/${name}]`);
  }

  list(name: string): Json[] | undefined {
    const value = this.#json(name);
    if (value === undefined || Array.isArray(value)) return value;
    throw new Refusal(asJson[name] ?? 'invalid_arguments');
  }

  object(name: string): JsonObject | undefined {
    const value = this.#json(name);
    if (value === undefined || isObject(value)) return value;
    throw new Refusal(asJson[name] ?? 'invalid_arguments');
  }

  #json(name: string): Json | undefined {
    const value = this.all[name];
    return value === null || value === '' ? undefined : value;
  }
}
