import type { Args } from './arguments.ts';
import type { JsonObject } from './json.ts';
import type { Workspace } from './workspace.ts';

/** Requests per minute (documented): tier 1 to 4. `post` has its own limits, per channel. */
export type Tier = 1 | 2 | 3 | 4 | 'post';
export const perMinute = { 1: 1, 2: 20, 3: 50, 4: 100, post: 300 } as const;

/** What a method finds when it is called. */
export interface Call {
  args: Args;
  workspace: Workspace;
  /** Refuses with `missing_scope` when this scope was not granted. */
  needScope(scope: string): void;
  /** Refuses with 429 when this channel has had enough. */
  limitPosts(channelId: string): void;
}

export interface Method {
  token: 'bot' | 'app';
  scope?: string;
  tier: Tier;
  /** Arguments that are known; others are a mistake (Slack ignores them in silence). */
  args: readonly string[];
  needs?: readonly string[];
  run(call: Call): JsonObject;
}

export type Methods = Record<string, Method>;
