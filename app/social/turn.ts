import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Row, Rows } from '../store/rows.ts';
import type { AccountBook } from './account-book.ts';
import { type Due, dueOf } from './due.ts';
import { after, ended, type Outcome } from './outcome.ts';
import { type PageIncident, type PageUpdate, withUpdate } from './record.ts';
import type { Refusal } from './refusal.ts';
import { statusText, textHash } from './status-text.ts';
import type { X } from './x.ts';

/** What telling needs of its surroundings. */
export interface Around {
  rows: Rows<PageIncident>;
  account: AccountBook;
  x: X;
  clock: Clock;
  log: Log;
  /** Names this copy of the bot. */
  copy: string;
  crashpoint(name: string): Promise<void> | void;
  /** Posts are kept from X for this reason, or, without one, no longer. */
  heard(refusal: Omit<Refusal, 'since'> | undefined): void;
  /** Each answer of X, and what is skipped, to be counted. */
  posted(result: string): void;
}

/** How an incident stands after its turn: when it should have the next, unless all is told. */
export interface Turned {
  row: Row<PageIncident> | undefined;
  next?: number;
  /** Why it has to wait. */
  why?: string;
}

/** A look among our posts, then a post: 15 s each at most, begun only within the claim. */
const CLAIM_MS = 60_000;
/** Keys are not mended within seconds. */
const REFUSED_MS = 5 * 60_000;
/** A text that X does not want so often, while it takes others, it never will. */
const TRIES = 3;
/** What the log says of an update that nobody will read on X. */
export const NOT_POSTED = 'An update of our Statuspage will not be posted on X';

let claims = 0;

/**
 * Tells what is due of one incident, update after update. `taken`: whether X has taken any post since then. Throws
 * when storage is away.
 */
export async function turn(
  start: Row<PageIncident>,
  around: Around,
  taken: (since: string) => boolean,
): Promise<Turned> {
  const { rows, clock, account } = around;
  let row: Row<PageIncident> | undefined = start;
  while (row) {
    const due = dueOf(row.value, clock.now());
    if (due.kind === 'nothing') return { row };
    if (due.kind === 'wait') return { row, next: due.until, ...whyOf(row.value) };
    if (due.kind === 'skip') {
      row = await skip(row, due.update, around);
      continue;
    }
    const block = due.update.counted || due.last ? undefined : await account.reserve();
    if (block) {
      if (block.ceiling) await refuse({ kind: 'ceiling', words: block.why }, around);
      return { row, next: block.until, why: block.why };
    }
    const claimed = await claim(row, due, around);
    if (!claimed) {
      if (!due.update.counted && !due.last) await account.giveBack();
      row = await rows.get('social', row.value.id);
      continue;
    }
    const told = await tell(due, claimed.update, row.value.link, around);
    const answer = withPatience(claimed.update, told, taken);
    around.posted(answer.kind);
    row = await record(claimed, answer, around);
    if (answer.kind === 'limited') await account.pause(answer.until, answer.words);
    if (answer.kind === 'refused') {
      await account.pause(clock.now() + REFUSED_MS, answer.words);
      await refuse({ kind: answer.refusal, words: answer.words }, around);
    }
    if (answer.kind === 'forbidden') await refuse({ kind: 'forbidden', words: answer.words }, around);
  }
  return { row };
}

/** That it is over, only a look at all incidents tells: see the poster. */
async function refuse(refusal: Omit<Refusal, 'since'>, { account, heard, log }: Around): Promise<void> {
  if (!(await account.refused(refusal))) return;
  log.warn({ why: refusal.words }, 'Posts are kept from X');
  heard(refusal);
}

/** X takes others meanwhile, so it is this text: what follows it must not wait for hours. */
function withPatience(
  { attempts = 0, forbiddenAt }: PageUpdate,
  answer: Outcome,
  taken: (since: string) => boolean,
): Outcome {
  const hopeless = attempts + 1 >= TRIES && forbiddenAt !== undefined && taken(forbiddenAt);
  return hopeless && answer.kind === 'forbidden' ? { ...answer, kind: 'rejected' } : answer;
}

