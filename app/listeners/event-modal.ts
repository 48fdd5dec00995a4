import type { ModalView } from '@slack/types';
import { chooseEventModal, type Purpose } from '../../views/modals/choose-event.ts';
import { explainModal } from '../../views/modals/modal.ts';
import { unknownIdWords } from '../../views/refusals.ts';
import { announcedEvent } from '../announce/present.ts';
import type { TrackedEvent } from '../events/event.ts';
import { openModal } from '../slack/modal.ts';
import type { Parts } from './parts.ts';
import { refusal, type Wish } from './wish.ts';

/** From where a modal about an event is asked for. */
export interface From {
  user: string;
  trigger: string;
  /** What was typed or pressed, empty when the event has yet to be chosen; or how to find out. */
  id: string | (() => Promise<Found>);
  /** On top of the modal that is open. */
  push?: boolean;
}

/** The event that somebody means, or why it has yet to be chosen. */
export type Found = { id: string } | { lead: string };

const TITLES: Record<Purpose, string> = {
  'create-ticket': 'Create ticket',
  'force-resolve': 'Force resolve',
};

/**
 * One modal for a command, a button, a shortcut and App Home: it opens at once, and then shows `form` for the
 * event, or the events to choose from, or why it cannot be done.
 */
export function eventModal(
  purpose: Purpose,
  wish: Wish,
  form: (
    parts: Parts,
    event: TrackedEvent,
    now: number,
    meanwhile: (view: ModalView) => Promise<void>,
  ) => ModalView | Promise<ModalView>,
) {
  const title = TITLES[purpose];
  return (parts: Parts, { user, trigger, id: asked, push }: From): Promise<void> =>
    openModal(parts, { user, trigger, title, ...(push ? { push } : {}) }, async (meanwhile) => {
      const [person, found] = await Promise.all([
        refusal(parts, user, wish),
        typeof asked === 'string' ? { id: asked } : asked(),
      ]);
      if ('problem' in person) return explainModal(title, person.problem);
      const { id = '', lead = 'Which event?' }: { id?: string; lead?: string } = found;
      if (id.trim() === '') {
        const events = await parts.desk.open();
        return chooseEventModal(
          purpose,
          events.map((event) => announcedEvent(event, parts.scene())),
          lead,
        );
      }
      const event = await parts.desk.find(id);
      if (!event) return explainModal(title, unknownIdWords(id, await parts.desk.nearest(id)));
      return form(parts, event, parts.clock.now(), meanwhile);
    });
}
