import { expect, test } from '@jest/globals';
import { type TicketChoices, ticketModal } from '../../views/modals/ticket.ts';
import { type Choice, optionOf } from '../../views/modals/ticket-fields.ts';

const event = { id: 'GH-7K2QM', title: 'Actions', platform: 'GitHub', severity: 'major' as const };
const bare: TicketChoices = { types: ['Issue'], description: true, assignee: false, tags: false };
const typed = { type: 'Issue', title: 'Down', description: 'All of it' };
const places = (count: number): Choice[] =>
  Array.from({ length: count }, (_, i) => ({ text: `P\\${i}`, value: `P\\${i}` }));

/** The inputs of the modal by block. */
function inputs(choices: TicketChoices, over: Partial<typeof typed> & { area?: Choice } = {}) {
  const { blocks } = ticketModal(event, choices, { typed: { ...typed, ...over }, metadata: '{}' });
  return Object.fromEntries(
    blocks.flatMap((block) => ('element' in block ? [[block.block_id, block.element]] : [])),
  );
}

test('shows only what the type has', () => {
  expect(Object.keys(inputs(bare))).toEqual(['ticket-type', 'ticket-title', 'ticket-description']);
});

test('lists up to a hundred places, and searches among more', () => {
  expect(inputs({ ...bare, areas: places(100) })).toMatchObject({ 'ticket-area': { type: 'static_select' } });
  expect(inputs({ ...bare, areas: places(101) })).toMatchObject({
    'ticket-area': { type: 'external_select', min_query_length: 0 },
  });
});

test('keeps a chosen place that is no longer listed out of a list, where Slack would refuse it', () => {
  const area = { text: 'gone', value: 'gone' };

  expect(inputs({ ...bare, areas: places(3) }, { area })['ticket-area']).not.toHaveProperty('initial_option');
  expect(inputs({ ...bare, areas: places(101) }, { area })['ticket-area']).toHaveProperty('initial_option');
});

test('priorities of another type get a block of their own', () => {
  const choices = { ...bare, types: ['Issue', 'Bug'], priorities: ['1', '2'] };

  expect(Object.keys(inputs(choices))).toContain('ticket-priority:Issue');
  expect(Object.keys(inputs(choices, { type: 'Bug' }))).toContain('ticket-priority:Bug');
});

test('an option shows the end of a long path', () => {
  const { text } = optionOf({ text: `${'Deep\\'.repeat(40)}End`, value: 'x' });

  expect(text.text).toMatch(/^….*End$/);
  expect(text.text.length).toBeLessThanOrEqual(75);
});

test('the form of a simulated event is marked', () => {
  const shown = (simulated: boolean) =>
    JSON.stringify(ticketModal({ ...event, simulated }, bare, { typed, metadata: '{}' }).blocks[0]);

  expect(shown(true)).toContain(' TEST · Major · GitHub · Actions');
  expect(shown(false)).not.toContain('TEST');
});

test('what could not be read stands above the fields', () => {
  const blocks = (unread?: string) =>
    JSON.stringify(ticketModal(event, { ...bare, unread }, { typed, metadata: '{}' }).blocks);

  expect(blocks('Areas could not be read.')).toMatch(/Areas could not be read\..*ticket-type/);
  expect(blocks()).not.toContain('could not');
});

test('how the event has ended stands above the fields, and that it has not, nowhere', () => {
  const blocks = (past?: string) =>
    JSON.stringify(ticketModal({ ...event, past }, bare, { typed, metadata: '{}' }).blocks);

  expect(blocks('`GH-7K2QM` has ended.')).toMatch(/`GH-7K2QM` has ended\..*ticket-type/);
  expect(blocks()).not.toContain('ended');
});
