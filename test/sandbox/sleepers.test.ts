import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sleep } from '../../app/clock.ts';
import { until } from '../until.ts';
import { ready } from './ready.ts';
import { startWorld, type World } from './world.ts';

test.concurrent.each([
  ['claimed', 1, 'before the root is sent'],
  ['sending', 1, 'in the very moment in which the root is sent'],
  ['root posted', 1, 'after the root was sent'],
  ['sending', 2, 'in the very moment in which an edit is sent'],
  ['sending', 3, 'in the very moment in which a reply is sent'],
  ['replied', 1, 'after a reply was sent'],
])(
  'a copy paused (%s, time %i), %s, and woken minutes later doubles nothing',
  async (crashpoint, nth, _when) => {
    const world = await startWorld({ speed: 60 });
    try {
      const sleeper = await world.startApp({ at: { crashpoint, nth, signal: 'SIGSTOP' } });
      await ready(world, sleeper);
      const outage = world.github.open({ name: 'Actions fail', impact: 'minor', body: 'We are looking.' });
      if (nth > 1 || crashpoint === 'replied') {
        await until(() => roots(world).length === 1);
        outage.update({ status: 'identified', body: 'We know why.' });
      }
      await until(() => asleep(sleeper.pid));

      await world.startApp();
      // Told by the other now, if it was not before.
      await until(() => roots(world).length === 1);
      outage.update({ impact: 'major', body: 'It is worse.' });
      await until(() => threadText(world).includes('It is worse.'));
      sleeper.signal('SIGCONT');
      await sleep(world.clock, 180_000);
      outage.resolve('All is well.');
      await until(
        () =>
          (roots(world)[0] ?? '').includes('Resolved after') && threadText(world).includes('All is well.'),
      );
      await sleep(world.clock, 180_000);

      expect(roots(world)).toEqual([
        expect.stringMatching(/Resolved after .* \(was major\) · GitHub · Actions fail/),
      ]);
      const thread = threadText(world);
      const told = [
        'We are looking.',
        'It is worse.',
        'All is well.',
        ...(thread.includes('know why') ? ['We know why.'] : []),
      ];
      for (const words of told)
        expect({ words, times: thread.split(words).length - 1 }).toEqual({ words, times: 1 });
      expect(world.slack.violations).toEqual([]);
    } finally {
      await world.close();
    }
  },
  90_000,
);

function roots({ slack, channel }: World): string[] {
  return slack.roots(channel).map((message) => slack.plainText(message));
}

function threadText({ slack, channel }: World): string {
  const replies = slack.roots(channel).flatMap((root) => slack.thread(channel, root.ts));
  return replies.map((message) => slack.plainText(message)).join('\n');
}

/** Whether the process is stopped (state T), as Linux tells it. */
function asleep(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
