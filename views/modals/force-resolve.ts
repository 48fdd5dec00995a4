import type { KnownBlock, ModalView } from '@slack/types';
import type { Announced } from '../announcement.ts';
import { emoji, paragraph, words } from '../rich.ts';
import { cut } from '../text.ts';
import { SEVERITY, testMark } from '../words.ts';
import { formModal } from './modal.ts';

/** What the force-resolve modal is called by, and its fields. */
export const FORCE_RESOLVE = {
  callback: 'force-resolve',
  reason: 'reason',
  again: 'again',
} as const;

const AGAIN = [
  { value: 'if worse', text: 'Tell me if it gets worse' },
  { value: 'never', text: 'Never again for this incident' },
] as const;

/** Asks why an event is to be ended by hand, and when people want to hear of it again. */
export function forceResolveModal(
  event: Pick<Announced, 'id' | 'title' | 'platform' | 'severity' | 'simulated'> & { unwatched?: boolean },
  typed: { reason?: string; again?: string; problem?: string } = {},
): ModalView {
  const options = AGAIN.map(({ value, text }) => ({ value, text: { type: 'plain_text' as const, text } }));
  const chosen = options.find(({ value }) => value === typed.again) ?? options[0];
  const blocks: KnownBlock[] = [
    paragraph([
      emoji(SEVERITY[event.severity].emoji),
      words(
        ` ${testMark(event)}${SEVERITY[event.severity].word} · ${event.platform} · ${cut(event.title, 250)}`,
        {
          bold: true,
        },
      ),
      words(`\n${event.id}. ${standsWords(event)}: it ends here and nowhere else.`),
    ]),
    {
      type: 'input',
      block_id: FORCE_RESOLVE.reason,
      label: { type: 'plain_text', text: 'Why does it end for us?' },
      hint: { type: 'plain_text', text: 'Told in the thread, with your name.' },
      element: {
        type: 'plain_text_input',
        action_id: FORCE_RESOLVE.reason,
        multiline: true,
        min_length: 3,
        max_length: 500,
        ...(typed.reason === undefined ? {} : { initial_value: typed.reason }),
      },
    },
    {
      type: 'input',
      block_id: FORCE_RESOLVE.again,
      label: { type: 'plain_text', text: 'And afterwards' },
      element: {
        type: 'radio_buttons',
        action_id: FORCE_RESOLVE.again,
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    },
  ];
  return formModal({
    title: 'Force resolve',
    callbackId: FORCE_RESOLVE.callback,
    submit: 'Force resolve',
    metadata: event.id,
    blocks,
    problem: typed.problem,
  });
}

/** How it stands at the platform, as far as that is known. */
function standsWords({ platform, unwatched }: { platform: string; unwatched?: boolean }): string {
  return unwatched
    ? `Nobody watches ${platform} any more, so whether it is over there is not known`
    : 'The platform still has it open';
}
