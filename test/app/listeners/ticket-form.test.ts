import { expect, test } from '@jest/globals';
import type { ModalView } from '@slack/types';
import type { Parts } from '../../../app/listeners/parts.ts';
import { ticketTypeChosen } from '../../../app/listeners/ticket-form.ts';
import { createLog } from '../../../app/log.ts';
import { BoardsError } from '../../../app/tickets/failures.ts';
import type { TicketForm } from '../../../app/tickets/form.ts';

const form: TicketForm = {
  types: [{ name: 'Task', area: false, iteration: false, assignee: false, tags: false }],
  areas: [],
  iterations: [],
};
const choice = (value: string) => ({ text: { type: 'plain_text', text: value }, value });
const view = {
  id: 'V1',
  hash: 'H1',
  private_metadata: JSON.stringify({
    id: 'GH-7K2QM',
    told: [],
    shown: { title: 'Actions', platform: 'GitHub', severity: 'major' },
  }),
  blocks: [
    {
      type: 'input',
      block_id: 'ticket-type',
      element: { type: 'static_select', options: [choice('Bug'), choice('Task')] },
    },
  ],
  state: {
    values: {
      'ticket-type': { 'ticket-type:GH-7K2QM': { selected_option: choice('Task') } },
      'ticket-title': { 'ticket-title': { value: 'Builds are red' } },
    },
  },
};

/** What becomes of the form after the type Task was chosen. */
async function formAfter(formWithin: () => Promise<TicketForm>): Promise<ModalView> {
  const updates: { view: ModalView }[] = [];
  const parts = {
    log: createLog({ level: 'silent', secrets: [] }),
    tickets: { form: formWithin, formWithin },
    // As while storage is away.
    desk: { find: () => Promise.reject(new Error('away')) },
    scene: () => ({ platforms: [], tickets: true, now: 0 }),
    client: { views: { update: async (update: { view: ModalView }) => void updates.push(update) } },
  } as unknown as Parts;

  await ticketTypeChosen(parts)({ ack: async () => undefined, body: { view } } as never);

  expect(updates).toHaveLength(1);
  return updates[0]?.view as ModalView;
}

test('the form follows its type while storage is away', async () => {
  const shown = await formAfter(async () => form);

  expect(JSON.stringify(shown.blocks)).toMatch(/Major · GitHub · Actions.*Task.*Builds are red/);
  expect(JSON.stringify(shown.blocks)).not.toContain('Description');
});

test('where the fields of a type cannot be known, the form says why and every type can still be chosen', async () => {
  const shown = await formAfter(() => Promise.reject(new BoardsError('rejected', 'Set ADO_PAT.')));

  expect(JSON.stringify(shown.blocks)).toMatch(
    /Set ADO_PAT\..*"value":"Bug".*"value":"Task".*Builds are red/,
  );
  expect(shown.private_metadata).toBe(view.private_metadata);
});
