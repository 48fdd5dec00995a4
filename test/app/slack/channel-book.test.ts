import { expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { createLog } from '../../../app/log.ts';
import { createChannelBook } from '../../../app/slack/channel-book.ts';
import { manualClock } from '../../manual-clock.ts';

test('a channel that becomes ours later is read once, and told of when the bot is not in it', async () => {
  const asked: string[] = [];
  const history = async ({ channel }: { channel: string }) => void asked.push(channel);
  const client = { conversations: { history } } as unknown as WebClient;
  let ours = ['C1', undefined, 'C1'];
  const log = createLog({ level: 'silent' });
  const book = createChannelBook({ client, channels: () => ours, clock: manualClock(), log });

  await book.check();
  await book.check('closed');
  ours = ['C1', 'C2'];
  await book.check('closed');
  await book.check('closed');

  expect(asked).toEqual(['C1', 'C2']);
});
