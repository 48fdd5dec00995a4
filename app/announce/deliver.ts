import type { Announcement, Claim } from '../events/event.ts';
import { fingerprint } from '../events/ids.ts';
import { isOfChannel } from '../slack/channels.ts';
import { type Outcome, outcome } from '../slack/outcome.ts';
import type { Row } from '../store/rows.ts';
import {
  DOUBT_MS,
  isSettled,
  PATIENCE_MS,
  recordDelivery,
  type Shown,
  type Source,
  type Surroundings,
  takeTurn,
  unclaimed,
} from './claims.ts';
import { nextReply, owed, owesEdit } from './delivery.ts';
import type { Wanted } from './present.ts';
import { verify } from './verify.ts';

/** What a delivery came to: all done, or when to try again and what is wrong with the channel. */
export interface Delivered {
  retryAt?: number;
  /** Slack's word for why the channel takes nothing at present. */
  trouble?: string;
  /** The channel has taken something just now. */
  reached?: true;
}

/** A request lasts 10 s at most: with less left of a claim, none is begun. */
const REQUEST_MS = 12_000;
/** When a message of a copy that was paused over its claim is looked for. */
const VERIFY_MS = 120_000;
const TROUBLE_MS = 60_000;

/** What has been delivered so far in a turn, also when it breaks off. */
interface Progress {
  now: Announcement;
  /** Something was sent, or may have been. */
  sent: boolean;
  /** What an earlier attempt may have sent has not been looked for yet. */
  doubt: boolean;
}

class ClaimLost extends Error {}

/** Makes one channel show the record: claim, look where there is doubt, send, record. */
export async function deliver<T extends Shown>(
  source: Source<T>,
  start: Row<T>,
  channel: string,
  around: Surroundings,
): Promise<Delivered> {
  // Read while the turn is taken: both need no more than that the row has been written.
  const ended = isFirst(start.value, channel) ? source.ended(start.value) : undefined;
  ended?.catch(() => {});
  const turn = await takeTurn(source, start, channel, around);
  if (!turn || 'retryAt' in turn) return turn ?? {};
  await around.crashpoint('claimed');
  if (turn.before.revision === 0) {
    if (await source.superseded(turn.row, ended ?? source.ended(turn.row.value))) return {};
  }

  const { value } = turn.row;
  const wanted = source.present(value);
  const progress: Progress = { now: turn.before, sent: false, doubt: turn.doubt };
  let result: Delivered = {};
  try {
    const whole = await show(wanted, turn, progress, around);
    if (progress.sent) result = { reached: true };
    progress.now = unclaimed(whole ? { ...progress.now, revision: value.revision } : progress.now);
  } catch (error) {
    const failed = afterFailure(error, progress, turn.mine, around);
    result = failed.result;
    progress.now = failed.now;
    around.log.warn(
      { record: wanted.id, channel, failure: failed.failure },
      'A message could not be delivered',
    );
  }
  const row = await recordDelivery(source, turn, progress, around);
  await around.crashpoint('recorded');
  if (!row) return result;
  if (isSettled(source, row.value)) await source.finish(row);
  return result.retryAt === undefined ? { ...result, ...whatIsLeft(source, row, channel, around) } : result;
}

function isFirst({ announcements }: Shown, channel: string): boolean {
  return announcements.some((one) => one.channel === channel && one.revision === 0);
}

/** Sends what is missing, noting each step as it is done. `false` when it is not its turn yet. */
async function show(
  wanted: Wanted,
  { doubt, mine }: { doubt: boolean; mine: Claim },
  progress: Progress,
  around: Surroundings,
): Promise<boolean> {
  const { messages, clock } = around;
  const { id } = wanted;
  const { channel } = progress.now;
  const before = async () => {
    if (clock.now() > Date.parse(mine.until) - REQUEST_MS) throw new ClaimLost();
    progress.sent = true;
    await around.crashpoint('sending');
  };

  if (doubt) {
    // Whatever the root shows, it is edited once more; until that is done, the edit stays owed.
    const { root: _, ...looked } = await settleDoubt(progress.now, wanted, around);
    progress.now = looked;
    progress.doubt = false;
  }
  const root = fingerprint(wanted.root);
  let { ts } = progress.now;
  if (ts === undefined) {
    ts = await messages.post(channel, wanted.root, { id, keys: ['root'], before });
    await around.crashpoint('root posted');
    progress.now = { ...progress.now, ts, root, told: [...wanted.keys], rootOnly: [...wanted.keys] };
  } else if (owesEdit(progress.now, wanted)) {
    if (messages.editInMs(channel, id) > PATIENCE_MS) return false;
    await unlessRefused(messages.edit(channel, ts, { id, message: wanted.root, before }), wanted, around);
    await around.crashpoint('root edited');
    progress.now = { ...progress.now, root };
  }

  const keys = nextReply(progress.now, wanted);
  if (keys.size === 0) return true;
  const told = new Set(progress.now.told);
  const broadcast = [...keys].some((key) => wanted.loud.has(key) && !told.has(key));
  const thread = { ts, broadcast };
  const reply = wanted.reply(keys, new Set(progress.now.rootOnly));
  await unlessRefused(messages.post(channel, reply, { id, keys: [...keys], thread, before }), wanted, around);
  await around.crashpoint('replied');
  progress.now = { ...progress.now, told: [...new Set([...told, ...keys])], rootOnly: [] };
  return true;
}

