import { expect, test } from '@jest/globals';
import { concerns } from '../../../app/events/relevance.ts';
import { incident } from './samples.ts';

const oregon = { id: 'c1', name: 'Virtual Warehouses', group: 'AWS - US West (Oregon)' };
const europe = { id: 'c2', name: 'Virtual Warehouses', group: 'Azure - West Europe (Netherlands)' };

test.each([
  ['nothing is set', [oregon], undefined, 'group', true],
  ['the page does not say what is affected', [], ['Pages'], 'name', true],
  ['its name is set, in any case', [{ id: 'c3', name: 'Actions' }], ['actions'], 'name', true],
  ['only another name is set', [{ id: 'c3', name: 'Actions' }], ['Pages'], 'name', false],
  [
    'one of several is set',
    [
      { id: 'c3', name: 'Actions' },
      { id: 'c4', name: 'Pages' },
    ],
    ['Pages'],
    'name',
    true,
  ],
  ['its region is set', [oregon], ['AWS - US West (Oregon)'], 'group', true],
  ['its region is set without the place', [oregon], ['aws - us west'], 'group', true],
  ['another region of the same beginning is set', [oregon], ['AWS - US West (California)'], 'group', false],
  [
    'its region is set without spaces',
    [{ id: 'vm', name: 'VM', group: 'East US' }],
    ['eastus'],
    'group',
    true,
  ],
  ['only another region has it', [europe], ['AWS - US West (Oregon)'], 'group', false],
  [
    'its region is unknown',
    [{ id: 'c1', name: 'Virtual Warehouses' }],
    ['AWS - US West (Oregon)'],
    'group',
    true,
  ],
] as const)('an incident where %s', (_why, affected, wanted, by, expected) => {
  expect(concerns(incident({ affected: [...affected] }), wanted, by)).toBe(expected);
});