async function skip(
  row: Row<PageIncident>,
  update: PageUpdate,
  { rows, clock, log, posted }: Around,
): Promise<Row<PageIncident> | undefined> {
  const written = await rows.replace(row, withUpdate(row.value, ended(update, 'skipped', clock.now())));
  if (!written) return rows.get('social', row.value.id);
  posted('skipped');
  const why = update.trouble ?? 'nothing kept it from X, but it was too old when it was seen';
  log.warn({ incident: row.value.id, update: update.id, at: update.at, why }, NOT_POSTED);
  return written;
}

interface Claimed {
  row: Row<PageIncident>;
  update: PageUpdate;
  by: string;
}

/** Takes the turn at an update and fixes its text, in one conditional write. `undefined`: somebody was faster. */
async function claim(
  row: Row<PageIncident>,
  { update, doubt }: Extract<Due, { kind: 'tell' }>,
  { rows, clock, copy }: Around,
): Promise<Claimed | undefined> {
  const now = clock.now();
  const by = `${copy}/${++claims}`;
  const text = update.text ?? (await textFor(row.value, update));
  const next: PageUpdate = {
    ...update,
    text,
    hash: textHash(text),
    counted: true,
    claim: { by, until: at(now + CLAIM_MS), since: at(now) },
    ...(doubt ? { doubtAt: update.doubtAt ?? update.claim?.since ?? at(now) } : {}),
  };
  const written = await rows.replace(row, withUpdate(row.value, next));
  return written && { row: written, update: next, by };
}

/** X takes no text twice: one that was posted before gets the update's id on its link. */
async function textFor({ link, updates }: PageIncident, update: PageUpdate): Promise<string> {
  const told = { status: update.status ?? '', words: update.words ?? '', link };
  const text = await statusText(told);
  const before = updates.some(({ id, hash }) => id !== update.id && hash === textHash(text));
  return before ? statusText({ ...told, link: linkOf(link, update.id) }) : text;
}

async function tell(
  { doubt, last }: Extract<Due, { kind: 'tell' }>,
  update: PageUpdate,
  link: string,
  { x, crashpoint, clock }: Around,
): Promise<Outcome> {
  const { text = '', claim: mine } = update;
  if (doubt) {
    const found = await x.find({
      text,
      link: text.endsWith(`#${update.id}`) ? linkOf(link, update.id) : link,
    });
    if (found === 'there') return { kind: 'posted' };
    if (last) return { kind: 'skipped', words: 'it was too old to be posted again' };
  }
  // A copy that was paused leaves the post to whoever took its place.
  if (clock.now() > Date.parse(mine?.until ?? '') - CLAIM_MS / 2) {
    return { kind: 'failed', words: 'the bot was held up' };
  }
  await crashpoint('social: before a post');
  const answer = await x.post(text);
  await crashpoint('social: after a post');
  return answer;
}

/** Writes down what came of it, wherever the record has moved on meanwhile. */
async function record(
  { row, update, by }: Claimed,
  answer: Outcome,
  around: Around,
): Promise<Row<PageIncident> | undefined> {
  const { rows, clock, account, log } = around;
  const facts = { incident: row.value.id, update: update.id };
  const words = 'words' in answer ? answer.words : undefined;
  if (answer.kind === 'posted')
    log.info({ ...facts, post: answer.id }, 'An update of our Statuspage is on X');
  else if (answer.kind === 'rejected' || answer.kind === 'skipped')
    log.warn({ ...facts, why: words }, NOT_POSTED);
  else log.warn({ ...facts, result: answer.kind, why: words }, 'An update of our Statuspage is not on X yet');
  const made = answer.kind === 'posted' || answer.kind === 'lost' || update.doubtAt !== undefined;
  if (!made) await account.giveBack();
  for (let held: Row<PageIncident> | undefined = row; held; held = await rows.get('social', row.value.id)) {
    const there = held.value.updates.find(({ id }) => id === update.id);
    // Taken over: who has it now looks before repeating.
    if (there?.claim?.by !== by) return held;
    const written = await rows.replace(held, withUpdate(held.value, after(there, answer, made, clock.now())));
    if (written) return written;
  }
  return undefined;
}

function linkOf(link: string, updateId: string): string {
  return `${link}#${updateId}`;
}

function whyOf({ updates }: PageIncident): { why?: string } {
  const why = updates.find(({ state }) => state === 'waiting')?.trouble;
  return why === undefined ? {} : { why };
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}
