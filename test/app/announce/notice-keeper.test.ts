import { beforeEach, expect, test } from '@jest/globals';
import type { Announcer } from '../../../app/announce/announcer.ts';
import { createNoticeKeeper } from '../../../app/announce/notice-keeper.ts';
import { presentNotice } from '../../../app/announce/present.ts';
import { fingerprint } from '../../../app/events/ids.ts';
import type { Row } from '../../../app/store/rows.ts';
import type { Notice } from '../../../app/store/state.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type MemoryRows, memoryRows } from '../home/memory-rows.ts';

const REFUSED = { text: 'SendGrid refuses our key.', overText: 'SendGrid takes our mails again.' };

let clock: ManualClock;
let rows: MemoryRows<Notice>;
beforeEach(() => {
  clock = manualClock();
  rows = memoryRows(({ id }) => id);
});

/** A copy of the bot; `shown` are the texts that it was asked to show, of notices by their ids. */
function copy() {
  const shown: string[] = [];
  const announcer: Pick<Announcer, 'nudge'> = {
    nudge(_, row) {
      const { text, overText, endedAt } = (row as unknown as Row<Notice>).value;
      shown.push(endedAt === undefined ? text : overText);
    },
  };
  const keeper = createNoticeKeeper({
    rows,
    clock,
    announcer: announcer as Announcer,
    opsChannel: 'C0OPS',
    troubled: () => [],
    platforms: 8,
    channels: { closed: () => new Map(), recall: () => undefined },
  });
  /** All of it stands in the channel now, as a delivery would leave it. */
  const deliver = async () => {
    const row = await rows.get('notice', 'mail');
    if (!row) throw new Error('there is no such notice');
    const wanted = presentNotice(row.value);
    const [announcement] = row.value.announcements;
    if (!announcement) throw new Error('it is for no channel');
    const now = { ...announcement, ts: '1.1', root: fingerprint(wanted.root), told: [...wanted.keys] };
    await rows.replace(row, { ...row.value, announcements: [now] });
  };
  return { keeper, shown, deliver };
}

test('a notice that another copy has given, which then died, is shown by the leader', async () => {
  const [leader, follower] = [copy(), copy()];
  await leader.keeper.keep();
  await follower.keeper.tell('mail', REFUSED);

  await leader.keeper.learn(await rows.list('notice'));

  expect(leader.shown).toEqual([REFUSED.text]);
  expect(leader.keeper.stands('mail')).toBe(true);
});

test('a notice that is known, or that has gone since it was listed, is not shown again', async () => {
  const { keeper, shown } = copy();
  await keeper.keep();
  await keeper.tell('mail', REFUSED);
  const listed = await rows.list('notice');
  await keeper.learn(listed);
  const [row] = listed;
  if (row) await rows.remove(row);
  const other = copy();
  await other.keeper.keep();
  await other.keeper.learn(listed);

  expect(shown).toEqual([REFUSED.text]);
  expect(other.shown).toEqual([]);
  expect(other.keeper.stands('mail')).toBe(false);
});

test('what comes back before its end was shown is not told as over', async () => {
  const { keeper, shown } = copy();
  await keeper.tell('mail', REFUSED);
  await keeper.tell('mail', undefined);
  await keeper.tell('mail', REFUSED);

  expect(shown).toEqual([REFUSED.text, REFUSED.overText, REFUSED.text]);
  expect(keeper.stands('mail')).toBe(true);
  expect(rows.writes).toBe(3);
});

test('what comes back after its end was shown is a notice of its own', async () => {
  const { keeper, shown, deliver } = copy();
  await keeper.tell('mail', REFUSED);
  await deliver();
  await keeper.tell('mail', undefined);
  await deliver();
  await clock.advance(60_000);
  await keeper.tell('mail', REFUSED);

  expect(shown).toEqual([REFUSED.text, REFUSED.overText, REFUSED.text]);
  expect((await rows.get('notice', 'mail'))?.value).toMatchObject({
    since: '2026-09-03T16:01:00.000Z',
    announcements: [{ revision: 0, told: [] }],
  });
});
