import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDelivery, readPageDocument } from '../../../app/social/deliveries.ts';

const page = { id: 'p1', url: 'https://p1.statuspage.io' };
const now = Date.parse('2026-11-20T10:00:00.000Z');

function delivery(incident: object): object {
  return { page: { id: 'p1' }, incident };
}

test('the newest update is the one that is announced, wherever it stands in the list', () => {
  const incident_updates = [
    { id: 'first', status: 'investigating', body: 'x', created_at: '2026-11-20T10:00:00Z' },
    { id: 'third', status: 'monitoring', body: 'x', created_at: '2026-11-20T14:00:00+02:00' },
    { id: 'second', status: 'identified', body: 'x', created_at: '2026-11-20T03:00:00-08:00' },
  ];

  expect(readDelivery(delivery({ id: 'i1', incident_updates }), page, now)).toMatchObject({
    announced: 'third',
    incident: { updates: [{ id: 'first' }, { id: 'second' }, { id: 'third' }] },
  });
});

test('of updates of one instant the first in the list is the newest', () => {
  const incident_updates = ['b', 'a'].map((id) => ({ id, status: 'x', created_at: '2026-11-20T10:00:00Z' }));

  expect(readDelivery(delivery({ id: 'i1', incident_updates }), page, now)).toMatchObject({ announced: 'b' });
});

test('only what is used must be there', () => {
  expect(
    readDelivery(
      delivery({ id: 'i1', name: 'Logins', incident_updates: [{ id: 'a', status: 'x' }] }),
      page,
      now,
    ),
  ).toEqual({
    announced: 'a',
    incident: {
      id: 'i1',
      link: 'https://p1.statuspage.io/incidents/i1',
      backfilled: false,
      updates: [{ id: 'a', status: 'x', words: 'Logins', at: '2026-11-20T10:00:00.000Z', notify: true }],
    },
  });
});

test('an update without a date is of when its incident was last changed', () => {
  const incident = {
    id: 'i1',
    updated_at: '2026-11-20T09:00:00Z',
    incident_updates: [{ id: 'a', status: 'x' }],
  };

  expect(readDelivery(delivery(incident), page, now)).toMatchObject({
    incident: { updates: [{ at: '2026-11-20T09:00:00.000Z' }] },
  });
});

test.each<[string, object]>([
  ['an owner who wants it quiet', { deliver_notifications: false }],
  [
    'an update of long before it was written',
    { created_at: '2026-11-20T10:00:00Z', display_at: '2026-11-19T10:00:00Z' },
  ],
])('%s: not to be told', (_what, fields) => {
  const read = readDelivery(
    delivery({ id: 'i1', incident_updates: [{ id: 'a', status: 'x', ...fields }] }),
    page,
    now,
  );

  expect(read).toMatchObject({ incident: { updates: [{ notify: false }] } });
});

test('the link tells nothing about the subscriber', () => {
  const incident = {
    id: 'i1',
    shortlink: 'https://stspg.io/x?u=me',
    incident_updates: [{ id: 'a', status: 'x' }],
  };

  expect(readDelivery(delivery(incident), page, now)).toMatchObject({
    incident: { link: 'https://stspg.io/x' },
  });
});

test('whatever arrives is read or ignored with a reason', () => {
  const update = fc.record(
    { id: fc.anything(), status: fc.anything(), body: fc.anything(), created_at: fc.anything() },
    { requiredKeys: [] },
  );
  const incident = fc.record({ id: fc.anything(), incident_updates: fc.anything() }, { requiredKeys: [] });
  const near = fc.oneof(
    fc.anything(),
    incident,
    fc.record({ id: fc.string(), incident_updates: fc.array(update) }),
  );
  const body = fc.oneof(
    fc.anything(),
    near.map((incident) => ({ page: { id: 'p1' }, incident })),
  );

  fc.assert(
    fc.property(body, (value) => {
      const read = readDelivery(value, page, now);
      return 'ignored' in read ? read.ignored.length > 0 : read.announced.length > 0;
    }),
    { numRuns: 2_000 },
  );
});

test('an entry that is not what we know hides none of the others', () => {
  const document = {
    page: { id: 'p1' },
    incidents: [{ id: 1 }, null, { id: 'i1', incident_updates: [{ id: 'a', status: 'x' }] }],
  };

  const read = readPageDocument(JSON.stringify(document), 'incidents', page.url);

  expect(read).toMatchObject({ pageId: 'p1', incidents: [{ id: 'i1' }], odd: ['id', ''] });
});

test.each(['{}', '[]', 'null', '<html>', '{"incidents":null}', '{"scheduled_maintenances":[]}'])(
  '%s is no page',
  (text) => {
    expect(() => readPageDocument(text, 'incidents', page.url)).toThrow();
  },
);
