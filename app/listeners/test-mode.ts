import type { BlockAction, SlackActionMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { STORAGE_AWAY } from '../../views/refusals.ts';
import { type TestModeAnswer, testMinutesWords, testModeWords } from '../../views/test-mode.ts';
import { instantAt } from '../announce/present.ts';
import type { Actor } from '../events/event.ts';
import { endOf, STORY_MINUTES } from '../events/simulation.ts';
import { type SwitchedOff, type SwitchedOn, sessionShown, TEST_MINUTES } from '../test-mode.ts';
import type { Parts } from './parts.ts';
import { askedBy } from './pressed.ts';
import { typedText } from './typed-text.ts';
import { type Asked, allowed, tell } from './wish.ts';

type Needs = Pick<Parts, 'rights' | 'log' | 'clock' | 'client' | 'platforms' | 'testMode' | 'testChannel'>;
type Command = Pick<SlackCommandMiddlewareArgs, 'command' | 'ack' | 'respond'>;

/** `/testmodeon [minutes]`: on for a while, or for longer. */
export function testModeOn(parts: Needs) {
  return async ({ command, ack, respond }: Command): Promise<void> => {
    await ack();
    const asked = { user: command.user_id, respond };
    const typed = typedText(command).trim();
    const minutes = minutesIn(typed);
    if (minutes === 'none of ours') return tell(parts, asked, testMinutesWords(typed, TEST_MINUTES));
    await switched(parts, asked, (by) => switchOn(parts, by, minutes));
  };
}

/** `/testmodeoff`: what it made up ends and is cleaned away. */
export function testModeOff(parts: Needs) {
  return async ({ command, ack, respond }: Command): Promise<void> => {
    await ack();
    await switched(parts, { user: command.user_id, respond }, (by) => switchOff(parts, by));
  };
}

/** The buttons of App Home. */
export function testModePressed(parts: Needs) {
  return async (
    press: Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body' | 'respond'>,
  ): Promise<void> => {
    await press.ack();
    const on = press.body.actions[0]?.action_id.endsWith(':on');
    await switched(parts, askedBy(press), (by) => (on ? switchOn(parts, by) : switchOff(parts, by)));
  };
}

async function switched(
  parts: Needs,
  asked: Asked,
  work: (by: Actor) => Promise<TestModeAnswer>,
): Promise<void> {
  const person = await allowed(parts, asked, { what: 'switch test mode', need: 'operator' });
  if (!person) return;
  const { id, name } = person;
  const answer = await work({ id, name }).then(testModeWords, (error: unknown) => {
    parts.log.warn({ err: error }, 'Test mode could not be switched');
    return STORAGE_AWAY;
  });
  await tell(parts, asked, answer);
}

async function switchOn(
  { testMode, platforms, testChannel }: Needs,
  by: Actor,
  minutes?: number,
): Promise<TestModeAnswer> {
  const { kind, session }: SwitchedOn = await testMode.switchOn(by, minutes);
  const shown = sessionShown(session);
  if (kind !== 'started') return { kind, shown };
  return {
    kind,
    shown,
    plan: { platforms: platforms.length, channel: testChannel, minutes: STORY_MINUTES },
  };
}

async function switchOff({ testMode }: Needs, by: Actor): Promise<TestModeAnswer> {
  const { kind, session }: SwitchedOff = await testMode.switchOff(by);
  if (kind === 'ended' || !session) return { kind };
  const at = instantAt(endOf(session));
  return { kind, ended: { at, ...(session.ended ? { by: session.ended.by.name } : {}) } };
}

/** `undefined`: nothing was typed, so the usual time. */
function minutesIn(typed: string): number | undefined | 'none of ours' {
  if (typed === '') return undefined;
  const [, digits] = /^(\d{1,4})\s*(?:m|min|mins|minutes?)?$/i.exec(typed) ?? [];
  const minutes = Number(digits);
  return minutes >= TEST_MINUTES.least && minutes <= TEST_MINUTES.most ? minutes : 'none of ours';
}
