import type { ModalView } from '@slack/types';
import type { Announced } from '../announcement.ts';
import { paragraph, words } from '../rich.ts';
import { counted, cut, inert } from '../text.ts';
import { SEVERITY, testMark } from '../words.ts';
import { explainModal, plainModal } from './modal.ts';

/** What somebody wants to do with an event that they have yet to choose. */
export type Purpose = 'create-ticket' | 'force-resolve';

/** A button's action id is this, the purpose and the event's ID, with colons between. */
export const CHOOSE = 'choose';

const TITLES: Record<Purpose, string> = {
  'create-ticket': 'Create ticket',
  'force-resolve': 'Force resolve',
};

/** A modal takes 100 blocks, and nobody reads that many. */
const MOST = 30;

/** The open events, worst first, one of which is to be chosen. `lead` says why one is asked. */
export function chooseEventModal(purpose: Purpose, events: readonly Announced[], lead: string): ModalView {
  const title = TITLES[purpose];
  if (events.length === 0) return explainModal(title, `${lead} No event is open that we know of.`);
  const left = events.length - MOST;
  return plainModal(title, [
    { type: 'section', text: { type: 'mrkdwn', text: lead, verbatim: true } },
    ...events.slice(0, MOST).map((event) => ({
      type: 'section' as const,
      text: {
        type: 'plain_text' as const,
        text: `${SEVERITY[event.severity].glyph} ${testMark(event)}${SEVERITY[event.severity].word} · ${event.platform} · ${cut(event.title, 150)} (${event.id})`,
        emoji: false,
      },
      accessory: {
        type: 'button' as const,
        action_id: `${CHOOSE}:${purpose}:${event.id}`,
        value: event.id,
        text: { type: 'plain_text' as const, text: 'Choose' },
        accessibility_label: cut(`Choose ${event.id} ${inert(event.title, 50)}`, 75),
      },
    })),
    ...(left > 0
      ? [paragraph([words(`and ${counted(left, 'more event')}: type its ID after the command.`)])]
      : []),
  ]);
}
