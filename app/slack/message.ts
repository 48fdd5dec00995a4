/** The parts of a Socket Mode message that we look at before the library does. All of it is hearsay. */
export interface Message {
  type?: unknown;
  reason?: unknown;
  envelope_id?: unknown;
  payload?: { type?: unknown; event?: { type?: unknown } };
  debug_info?: { approximate_connection_time?: unknown };
}

/** The message as an object, or nothing when it is none. */
export function parse(data: unknown): Message | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Why Slack wants the connection to go, when it does: `warning`, `refresh_requested`, `link_disabled`... */
export function goodbye(message: Message | undefined): string | undefined {
  return message?.type === 'disconnect' ? String(message.reason ?? 'unknown') : undefined;
}

/** How long Slack means to keep the connection, as its hello says. */
export function life(hello: Message): number | undefined {
  const seconds = hello.debug_info?.approximate_connection_time;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
}

/** True for what the library and Bolt can take: an envelope with something in it. */
export function isHandled(message: Message | undefined): boolean {
  if (typeof message?.envelope_id !== 'string') return false;
  if (typeof message.payload !== 'object' || message.payload === null) return false;
  return message.type === 'events_api'
    ? typeof message.payload.event?.type === 'string'
    : message.type === 'slash_commands' || message.type === 'interactive';
}
