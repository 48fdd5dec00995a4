import { expect, test } from '@jest/globals';
import { createHearsay } from '../../app/hearsay.ts';
import { createLog } from '../../app/log.ts';
import { complete, incident, update } from './events/samples.ts';

test('what a source remarks is one plain line, for it may be shown', () => {
  const hearsay = createHearsay(createLog({ level: 'silent' }));
  const remark = 'unknown status "a\u0000b\u202ec\nd"';

  const heard = hearsay.heed('github', { ...complete(), remarks: [remark] });

  expect(heard.remarks).toEqual(['unknown status "abc d"']);
});

test('ids that no row has room for are shortened, the same for the same and another for another', () => {
  const hearsay = createHearsay(createLog({ level: 'silent' }));
  const long = (letter: string) => letter.repeat(1_000_000);
  const updates = [update(long('a'), 0), update(long('b'), 1)];

  const [heard] = hearsay.heed('github', complete(incident({ id: long('c'), updates }))).incidents;
  const [again] = hearsay.heed('github', complete(incident({ id: long('c'), updates }))).incidents;

  const ids = [heard?.id, ...(heard?.updates ?? []).map(({ id }) => id)];
  expect(new Set(ids).size).toBe(3);
  expect(ids.every((id) => (id?.length ?? 0) < 100)).toBe(true);
  expect(again).toEqual(heard);
});