/** The record may have moved on meanwhile, or a later look may be due. */
function whatIsLeft<T extends Shown>(
  source: Source<T>,
  row: Row<T>,
  channel: string,
  { clock }: Surroundings,
): Delivered {
  const recorded = row.value.announcements.find((one) => one.channel === channel);
  if (!recorded) return {};
  const next = owed(recorded, source.present(row.value), clock.now());
  if (next.kind === 'wait') return { retryAt: next.until };
  return next.kind === 'work' ? { retryAt: clock.now() } : {};
}

/** An earlier attempt may have sent something: look, and look once more when a sleeper may have woken. */
async function settleDoubt(
  before: Announcement,
  wanted: Wanted,
  { messages, clock }: Surroundings,
): Promise<Announcement> {
  // Seen first, as the record has it, by a copy whose clock may have been hours ahead.
  const sinceMs = Math.min(wanted.sinceMs, clock.now());
  const { verifyAt: _, ...now } = await verify(before, { ...wanted, sinceMs }, messages);
  if (before.claim) return { ...now, verifyAt: new Date(clock.now() + VERIFY_MS).toISOString() };
  // This was that later look.
  return now;
}

/** What no later try would change: the message is too old, its thread locked, or our blocks are wrong. */
const FINAL =
  /^(cant_update_message|edit_window_closed|cannot_reply_to_message|restricted_action_thread_locked|no_dual_broadcast_content_update|no_text|msg_|invalid_(blocks|attachments|arguments|metadata))/;

/** A refusal of this one edit or reply is final: what Slack will not have is not offered again. */
async function unlessRefused(work: Promise<unknown>, { id }: Wanted, { log }: Surroundings): Promise<void> {
  try {
    await work;
  } catch (error) {
    const failure = outcome(error);
    if (failure.kind !== 'refused' || !FINAL.test(failure.code)) throw error;
    log.error({ record: id, failure }, 'Slack will not have an edit or a reply');
  }
}

/** Sorts a failure by what it means for the record. */
function afterFailure(
  error: unknown,
  { now, doubt }: Progress,
  mine: Claim,
  { clock }: Surroundings,
): { now: Announcement; result: Delivered; failure: Outcome | { kind: 'claim lost' } } {
  const at = (ms: number) => new Date(clock.now() + ms).toISOString();
  const failure = error instanceof ClaimLost ? { kind: 'claim lost' as const } : outcome(error);
  if (failure.kind === 'refused' && GONE.has(failure.code) && now.ts !== undefined) {
    return { now: { ...unclaimed(now), gone: true }, result: {}, failure };
  }
  const { ms, trouble } = troubleOf(failure);
  const result = { retryAt: clock.now() + ms, ...(trouble === undefined ? {} : { trouble }) };
  // A claim that has run out makes the next one look before it repeats anything.
  const lookFirst = doubt || failure.kind === 'unknown';
  return { now: lookFirst ? { ...now, claim: { ...mine, until: at(ms) } } : unclaimed(now), result, failure };
}

/** How long a failure keeps the record waiting, and whether it keeps the whole channel waiting. */
function troubleOf(failure: Outcome | { kind: 'claim lost' }): { ms: number; trouble?: string } {
  switch (failure.kind) {
    case 'claim lost':
      return { ms: 0 };
    case 'unknown':
    case 'unsent':
      return { ms: DOUBT_MS, trouble: failure.reason };
    case 'ratelimited':
      return { ms: failure.retryAfterMs, trouble: 'ratelimited' };
    case 'refused':
      return isOfChannel(failure.code) ? { ms: TROUBLE_MS, trouble: failure.code } : { ms: TROUBLE_MS };
  }
}

/** A person deleted the root: what it said is not said again. */
const GONE = new Set(['message_not_found', 'thread_not_found']);
