import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Platform } from '../../checkers/checker.ts';
import { doubtBlocks } from '../../views/doubt.ts';
import { elsewhereListMessage } from '../../views/elsewhere-list.ts';
import { eventListMessage } from '../../views/event-list.ts';
import { announcedEvent } from '../announce/present.ts';
import { reply } from '../slack/reply.ts';
import { shownStanding } from '../standing.ts';
import { testModeShown } from '../test-mode.ts';
import { type AskedPlatforms, platformArgument } from './asked-platforms.ts';
import type { Parts } from './parts.ts';
import { typedText } from './typed-text.ts';
import { allowed } from './wish.ts';

type Needs = Pick<
  Parts,
  'rights' | 'client' | 'clock' | 'log' | 'platforms' | 'desk' | 'scene' | 'standings' | 'status' | 'testMode'
>;

const ELSEWHERE = /\belsewhere\b/i;
const FORMS =
  ' Type `/listevents [platform]` for what is open, or `/listevents elsewhere [platform]` for what does not concern us, and why.';

/** `/listevents [elsewhere] [platform]`: open events, worst first; or what is open and does not concern us. */
export function listEvents(parts: Needs) {
  return async ({
    command,
    ack,
    respond,
  }: Pick<SlackCommandMiddlewareArgs, 'command' | 'ack' | 'respond'>): Promise<void> => {
    const typed = typedText(command);
    const asked = platformArgument(typed.replace(ELSEWHERE, ''), parts.platforms, FORMS);
    if ('problem' in asked) return ack({ response_type: 'ephemeral', text: asked.problem });
    await ack();
    const person = { user: command.user_id, respond };
    if (!(await allowed(parts, person, { what: 'see what is open', need: 'member' }))) return;
    const list = ELSEWHERE.test(typed) ? elsewhere : openEvents;
    const message = await list(parts, asked).catch((error: unknown): Message => {
      parts.log.warn({ err: error }, 'Open events could not be read for a person');
      return { text: AWAY };
    });
    await reply(respond, { response_type: 'ephemeral', ...message }, parts);
  };
}

const AWAY = 'I cannot read the list of events: storage does not answer. Please try again in a minute.';

interface Message {
  text: string;
  blocks?: KnownBlock[];
}

async function openEvents(parts: Needs, { platforms, all }: AskedPlatforms): Promise<Message> {
  const [only] = all ? [] : platforms;
  const events = await parts.desk.open(only?.id);
  await parts.testMode.load();
  const { doubt } = await asked(parts, only);
  return eventListMessage(
    events.map((event) => announcedEvent(event, parts.scene())),
    { ...(only ? { of: only.name } : {}), ...testModeShown(parts.testMode.state()), doubt },
  );
}

async function elsewhere(parts: Needs, { platforms, all }: AskedPlatforms): Promise<Message> {
  const [only] = all ? [] : platforms;
  const { standings, doubt } = await asked(parts, only);
  return elsewhereListMessage(
    standings.map(({ platform, elsewhere: incidents }) => ({ platform: platform.name, incidents })),
    { ...(only ? { of: only.name } : {}), doubt },
  );
}

/** How looking at what was asked for stands, and what keeps us from being sure of it. */
async function asked(parts: Needs, only: Platform | undefined) {
  const all = await parts.standings();
  const standings = all.filter(({ platform }) => only === undefined || platform.id === only.id);
  return { standings, doubt: doubtBlocks(standings.map(shownStanding), parts.status().storageAway) };
}
