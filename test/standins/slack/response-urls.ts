import { Args, opened } from './arguments.ts';
import type { Channel } from './channel.ts';
import { contentOf, refuseTooLong } from './content.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import type { StoredMessage } from './message.ts';
import { isAppsFault, Refusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

/** Documented: five uses within thirty minutes. */
const uses = 5;
const lifeMs = 30 * 60_000;
/** So many lives later it is as if it had never been given out. */
const FORGOTTEN = 10;

/** What the app said through a response_url (or in an ack), and the message that came of it. */
export type Response = StoredMessage & {
  at: number;
  /** Who sees it. */
  responseType: 'ephemeral' | 'in_channel';
  replaceOriginal: boolean;
  deleteOriginal: boolean;
};

/** One interaction's way to answer. */
export interface ResponseContext {
  channel: Channel;
  userId: string;
  /** The message that was acted on, or the last answer to a command: what `replace_original` replaces. */
  original: StoredMessage | undefined;
  /** A press on a message, where leaving out `replace_original` is a gamble. */
  onMessage: boolean;
  heard(response: Response, byAck: boolean): void;
}

interface Given {
  context: ResponseContext;
  since: number;
  left: number;
}

const known = [
  'text',
  'blocks',
  'attachments',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'mrkdwn',
  'parse',
  'link_names',
  'unfurl_links',
  'unfurl_media',
];

/** The response_urls that were given out. */
export class ResponseUrls {
  /** Where this Slack listens. */
  origin = '';
  readonly #workspace: Workspace;
  readonly #given = new Map<string, Given>();
  #count = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** A new one. */
  give(context: ResponseContext): string {
    const now = this.#workspace.clock.now();
    for (const [old, { since }] of this.#given) {
      if (now - since <= FORGOTTEN * lifeMs) break;
      this.#given.delete(old);
    }
    this.#count += 1;
    const id = `R${this.#count}${Math.floor(this.#workspace.random() * 1e9).toString(36)}`;
    this.#given.set(id, { context, since: now, left: uses });
    return `${this.origin}/response/${id}`;
  }

  /** What a POST to it is answered. Guessed (slack.md C1, [K]): the statuses, `used_url`, `expired_url`. */
  answer(id: string, body: string): { status: number; body: JsonObject } {
    try {
      const given = this.#given.get(id);
      if (!given) throw new Refusal('invalid_url');
      if (this.#workspace.clock.now() - given.since > lifeMs) throw new Refusal('expired_url');
      if (given.left <= 0) throw new Refusal('used_url');
      const payload = parseJson(body);
      if (!isObject(payload)) throw new Refusal('invalid_payload');
      respond(this.#workspace, given.context, payload);
      given.left -= 1;
      return { status: 200, body: { ok: true } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const why = Array.isArray(error.extra.errors) ? ` (${error.extra.errors.join('; ')})` : '';
      if (isAppsFault(error.code)) this.#workspace.violation(`response_url: ${error.code}${why}`);
      return {
        status: /url$/.test(error.code) ? 404 : 400,
        body: { ok: false, error: error.code, ...error.extra },
      };
    }
  }
}

/** Shows what the app answered: by default to the one person only (documented). */
export function respond(
  workspace: Workspace,
  context: ResponseContext,
  payload: JsonObject,
  { byAck = false } = {},
): void {
  const args = new Args(opened(payload));
  for (const key of Object.keys(payload)) {
    if (!known.includes(key)) workspace.violation(`response_url: unknown argument ${key}`);
  }
  if (args.flag('delete_original')) {
    remove(workspace, context, byAck);
    return;
  }
  const replace = args.flag('replace_original');
  if (context.onMessage && replace === undefined) {
    workspace.violation(
      'response_url: without replace_original it is not certain what becomes of the message',
    );
  }
  const given = contentOf(args, workspace);
  // Recorded for posted messages only; guessed for these.
  refuseTooLong(given.blocks);
  const content = { text: '', ...given };
  if (!content.text.trim() && !content.blocks?.length && !content.attachments?.length)
    throw new Refusal('no_text');
  const parsing = {
    links: args.text('parse') !== 'none',
    names: args.text('parse') === 'full' || args.flag('link_names') === true,
  };
  const responseType = args.text('response_type') ?? 'ephemeral';
  if (responseType !== 'ephemeral' && responseType !== 'in_channel') throw new Refusal('invalid_payload');
  const { channel, userId, original } = context;
  if (responseType === 'in_channel' && channel.isArchived) throw new Refusal('channel_is_archived');
  let shown: StoredMessage;
  if (replace && original && stands(workspace, original)) {
    workspace.rewrite(original, content, parsing);
    shown = original;
  } else {
    const threadTs = args.text('thread_ts');
    const message = { ...content, parsing, ...(threadTs !== undefined && { threadTs }) };
    shown =
      responseType === 'in_channel'
        ? workspace.post(channel, message)
        : workspace.show(channel, userId, message, context);
  }
  if (!context.onMessage) context.original = shown;
  tell(workspace, context, shown, { replace: replace ?? false, gone: false, byAck });
}

function remove(workspace: Workspace, context: ResponseContext, byAck: boolean): void {
  const { original } = context;
  if (!original || !stands(workspace, original)) throw new Refusal('message_not_found');
  workspace.remove(original);
  tell(workspace, context, original, { replace: false, gone: true, byAck });
}

function stands(workspace: Workspace, message: StoredMessage): boolean {
  if (message.is_ephemeral) return workspace.ephemerals.some((shown) => shown.message === message);
  return workspace.channels.get(message.channel)?.find(message.ts) === message;
}

function tell(
  workspace: Workspace,
  context: ResponseContext,
  shown: StoredMessage,
  { replace, gone, byAck }: { replace: boolean; gone: boolean; byAck: boolean },
): void {
  const response: Response = {
    ...structuredClone(shown),
    at: workspace.clock.now(),
    responseType: shown.is_ephemeral ? 'ephemeral' : 'in_channel',
    replaceOriginal: replace,
    deleteOriginal: gone,
  };
  context.heard(response, byAck);
  workspace.changed();
}
