import type { Timers } from './timers.ts';
import { bot, type Workspace } from './workspace.ts';

/** Documented: three seconds, one use. The three codes too. */
const lifeMs = 3000;

/** Whose interaction it was, and where. */
export interface Trigger {
  userId: string;
  /** The modal in which it happened. */
  modalId?: string | undefined;
  channelId?: string | undefined;
}

/** trigger_ids: a person's permission to open one view. */
export class Triggers {
  readonly #workspace: Workspace;
  readonly #timers: Timers;
  readonly #given = new Map<string, { trigger: Trigger; expired: boolean; used: boolean }>();

  constructor(workspace: Workspace, timers: Timers) {
    this.#workspace = workspace;
    this.#timers = timers;
  }

  give(trigger: Trigger): string {
    const id = `${this.#given.size + 1}.${bot.teamId}.${Math.floor(this.#workspace.random() * 2 ** 32).toString(16)}`;
    const given = { trigger, expired: false, used: false };
    this.#given.set(id, given);
    this.#timers.after(lifeMs + 1, () => {
      given.expired = true;
    });
    return id;
  }

  /** Whose it is, or the code of the refusal. */
  use(id: string): Trigger | { refusal: string } {
    const given = this.#given.get(id);
    if (!given) return { refusal: 'invalid_trigger_id' };
    if (given.used) return { refusal: 'exchanged_trigger_id' };
    if (given.expired) return { refusal: 'expired_trigger_id' };
    given.used = true;
    return given.trigger;
  }
}
