import { expect, test } from '@jest/globals';
import { changeMark } from '../../../app/social/page-mark.ts';

test('a mark that a hand has edited into nonsense is told of, and not tried for ever', async () => {
  // What such a row does: it is read as none, and is in the way of a new one.
  let tries = 0;
  const marks = {
    get: async () => undefined,
    replace: async () => undefined,
    insert: async () => {
      tries += 1;
      if (tries > 100) throw new Error('tried for ever');
      return undefined;
    },
  };

  await expect(changeMark(marks, (held) => ({ ...held }))).rejects.toThrow(
    'the row social-state/page cannot be written',
  );
});
