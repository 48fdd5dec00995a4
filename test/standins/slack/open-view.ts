import { type Values, valuesOf } from './answers.ts';
import { type JsonObject, objectsOf, textOf } from './json.ts';
import type { ViewType } from './view-shape.ts';
import { bot } from './workspace.ts';

interface Origin {
  id: string;
  userId: string;
  type: ViewType;
  /** Where the person was when it opened. */
  channelId?: string | undefined;
  /** What it was pushed upon. */
  previous?: OpenView | undefined;
}

/** A modal that stands on somebody's screen, or somebody's Home, with what they entered in it. */
export class OpenView {
  readonly id: string;
  readonly userId: string;
  readonly type: ViewType;
  readonly previous: OpenView | undefined;
  readonly channelId: string | undefined;
  /** As the app gave it, with Slack's defaults. */
  shown: JsonObject = {};
  hash = '';
  values: Values = {};
  /** Under the inputs, by block_id. */
  errors: Record<string, string> = {};
  /** The general complaint at the top of a modal. */
  problem: string | undefined;
  /** A submission is on its way: the button does nothing. */
  submitting = false;
  /** What the bot brought for external selects, by action_id. */
  readonly offered = new Map<string, JsonObject[]>();

  constructor({ id, userId, type, channelId, previous }: Origin) {
    this.id = id;
    this.userId = userId;
    this.type = type;
    this.previous = previous;
    this.channelId = channelId ?? previous?.channelId;
  }

  get blocks(): JsonObject[] {
    return objectsOf(this.shown, 'blocks');
  }

  get root(): OpenView {
    return this.previous?.root ?? this;
  }

  get externalId(): string {
    return textOf(this.shown, 'external_id') ?? '';
  }

  /** Shows this from now on; what was entered stays where the ids are the same. */
  show(view: JsonObject, hash: string): void {
    this.shown = view;
    this.hash = hash;
    this.values = valuesOf(this.blocks, this.values, this.channelId);
    this.errors = {};
    this.problem = undefined;
  }

  /** As payloads and answers tell it. */
  told(): JsonObject {
    const { title, submit, close, blocks } = this.shown;
    return structuredClone({
      id: this.id,
      team_id: bot.teamId,
      type: this.type,
      blocks,
      private_metadata: textOf(this.shown, 'private_metadata') ?? '',
      callback_id: textOf(this.shown, 'callback_id') ?? '',
      state: { values: this.values },
      hash: this.hash,
      // Seen in recorded payloads of Homes.
      title: title ?? { type: 'plain_text', text: 'View Title', emoji: true },
      clear_on_close: this.shown.clear_on_close === true,
      notify_on_close: this.shown.notify_on_close === true,
      close: close ?? null,
      submit: submit ?? null,
      previous_view_id: this.previous?.id ?? null,
      root_view_id: this.root.id,
      app_id: bot.appId,
      external_id: this.externalId,
      app_installed_team_id: bot.teamId,
      bot_id: bot.botId,
    });
  }
}
