import { expect, test } from '@jest/globals';
import { PAGE_ID } from './bench.ts';
import { useBench } from './use-bench.ts';

const world = useBench();

test.each<[string, unknown, string]>([
  [
    'a component',
    { page: { id: PAGE_ID }, component_update: { id: 'x' }, component: {} },
    'about a component',
  ],
  ['another page', { page: { id: 'other' }, incident: {} }, 'of another page'],
  ['no page', { incident: { id: 'x' } }, 'does not say of which page'],
  ['no update', { page: { id: PAGE_ID }, incident: { id: 'x', incident_updates: [] } }, 'fields are missing'],
  ['no id', { page: { id: PAGE_ID }, incident: { incident_updates: [{}] } }, 'fields are missing'],
  [
    'an id that is no key',
    { page: { id: PAGE_ID }, incident: { id: 'a/b', incident_updates: [{ id: 'x', status: 'y' }] } },
    'incident.id',
  ],
  ['nothing', null, 'neither a page nor an incident'],
  ['a list', [], 'neither a page nor an incident'],
  ['a word', 'hello', 'neither a page nor an incident'],
])('genuine but not for us (%s): answered 200, with one line why', async (_what, body, why) => {
  const copy = await world.bench.start();
  const before = world.bench.lines.length;

  const answer = await world.bench.send(copy, body === 'hello' ? '"hello"' : body);
  await world.bench.rest();

  const news = world.bench.lines.slice(before);
  expect(answer).toBe(200);
  expect(news).toHaveLength(1);
  expect(news[0]).toContain(why);
});
