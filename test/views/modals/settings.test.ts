import { describe, expect, test } from '@jest/globals';
import type { ModalView } from '@slack/types';
import { type ChoosablePlatform, settingsFormModal, settingsModal } from '../../../views/modals/settings.ts';
import { wantedOptions } from '../../../views/modals/settings-fields.ts';
import { namesText, type SettingsForm } from '../../../views/modals/settings-words.ts';
import { checkBlocks } from '../../standins/slack/blocks.ts';

const AT = { unix: 1_763_632_800, utc: '2026-11-20 10:00 UTC' };
const HOSTILE = '<!channel> & *bold* "quoted", @here `code` https://evil.example '.repeat(5);

function form(over: Partial<SettingsForm> = {}): SettingsForm {
  const values = { channels: ['C1'], floor: 'everything', wanted: [], maintenance: 'home' };
  return {
    platform: { id: 'github', name: 'GitHub' },
    entered: { ...values, mute: 'none' },
    defaults: values,
    marks: {},
    listed: { kind: 'listed', names: ['Actions', 'Pages'] },
    stamp: 'one',
    metadata: '{}',
    ...over,
  };
}

function platforms(count: number): ChoosablePlatform[] {
  return Array.from({ length: count }, (_, i) => ({ id: `p${i}`, name: `Platform ${i}`, set: 5, muted: AT }));
}

function complaints({ blocks }: ModalView): string[] {
  return checkBlocks(JSON.parse(JSON.stringify(blocks)), { surface: 'modal', at: '/blocks' }).map(
    ({ text, at }) => `${text} ${at}`,
  );
}

function element(modal: ModalView, field: string): { type: string; options?: unknown[] } | undefined {
  const block = modal.blocks.find(({ block_id: id }) => id?.endsWith(`:${field}`));
  return block && 'element' in block ? (block.element as { type: string }) : undefined;
}

const MANY = Array.from({ length: 400 }, (_, i) => `${i} ${HOSTILE}`);

test.each<[string, ModalView]>([
  ['no platform with settings', settingsModal(platforms(8).map(({ id, name }) => ({ id, name, set: 0 })))],
  ['150 platforms with settings', settingsModal(platforms(150))],
  ['an ordinary form', settingsFormModal(form(), platforms(8))],
  [
    'a form with everything set',
    settingsFormModal(
      form({
        entered: {
          channels: ['C1', 'C2'],
          floor: 'major',
          wanted: MANY,
          maintenance: 'off',
          mute: 'until',
          until: AT.unix,
        },
        defaults: { channels: ['C1'], floor: 'everything', wanted: MANY, maintenance: 'home' },
        marks: Object.fromEntries(
          ['channels', 'floor', 'wanted', 'maintenance', 'mute'].map((field) => [
            field,
            { by: 'U1', at: AT },
          ]),
        ),
        muted: AT,
        problem: HOSTILE,
        note: 'Done.',
        closed: [{ channel: 'C2', advice: 'the bot is not a member.' }],
      }),
      platforms(100),
    ),
  ],
  [
    'a list of very long names',
    settingsFormModal(form({ listed: { kind: 'listed', names: MANY } }), platforms(8)),
  ],
  [
    'names typed, far too many',
    settingsFormModal(
      form({
        entered: { ...form().entered, wanted: MANY },
        listed: { kind: 'typed', why: HOSTILE },
      }),
      platforms(8),
    ),
  ],
])('Slack takes %s', (_what, modal) => {
  expect(complaints(modal)).toEqual([]);
});

describe('what a platform lists', () => {
  test.each([
    [98, 'multi_static_select'],
    [99, 'multi_static_select'],
    [100, 'multi_external_select'],
    [1_000, 'multi_external_select'],
  ])('%i entries are chosen from in a %s', (count, type) => {
    const names = Array.from({ length: count }, (_, i) => `Part ${i}`);

    expect(
      element(settingsFormModal(form({ listed: { kind: 'listed', names } }), []), 'wanted'),
    ).toMatchObject({
      type,
    });
  });

  test('what is chosen now stands among the options, though it is not listed any more', () => {
    const modal = settingsFormModal(form({ entered: { ...form().entered, wanted: ['Gone'] } }), []);

    expect(element(modal, 'wanted')).toMatchObject({
      options: [{ value: '*' }, { value: 'Gone' }, { value: 'Actions' }, { value: 'Pages' }],
      initial_options: [{ value: 'Gone' }],
    });
  });

  test.each([
    ['', ['*', 'East US', 'West US']],
    ['EASTUS', ['East US']],
    ['every', ['*']],
    ['nowhere', []],
  ])('%j finds %j', (typed, found) => {
    expect(wantedOptions(['East US', 'West US'], typed).map(({ value }) => value)).toEqual(found);
  });

  test('never more than 100 are offered, each once', () => {
    const names = Array.from({ length: 500 }, (_, i) => `Part ${i % 300}`);
    const values = wantedOptions(names, 'part').map(({ value }) => value);

    expect(values).toHaveLength(100);
    expect(new Set(values).size).toBe(100);
  });
});

test.each([
  [100, 'static_select'],
  [101, 'external_select'],
])('of %d platforms the last is shown as chosen, in a %s', (count, type) => {
  const last = `p${count - 1}`;
  const modal = settingsFormModal(form({ platform: { id: last, name: 'Last' } }), platforms(count));
  const select = modal.blocks.find(({ block_id: id }) => id === 'platform');

  expect(select).toMatchObject({ accessory: { type, initial_option: { value: last } } });
  expect(complaints(modal)).toEqual([]);
});

test('names with commas are typed in double quotes', () => {
  expect(namesText(['Pages', 'Git, and more'])).toBe('Pages, "Git, and more"');
});
