import { expect, test } from '@jest/globals';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { createLog } from '../../../app/log.ts';
import { createChannelBook } from '../../../app/slack/channel-book.ts';
import { manualClock } from '../../manual-clock.ts';

const SINCE = '2026-09-03T15:00:00.000Z';

/** A book of the channels that are `ours`; reading one answers what `answers` says of it. */
function world(...ours: (string | undefined)[]) {
  const asked: string[] = [];
  const answers = new Map<string, Error>();
  const history = async ({ channel }: { channel: string }) => {
    asked.push(channel);
    const answer = answers.get(channel);
    if (answer) throw answer;
  };
  const client = { conversations: { history } } as unknown as WebClient;
  const log = createLog({ level: 'silent' });
  const book = createChannelBook({ client, channels: () => ours, clock: manualClock(), log });
  return { book, ours, asked, answers };
}

function refusal(error: string): Error {
  return new WebAPIPlatformError({ ok: false, error });
}

test('a channel that becomes ours later is read once, and told of when the bot is not in it', async () => {
  const { book, ours, asked } = world('C1', undefined, 'C1');

  await book.check();
  await book.check('closed');
  ours.push('C2');
  await book.check('closed');
  await book.check('closed');

  expect(asked).toEqual(['C1', 'C2']);
});

test('a channel that could not be read at the start is read again until it tells', async () => {
  const { book, answers, asked } = world('C1');
  answers.set('C1', new Error('no answer'));
  await book.check();
  await book.check('closed');

  answers.set('C1', refusal('not_in_channel'));
  await book.check('closed');

  expect(asked).toHaveLength(3);
  expect(book.closed().get('C1')?.code).toBe('not_in_channel');
});

test('what another copy found closed stands until a reading shows that the bot is in it', async () => {
  const { book, answers } = world('C1');
  answers.set('C1', refusal('not_in_channel'));
  book.recall('C1', { code: 'not_in_channel', since: SINCE });

  await book.check('closed');
  const during = book.closed().get('C1');
  answers.clear();
  await book.check('closed');

  expect(during).toEqual({ code: 'not_in_channel', since: SINCE });
  expect(book.closed().size).toBe(0);
});

test('an archived channel that can be read is closed until it takes a message', async () => {
  const { book } = world('C1');
  book.recall('C1', { code: 'is_archived', since: SINCE });

  await book.check();
  const read = book.closed().get('C1')?.code;
  book.note('C1', undefined);

  expect(read).toBe('is_archived');
  expect(book.closed().size).toBe(0);
});

test('what this copy has found itself is not replaced by what another copy once found', () => {
  const { book } = world('C1');
  book.note('C1', 'not_in_channel');

  book.recall('C1', { code: 'is_archived', since: SINCE });

  expect(book.closed().get('C1')?.code).toBe('not_in_channel');
});
