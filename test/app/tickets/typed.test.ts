import { describe, expect, test } from '@jest/globals';
import { announcedEvent } from '../../../app/announce/present.ts';
import type { TicketForm, TicketType } from '../../../app/tickets/form.ts';
import {
  begunTicket,
  choicesOf,
  draftOf,
  lostPlace,
  placesLike,
  retyped,
} from '../../../app/tickets/typed.ts';
import type { Severity } from '../../../checkers/checker.ts';
import { T0 } from '../events/samples.ts';
import { tracked } from './tracked.ts';

const scene = { platforms: [], tickets: true, now: T0 };
const bug: TicketType = {
  name: 'Bug',
  description: 'System.Description',
  priorities: ['1', '2', '3', '4'],
  severities: ['1 - Critical', '2 - High', '3 - Medium', '4 - Low'],
  area: true,
  iteration: true,
  assignee: true,
  tags: true,
};
const bare: TicketType = { name: 'Note', area: false, iteration: false, assignee: false, tags: false };
const form: TicketForm = { types: [bare, bug], areas: ['P', 'P\\Cloud'], iterations: ['P'] };

function announced(over: Parameters<typeof tracked>[0] = {}) {
  return announcedEvent(tracked(over), scene);
}

describe('a form that nobody has touched', () => {
  test.each<[Severity, string, string]>([
    ['critical', '1', '1 - Critical'],
    ['major', '2', '2 - High'],
    ['minor', '3', '3 - Medium'],
    ['notice', '4', '4 - Low'],
    ['maintenance', '4', '4 - Low'],
  ])('ranks a %s event %s and %s', (severity, priority, word) => {
    expect(begunTicket(announced({ severity }), form)).toMatchObject({
      type: 'Bug',
      priority,
      severity: word,
    });
  });

  test('is of the first type where there is neither a bug nor an issue', () => {
    const { type, priority } = begunTicket(announced(), { ...form, types: [bare] });

    expect({ type, priority }).toEqual({ type: 'Note', priority: undefined });
  });
});

test('another type keeps what it has too and begins anew what it takes otherwise', () => {
  const other = { ...bug, name: 'Task', priorities: ['P1', 'P2'] };
  const typed = { ...begunTicket(announced(), form), type: 'Task', priority: '4', severity: '4 - Low' };

  const next = retyped(typed, { ...form, types: [bug, other] }, 'major');

  expect(next).toEqual({ ...typed, priority: undefined, severity: '4 - Low' });
});

test('a type without fields offers none', () => {
  const typed = { ...begunTicket(announced(), form), type: 'Note' };

  expect(choicesOf(form, typed)).toEqual({
    types: ['Note', 'Bug'],
    description: false,
    priorities: undefined,
    severities: undefined,
    areas: undefined,
    iterations: undefined,
    assignee: false,
    tags: false,
  });
});

test('where the form cannot be read, what stands in it can still be sent', () => {
  const area = { text: 'P\\Cloud', value: 'P\\Cloud' };
  const typed = { ...begunTicket(announced(), form), area };

  expect(choicesOf(undefined, typed)).toMatchObject({ types: ['Bug'], priorities: ['2'], areas: [area] });
  expect(draftOf(typed, announced(), { form: undefined, message: undefined }).areaPath).toBe('P\\Cloud');
});

test('a place that was chosen stays where the others cannot be read now', () => {
  const area = { text: 'P\\Cloud', value: 'P\\Cloud' };
  const typed = { ...begunTicket(announced(), form), area };

  const { areas, iterations, unread } = choicesOf(
    { types: [bug], areas: [], iterations: [], unread: 'Sorry.' },
    typed,
  );

  expect({ areas, iterations, unread }).toEqual({ areas: [area], iterations: undefined, unread: 'Sorry.' });
});

test('a path too long for Slack comes back whole', () => {
  const long = `P\\${'Deep '.repeat(40)}End`;
  const places = { ...form, areas: ['P', long] };
  const [area] = placesLike(places.areas, 'DEEP');

  const draft = draftOf({ ...begunTicket(announced(), places), area }, announced(), {
    form: places,
    message: undefined,
  });

  expect(area?.value.length).toBeLessThanOrEqual(150);
  expect(draft.areaPath).toBe(long);
});

test('a path too long for Slack that the form does not know is not sent as anything else', () => {
  const long = `P\\${'Deep '.repeat(40)}End`;
  const places = { ...form, areas: ['P', long] };
  const [area] = placesLike(places.areas, 'DEEP');
  const typed = { ...begunTicket(announced(), places), area };

  expect(lostPlace(typed, undefined)).toBe('area path');
  expect(lostPlace(typed, form)).toBe('area path');
  expect(lostPlace({ ...typed, area: undefined, iteration: area }, form)).toBe('iteration');
  expect(lostPlace(typed, places)).toBeUndefined();
  expect(lostPlace({ ...typed, area: { text: 'P', value: 'P' } }, undefined)).toBeUndefined();
});

test('no tag is sent twice, and the one that finds it again is always there', () => {
  const typed = { ...begunTicket(announced(), form), tags: 'Red; OUTAGE-BOT, ,red' };

  expect(draftOf(typed, announced(), { form, message: undefined }).tags).toEqual([
    'outage-bot',
    'outage-bot-GH-inc1',
    'Red',
  ]);
});

test('the links are the platform’s page and, where it is known, the message', () => {
  const typed = begunTicket(announced(), form);

  const { links } = draftOf(typed, announced(), { form, message: 'https://x.slack.com/archives/C1/p1' });

  expect(links).toEqual([
    { text: 'What github says', url: 'https://www.githubstatus.com/incidents/inc1' },
    { text: 'The message in Slack', url: 'https://x.slack.com/archives/C1/p1' },
  ]);
});
