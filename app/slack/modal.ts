import type { AckFn, ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { explainModal, skeletonModal, workingModal } from '../../views/modals/modal.ts';
import { inert } from '../../views/text.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import { direct } from './direct.ts';
import { outcome } from './outcome.ts';

/** What showing modals needs of the bot. */
export interface ModalParts {
  clock: Clock;
  log: Log;
  client: WebClient;
}

const AWAY =
  'That could not be read just now: storage or Slack does not answer. Please try again in a minute.';

/**
 * Opens a modal at once, since a trigger lives 3 s, and shows in it what `build` comes to, however long that
 * takes; `meanwhile` is for what can be said before. Never rejects.
 */
export async function openModal(
  parts: ModalParts,
  { user, trigger, title, push }: { user: string; trigger: string; title: string; push?: boolean },
  build: (meanwhile: (view: ModalView) => Promise<void>) => Promise<ModalView>,
): Promise<void> {
  const { log, client } = parts;
  const { promise: opened, resolve: isOpen } = Promise.withResolvers<Shown>();
  let shown = opened;
  const built = build((view) => {
    shown = shown.then((last) => show(parts, last?.id, view, last?.hash)).catch(() => undefined);
    return shown.then(() => undefined);
  }).catch((error: unknown) => {
    log.warn({ err: error }, 'What a modal shows could not be found out');
    return explainModal(title, AWAY);
  });
  try {
    const skeleton = { trigger_id: trigger, view: skeletonModal(title) };
    const { view } = await (push ? client.views.push(skeleton) : client.views.open(skeleton));
    isOpen(view);
    const last = await built;
    const now = await shown;
    await show(parts, now?.id, last, now?.hash);
  } catch (error) {
    isOpen(undefined);
    await missed(parts, error, user, title);
  }
}

/**
 * Shows in an open modal what `build` comes to, and `waiting` meanwhile. Whatever the person has asked of the modal
 * since then wins. Never rejects.
 */
export async function changeModal(
  parts: ModalParts,
  {
    user,
    view,
    title,
    waiting,
  }: { user: string; view: Pick<ViewOutput, 'id'> | undefined; title: string; waiting: ModalView },
  build: () => Promise<ModalView>,
): Promise<void> {
  if (!view) return;
  const { log } = parts;
  const built = build().catch((error: unknown) => {
    log.warn({ err: error }, 'What a modal shows could not be found out');
    return explainModal(title, AWAY);
  });
  try {
    const shown = await show(parts, view.id, waiting);
    await show(parts, view.id, await built, shown?.hash);
  } catch (error) {
    await missed(parts, error, user, title);
  }
}

/** Closed, changed or opened meanwhile: the person has seen to that. Anything else they must hear of. */
async function missed(parts: ModalParts, error: unknown, user: string, title: string): Promise<void> {
  const failure = outcome(error);
  parts.log.warn({ failure }, 'A modal could not be shown');
  if (failure.kind === 'refused' && THERE_ALREADY.has(failure.code)) return;
  await direct(parts, user, `*${inert(title)}* could not be shown: Slack did not take it. Please try again.`);
}

/** With the last one it stands open: the same envelope went to another copy too. */
const THERE_ALREADY = new Set(['not_found', 'hash_conflict', 'exchanged_trigger_id']);

/** What carrying out a form came to. */
export type Finished =
  /** Done: the modal closes, or says so. */
  | { done: ModalView | undefined }
  /** Not done: the form again, with what was typed and what is wrong. */
  | { again: ModalView; problem: string };

/** Slack waits 3 s for an answer to a form; what takes longer is waited for in the modal. */
const PATIENCE_MS = 1_500;

/**
 * Answers a submitted form in time, whatever `work` has to wait for. Whoever closed the modal meanwhile is told
 * of a failure in a direct message. Never rejects unless `work` does.
 */
export async function finishModal(
  parts: ModalParts,
  { ack, view, user }: { ack: AckFn<ViewResponseAction>; view: ViewOutput; user: string },
  { doing, work }: { doing: string; work: Promise<Finished> },
): Promise<void> {
  const { clock, log } = parts;
  const early = new AbortController();
  let first: Finished | undefined;
  const known = work.then((finished) => {
    first = finished;
    early.abort();
  });
  await Promise.race([known, sleep(clock, PATIENCE_MS, early.signal)]);
  if (first) {
    if ('again' in first) return ack({ response_action: 'update', view: first.again });
    return ack(first.done ? { response_action: 'update', view: first.done } : { response_action: 'clear' });
  }
  const title = view.title.text;
  await ack({ response_action: 'update', view: workingModal(title, doing) });
  const finished = await work;
  try {
    const next = 'again' in finished ? finished.again : (finished.done ?? explainModal(title, 'Done.'));
    await show(parts, view.id, next);
  } catch (error) {
    log.info({ failure: outcome(error) }, 'A modal was gone before its work was done');
    if ('again' in finished)
      await direct(parts, user, `*${inert(title)}*: ${inert(finished.problem, 1_000)}`);
  }
}

/** How long after a stumble of Slack's the same is shown again. */
const PAUSES_MS = [300, 1_000, 3_000];

/** With a `hash`, only while the view still is what we know. Showing twice does no harm, so stumbles are got over. */
async function show(
  { client, clock }: ModalParts,
  id: string | undefined,
  view: ModalView,
  hash?: string,
): Promise<Shown> {
  if (id === undefined) return undefined;
  for (let tries = 0; ; tries += 1) {
    try {
      const updated = await client.views.update({
        view_id: id,
        view,
        ...(hash === undefined ? {} : { hash }),
      });
      return updated.view;
    } catch (error) {
      const failure = outcome(error);
      // The answer to an earlier try was lost, and its effect is there.
      if (tries > 0 && failure.kind === 'refused' && failure.code === 'hash_conflict') return undefined;
      const pause = PAUSES_MS[tries];
      if (failure.kind === 'refused' || pause === undefined) throw error;
      await sleep(clock, failure.kind === 'ratelimited' ? Math.max(pause, failure.retryAfterMs) : pause);
    }
  }
}

/** A view as Slack last told it. */
type Shown = { id?: string; hash?: string } | undefined;
