import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { plainText } from '../../checkers/text.ts';
import { FORCE_RESOLVE, forceResolveModal } from '../../views/modals/force-resolve.ts';
import { explainModal } from '../../views/modals/modal.ts';
import { announcedEvent } from '../announce/present.ts';
import { forceResolve } from '../events/acts.ts';
import type { TrackedEvent } from '../events/event.ts';
import { type Finished, finishModal } from '../slack/modal.ts';
import { eventModal } from './event-modal.ts';
import type { Parts } from './parts.ts';
import { alreadyWords, attempt, refusal, type Wish } from './wish.ts';

/** As the form takes it. */
const MOST_REASON = 500;

export const FORCE_WISH: Wish = { what: 'force-resolve an event', need: 'operator' };

/** The force-resolve modal of an event, or why there is none; without an ID, the open events to choose from. */
export const forceResolveForm = eventModal('force-resolve', FORCE_WISH, (parts, event, now) => {
  const at = new Date(now).toISOString();
  const tried = forceResolve(event, { by: { id: '', name: '' }, at, reason: '', again: 'never' });
  return 'already' in tried
    ? explainModal('Force resolve', alreadyWords(event.id, tried.already))
    : forceResolveModal(asked(parts, event));
});

function asked({ scene, platforms }: Pick<Parts, 'scene' | 'platforms'>, event: TrackedEvent) {
  const unwatched = platforms.every(({ id }) => id !== event.platform);
  return { ...announcedEvent(event, scene()), unwatched };
}

/** The force-resolve modal was submitted. */
export function forceResolveSubmitted(parts: Parts) {
  return async ({
    ack,
    body,
    view,
  }: Pick<SlackViewMiddlewareArgs<ViewSubmitAction>, 'ack' | 'body' | 'view'>): Promise<void> => {
    const { values } = view.state;
    const reason = plainText(values[FORCE_RESOLVE.reason]?.[FORCE_RESOLVE.reason]?.value ?? '', MOST_REASON);
    const chosen = values[FORCE_RESOLVE.again]?.[FORCE_RESOLVE.again]?.selected_option?.value;
    const again = chosen === 'never' ? 'never' : 'if worse';
    const id = view.private_metadata;
    if (reason.length < 3) {
      return ack({
        response_action: 'errors',
        errors: { [FORCE_RESOLVE.reason]: 'Say why, in a few words.' },
      });
    }
    const typed = { id, reason, again } as const;
    const work = async (): Promise<Finished> => {
      const person = await refusal(parts, body.user.id, FORCE_WISH);
      if ('problem' in person) {
        const { kind, problem } = person;
        return kind === 'not told' ? formAgain(parts, typed, problem) : explained(problem);
      }
      const at = new Date(parts.clock.now()).toISOString();
      const by = { id: person.id, name: person.name };
      const attempted = await attempt(parts, id, (event) => forceResolve(event, { by, at, reason, again }));
      if (attempted === 'done') return { done: undefined };
      const { kind, problem } = attempted;
      return kind === 'away' ? formAgain(parts, typed, problem) : explained(problem);
    };
    await finishModal(parts, { ack, view, user: body.user.id }, { doing: 'Force-resolving…', work: work() });
  };
}

function explained(problem: string): Finished {
  return { done: explainModal('Force resolve', problem) };
}

/** Storage or Slack may be back in a minute: what was typed stays. */
async function formAgain(
  parts: Pick<Parts, 'desk' | 'scene' | 'platforms'>,
  { id, ...typed }: { id: string; reason: string; again: 'if worse' | 'never' },
  problem: string,
): Promise<Finished> {
  const event = await parts.desk.find(id).catch(() => undefined);
  const shown = event ? asked(parts, event) : { id, title: '', platform: '', severity: 'minor' as const };
  return { again: forceResolveModal(shown, { ...typed, problem }), problem };
}
