import type { BlockAction, OverflowAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { MORE } from '../../views/actions.ts';
import { lookResultMessage } from '../../views/look-result.ts';
import { plainModal } from '../../views/modals/modal.ts';
import { CANNOT_READ, unknownIdWords, unwatchedWords } from '../../views/refusals.ts';
import { whyWords } from '../../views/why.ts';
import type { TrackedEvent } from '../events/event.ts';
import { openModal } from '../slack/modal.ts';
import { reply } from '../slack/reply.ts';
import { forceResolveForm } from './force-resolve.ts';
import { lineOf } from './manual-check.ts';
import type { Parts } from './parts.ts';
import { askedBy, eventIdOf } from './pressed.ts';
import { refusal } from './wish.ts';

/** The menu of an event: "Force resolve", "Check now", "Why is this told?". */
export function moreAboutEvent(parts: Parts) {
  return async (
    press: Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body' | 'respond'>,
  ): Promise<void> => {
    await press.ack();
    const asked = askedBy(press);
    const id = eventIdOf(press);
    const chosen = (press.body.actions[0] as OverflowAction | undefined)?.selected_option.value;
    if (chosen === MORE.forceResolve) {
      return forceResolveForm(parts, { user: asked.user, trigger: press.body.trigger_id, id });
    }
    const answer = chosen === MORE.checkNow ? checkNow : tellWhy;
    // On Home there is only a modal to answer in, and its trigger lives 3 s.
    if (!asked.respond) {
      const title = chosen === MORE.checkNow ? 'Check now' : 'Why is this told?';
      return openModal(parts, { user: asked.user, trigger: asked.trigger ?? '', title }, async () =>
        plainModal(title, (await answered(parts, asked.user, id, answer)).blocks),
      );
    }
    const message = await answered(parts, asked.user, id, answer);
    await reply(asked.respond, { response_type: 'ephemeral', replace_original: false, ...message }, parts);
  };
}

interface Answer {
  text: string;
  blocks: KnownBlock[];
}

/** What `answer` says of the event, or why it says nothing. */
async function answered(
  parts: Parts,
  user: string,
  id: string,
  answer: (parts: Parts, event: TrackedEvent) => Answer | Promise<Answer>,
): Promise<Answer> {
  const person = await refusal(parts, user, { what: 'look into an outage', need: 'member' });
  if ('problem' in person) return said(person.problem);
  try {
    const event = await parts.desk.find(id);
    return event ? await answer(parts, event) : said(unknownIdWords(id, await parts.desk.nearest(id)));
  } catch (error) {
    parts.log.warn({ err: error }, 'An event could not be read for a person');
    return said(CANNOT_READ);
  }
}

async function checkNow(parts: Parts, event: TrackedEvent): Promise<Answer> {
  const platform = parts.platforms.find((one) => one.id === event.platform);
  if (!platform) return said(unwatched(parts, event));
  return lookResultMessage([{ platform: platform.name, result: lineOf(await parts.look(platform)) }]);
}

function unwatched({ scene }: Pick<Parts, 'scene'>, { id, platform, ending }: TrackedEvent): string {
  const known = scene().platforms.find((one) => one.id === platform);
  const shown = {
    platform: known?.name ?? platform,
    notSetUp: known !== undefined,
    open: ending === undefined,
  };
  return unwatchedWords(id, shown);
}

function tellWhy(_: Parts, { id, why, announcements }: TrackedEvent): Answer {
  const channels = announcements.map(({ channel }) => channel);
  return said(whyWords({ id, channels, ...(why === undefined ? {} : { why }) }));
}

function said(text: string): Answer {
  return { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }] };
}
