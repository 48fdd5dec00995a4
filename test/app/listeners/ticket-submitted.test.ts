import { expect, test } from '@jest/globals';
import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Parts } from '../../../app/listeners/parts.ts';
import { ticketSubmitted } from '../../../app/listeners/ticket-submitted.ts';
import { createLog } from '../../../app/log.ts';
import { manualClock } from '../../manual-clock.ts';

const view = {
  id: 'V1',
  title: { type: 'plain_text', text: 'Create ticket' },
  private_metadata: JSON.stringify({
    id: 'GH-7K2QM',
    told: [],
    shown: { title: 'Actions', platform: 'GitHub', severity: 'major', simulated: true },
  }),
  state: {
    values: {
      'ticket-type': { 'ticket-type:GH-7K2QM': { selected_option: { value: 'Bug', text: { text: 'Bug' } } } },
      'ticket-title': { 'ticket-title': { value: 'Builds are red' } },
      'ticket-description': { 'ticket-description': { value: 'Since ten.' } },
      'ticket-priority:Bug': {
        'ticket-priority': { selected_option: { value: '1', text: { text: '1' } } },
      },
      'ticket-tags': { 'ticket-tags': { value: 'builds' } },
    },
  },
} as unknown as ViewOutput;

/** What the form is answered with when it is submitted to a bot made of these parts. */
async function answerOf(
  over: Partial<Parts>,
  private_metadata = view.private_metadata,
): Promise<{ response_action: string; view: ModalView }> {
  const answers: unknown[] = [];
  const away = () => Promise.reject(new Error('away'));
  const parts = {
    clock: manualClock(),
    log: createLog({ level: 'silent', secrets: [] }),
    rights: { who: async (id: string) => ({ id, name: 'Ada', member: true, operator: false }) },
    tickets: { form: away, formWithin: away, make: away, maker: () => undefined, afterwards: away },
    desk: { find: away },
    scene: () => ({ platforms: [], tickets: true, now: 0 }),
    ...over,
  } as unknown as Parts;
  const ack = async (answer: unknown) => void answers.push(answer);

  await ticketSubmitted(parts)({
    ack,
    body: { user: { id: 'U1' } },
    view: { ...view, private_metadata },
  } as never);

  expect(answers).toHaveLength(1);
  return answers[0] as { response_action: string; view: ModalView };
}

test('while storage is away, all that was typed stays and can be sent again', async () => {
  const { response_action, view: shown } = await answerOf({});

  expect(response_action).toBe('update');
  expect(JSON.stringify(shown)).toMatch(/Nothing has been created: storage does not answer/);
  expect(shown.private_metadata).toBe(view.private_metadata);
  expect(JSON.stringify(shown.blocks)).toContain('TEST · Major · GitHub · Actions');
  expect(JSON.stringify(shown.blocks)).toMatch(/Bug.*Builds are red.*Since ten\..*"1".*builds/);
});

test('somebody whose rights were taken away meanwhile makes nothing', async () => {
  const { view: shown } = await answerOf({
    rights: {
      who: async (id) => ({ id, name: 'Gwen', member: false, operator: false }),
      operators: async () => 'nobody',
      forgetGroups: () => undefined,
    },
  });

  expect(JSON.stringify(shown)).toMatch(/Only full members of this workspace can create a ticket/);
});

test('while Slack does not tell who asks, all that was typed stays and can be sent again', async () => {
  const { view: shown } = await answerOf({
    rights: { who: () => Promise.reject(new Error('away')) } as never,
  });

  expect(JSON.stringify(shown.blocks)).toMatch(/Slack did not tell me who you are.*Builds are red.*builds/);
  expect(shown).toMatchObject({ submit: { text: 'Create' }, private_metadata: view.private_metadata });
});

test('an event of test mode that is gone is said to have gone with it', async () => {
  const { view: shown } = await answerOf({ desk: { find: async () => undefined } as never });

  expect(JSON.stringify(shown)).toMatch(/Test mode is over, and GH-7K2QM with it: nothing has been created/);
});

test('an event that is gone for good is said to be unknown, and which ones are open', async () => {
  const open = [{ id: 'GH-7K2QX', title: 'Pages' }];
  const desk = { find: async () => undefined, nearest: async () => open } as never;
  const shown = { title: 'Actions', platform: 'GitHub', severity: 'major' };

  const answer = await answerOf({ desk }, JSON.stringify({ id: 'GH-7K2QM', told: [], shown }));

  expect(JSON.stringify(answer.view)).toMatch(/GH-7K2QM.*not an event that we know.*GH-7K2QX.*Pages/);
});
