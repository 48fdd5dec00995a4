import type { KnownBlock, ModalView } from '@slack/types';
import { paragraph, words } from '../rich.ts';
import { cut } from '../text.ts';

/** A modal without a form: it says something and is closed. `title` has at most 24 characters. */
export function plainModal(title: string, blocks: KnownBlock[], callbackId = 'plain'): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: { type: 'plain_text', text: cut(title, 24) },
    close: { type: 'plain_text', text: 'Close' },
    blocks,
  };
}

/** What stands there until we know what to show. */
export function skeletonModal(title: string): ModalView {
  return plainModal(title, [paragraph([words('One moment…')])]);
}

/** What stands there while a wish is being carried out; it can be closed without harm. */
export function workingModal(title: string, doing: string): ModalView {
  return plainModal(title, [paragraph([words(doing)])]);
}

/** One thing said in our words, as Slack markup. */
export function explainModal(title: string, text: string): ModalView {
  return plainModal(title, [marked(text)]);
}

/** Our words, as Slack markup. */
export function marked(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** A form. What is wrong with it stands above it. */
export function formModal({
  title,
  callbackId,
  submit,
  metadata,
  blocks,
  problem,
}: {
  title: string;
  callbackId: string;
  submit: string;
  metadata: string;
  blocks: KnownBlock[];
  problem?: string | undefined;
}): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: { type: 'plain_text', text: cut(title, 24) },
    submit: { type: 'plain_text', text: cut(submit, 24) },
    close: { type: 'plain_text', text: 'Cancel' },
    private_metadata: metadata,
    blocks: [
      ...(problem === undefined
        ? []
        : [{ ...paragraph([words(`⚠️ ${cut(problem, 1_000)}`, { bold: true })], 'problem') }]),
      ...blocks,
    ],
  };
}
