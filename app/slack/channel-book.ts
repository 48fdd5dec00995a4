import type { WebClient } from '@slack/web-api';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { channelAdvice, checkChannel, isOfChannel } from './channels.ts';

/** A channel that takes nothing until a person does something. */
export interface ChannelTrouble {
  code: string;
  since: string;
}

/** Which channels take messages, as Slack last told. */
export interface ChannelBook {
  /** Reads one message of each channel that is ours, or of those only that could not be read so far. */
  check(only?: 'closed'): Promise<void>;
  /** Notes what a call has shown: Slack's word, or none when the channel takes messages. */
  note(channel: string, code: string | undefined): void;
  /** What another copy has found, which stands until a call shows otherwise. */
  recall(channel: string, trouble: ChannelTrouble): void;
  closed(): ReadonlyMap<string, ChannelTrouble>;
}

const TOLD_BY_READING = new Set(['not_in_channel', 'channel_not_found', 'missing_scope']);

/** Keeps the book in memory; operators' notices bring it over a restart. */
export function createChannelBook(options: {
  client: WebClient;
  /** Those that are ours now: operators may choose others at any time. */
  channels(): readonly (string | undefined)[];
  clock: Clock;
  log: Log;
}): ChannelBook {
  const { client, clock, log } = options;
  let begun = false;
  /** Those that Slack has told of since. */
  const checked = new Set<string>();
  const closed = new Map<string, ChannelTrouble>();

  function note(channel: string, code: string | undefined): void {
    if (code === undefined) {
      if (closed.delete(channel)) log.info({ channel }, 'A channel takes messages again');
    } else if (isOfChannel(code) && closed.get(channel)?.code !== code) {
      closed.set(channel, { code, since: new Date(clock.now()).toISOString() });
      log.error({ channel, code, advice: channelAdvice(code) }, 'A channel takes no messages');
    }
  }

  function ours(): string[] {
    return [...new Set(options.channels().filter((channel) => channel !== undefined))];
  }

  /** Channels that have become ours since all were checked, or could not be told of. */
  function unchecked(): string[] {
    if (!begun) return [];
    return ours().filter((channel) => !checked.has(channel));
  }

  /** Reading says nothing about the others: an archived channel can still be read. */
  function closedToReading(): string[] {
    return [...closed].filter(([, { code }]) => TOLD_BY_READING.has(code)).map(([channel]) => channel);
  }

  function noteReading(channel: string, code: string | undefined): void {
    const standing = closed.get(channel);
    if (code !== undefined || !standing || TOLD_BY_READING.has(standing.code)) note(channel, code);
  }

  return {
    note,
    recall(channel, trouble) {
      if (!closed.has(channel)) closed.set(channel, trouble);
    },
    closed: () => closed,
    async check(only) {
      begun ||= only === undefined;
      for (const channel of only ? new Set([...closedToReading(), ...unchecked()]) : ours()) {
        const seen = await checkChannel(client, channel);
        if (seen === 'cannot tell') continue;
        checked.add(channel);
        noteReading(channel, seen.code);
      }
    },
  };
}
