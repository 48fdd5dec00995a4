import type { JsonObject } from './json.ts';

export type Block = JsonObject;

export type Metadata = { event_type: string; event_payload: JsonObject };

/** A message as Slack keeps it. */
export type StoredMessage = {
  type: 'message';
  subtype?: string;
  /** Where it stands; Slack's own answers leave this out. */
  channel: string;
  ts: string;
  user: string;
  bot_id?: string;
  app_id?: string;
  team: string;
  text: string;
  blocks?: Block[];
  attachments?: JsonObject[];
  metadata?: Metadata;
  thread_ts?: string;
  reply_count?: number;
  reply_users_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  is_locked?: boolean;
  parent_user_id?: string;
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[]; count: number }[];
  pinned_to?: string[];
  is_ephemeral?: boolean;
  hidden?: boolean;
};

/** What a message consists of, before it stands anywhere. */
export interface Content {
  text: string;
  blocks?: Block[];
  attachments?: JsonObject[];
}

/** A message in an answer: metadata's payload only when asked for (documented). */
export function asAnswer(message: StoredMessage, allMetadata: boolean): JsonObject {
  const { channel: _, metadata, ...shown } = structuredClone(message);
  if (!metadata) return shown;
  return { ...shown, metadata: allMetadata ? metadata : { event_type: metadata.event_type } };
}
