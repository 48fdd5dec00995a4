import type { RespondFn } from '@slack/bolt';
import { explainModal } from '../../views/modals/modal.ts';
import {
  notAllowedWords,
  type Refusal,
  refusalWords,
  STORAGE_AWAY,
  unknownIdWords,
} from '../../views/refusals.ts';
import { instant } from '../announce/present.ts';
import type { Acted, Already } from '../events/acts.ts';
import type { TrackedEvent } from '../events/event.ts';
import { direct } from '../slack/direct.ts';
import { outcome } from '../slack/outcome.ts';
import { reply } from '../slack/reply.ts';
import type { Person } from '../slack/rights.ts';
import type { Parts } from './parts.ts';

/** Where somebody pressed or typed, and how they can be answered there. */
export interface Asked {
  user: string;
  /** Absent on App Home and in modals. */
  respond?: RespondFn | undefined;
  /** Opens a modal where there is nothing else to answer in. */
  trigger?: string | undefined;
}

/** What may be asked, in the words of the refusal, and who may ask it. */
export interface Wish {
  /** Completes "Only operators can ...". */
  what: string;
  need: 'member' | 'operator';
}

type Needs = Pick<Parts, 'rights' | 'log' | 'clock' | 'client'>;

/** The person, if they may; otherwise they are told who can. */
export async function allowed(parts: Needs, asked: Asked, wish: Wish): Promise<Person | undefined> {
  const person = await refusal(parts, asked.user, wish);
  if (!('problem' in person)) return person;
  await tell(parts, asked, person.problem);
  return undefined;
}

/** Why somebody may not, as Slack markup. `not told`: Slack does not say who they are, and may in a moment. */
export interface Refused {
  kind: 'not told' | 'not allowed';
  problem: string;
}

/** The person, or why they may not. */
export async function refusal(
  { rights, log }: Pick<Parts, 'rights' | 'log'>,
  user: string,
  { what, need }: Wish,
): Promise<Person | Refused> {
  try {
    const person = await rights.who(user);
    if (person[need]) return person;
    if (person.member && person[need] === undefined) return NOT_TOLD;
    const problem = notAllowedWords(what, person.member ? need : 'member', await rights.operators());
    return { kind: 'not allowed', problem };
  } catch (error) {
    log.warn({ failure: outcome(error) }, 'Slack did not tell what somebody may do');
    return NOT_TOLD;
  }
}

const NOT_TOLD: Refused = {
  kind: 'not told',
  problem: 'Slack did not tell me who you are, so nothing was done. Please try again in a moment.',
};

/** Acts on the present state of an event, and says why when nothing changed; whether something did. */
export async function actOn(
  parts: Needs & Pick<Parts, 'desk'>,
  asked: Asked,
  id: string,
  act: (event: TrackedEvent) => Acted,
): Promise<boolean> {
  const attempted = await attempt(parts, id, act);
  if (attempted === 'done') return true;
  await tell(parts, asked, attempted.problem);
  return false;
}

/** What became of a wish: done, or why not, as Slack markup. `away`: it may go through in a minute. */
export type Attempted = 'done' | { kind: 'unknown' | 'already' | 'away'; problem: string };

export async function attempt(
  { desk, log }: Pick<Parts, 'desk' | 'log'>,
  id: string,
  act: (event: TrackedEvent) => Acted,
): Promise<Attempted> {
  try {
    const acted = await desk.act(id, act);
    if (!acted) return { kind: 'unknown', problem: unknownIdWords(id, await desk.nearest(id)) };
    return 'already' in acted ? { kind: 'already', problem: alreadyWords(id, acted.already) } : 'done';
  } catch (error) {
    log.warn({ err: error }, 'What a person wanted could not be stored');
    return { kind: 'away', problem: STORAGE_AWAY };
  }
}

export function alreadyWords(id: string, already: Already): string {
  const shown = {
    ...already,
    ...('at' in already ? { at: instant(already.at) } : {}),
    ...('by' in already ? { by: already.by?.name } : {}),
  };
  return refusalWords(id, shown as Refusal);
}

/** Answers one person where they asked. Never rejects. */
export async function tell(parts: Omit<Needs, 'rights'>, asked: Asked, text: string): Promise<void> {
  const { client, log } = parts;
  if (asked.respond) {
    await reply(asked.respond, { response_type: 'ephemeral', replace_original: false, text }, parts);
    return;
  }
  try {
    await client.views.open({ trigger_id: asked.trigger ?? '', view: explainModal('Outage Bot', text) });
  } catch (error) {
    // The trigger has run out, or another modal is in the way.
    log.info({ failure: outcome(error) }, 'An answer goes by direct message');
    await direct(parts, asked.user, text);
  }
}
