import { expect } from '@jest/globals';
import type { Running } from '../../app/start.ts';
import type { Rig, StartOptions } from '../rig.ts';
import type { BoardItem, BoardsStandin } from '../standins/boards/index.ts';
import type { Process } from '../standins/boards/processes.ts';
import { theRoot } from './use-rig.ts';

type GitHubIncident = ReturnType<Rig['github']['open']>;

/** A world in which GitHub has a major incident, tickets can be made, and Ada and Bert are there. */
export interface TicketScene {
  rig: Rig;
  boards: BoardsStandin;
  bot: Running;
  incident: GitHubIncident;
  /** The internal ID of the event. */
  id: string;
}

export async function ticketScene(
  rig: Rig,
  { process, ...options }: StartOptions & { process?: Process } = {},
): Promise<TicketScene> {
  const boards = await rig.startBoards(process);
  rig.slack.user('ada');
  rig.slack.user('bert');
  const bot = await rig.start(options);
  await rig.pass(2);
  const incident = rig.github.open({
    name: 'Incident with Actions',
    impact: 'major',
    components: ['Actions'],
    body: 'We are looking into it.',
  });
  await rig.pass(2);
  const [event] = await rig.open();
  return { rig, boards, bot, incident, id: event?.id ?? '' };
}

/** Somebody presses "Create ticket" on the announcement and waits for the form. */
export async function opensForm({ rig, id }: TicketScene, who = 'ada') {
  await rig.slack.click(who, theRoot(rig), `create-ticket:${id}`);
  return rig.slack.untilModal(who, (modal) => modal.submit === 'Create');
}

/** Somebody presses Create; the form closes, or says what became of it. */
export async function submits({ rig }: TicketScene, who = 'ada') {
  const result = await rig.slack.submit(who);
  await rig.rest();
  return result;
}

/** Somebody creates a ticket as it stands in the form. */
export async function createsTicket(scene: TicketScene, who = 'ada'): Promise<BoardItem> {
  await opensForm(scene, who);
  await submits(scene, who);
  return theItem(scene);
}

/** The only item there is. */
export function theItem({ boards }: TicketScene): BoardItem {
  expect(boards.items).toHaveLength(1);
  const [item] = boards.items;
  if (!item) throw new Error('no item');
  return item;
}

/** What a person reads in the comments of an item, oldest first. */
export function commentsOf(item: BoardItem | undefined): string[] {
  return (item?.comments ?? []).map(({ text }) => text.replaceAll('<br>', '\n').replaceAll('&#39;', "'"));
}

/** Ends a copy that may hang somewhere, as a kill would. */
export async function dies(rig: Rig, bot: Running): Promise<void> {
  const over = bot.stop();
  await rig.pass(0.2);
  await over;
}

/** A copy comes to a stop for ever, the first time that it comes by. */
export function stopsAt(point: string, nth = 1) {
  let passed = 0;
  return {
    crashpoint(name: string): Promise<void> | undefined {
      if (name !== point) return undefined;
      passed += 1;
      return passed === nth ? new Promise<void>(() => undefined) : undefined;
    },
    stopped: () => passed >= nth,
  };
}
