import { afterEach, expect, test } from '@jest/globals';
import type { Rig } from '../rig.ts';
import { startTableProxy, type TableFault, type TableProxy } from '../standins/table-proxy.ts';
import { replyTexts, rootTexts, shownInChannel, theRootText, types, useRig } from './use-rig.ts';

const world = useRig();
let proxy: TableProxy | undefined;

afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

/** A copy that reaches its tables over a way on which everything can go wrong. */
async function watched() {
  const { rig } = world;
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(rig.connectionString)?.[1]);
  proxy = await startTableProxy({ port }, rig.connectionString);
  rig.slack.user('ada');
  await rig.start({ env: { AZURE_STORAGE_CONNECTION_STRING: proxy.connectionString } });
  await rig.pass(1);
  return { rig, proxy };
}

/** Time passes until that has come true. */
async function passUntil(rig: Rig, come: () => boolean | Promise<boolean>): Promise<void> {
  for (let minutes = 0; minutes < 60 && !(await come()); minutes++) await rig.pass(1);
  expect(await come()).toBe(true);
}

const told = (rig: Rig, words: RegExp) => () => words.test(rootTexts(rig).join('\n'));

/** What each leaves to do: decide again, or try again; after a lost answer that takes our client a while each time. */
const FAULTS: { fault: TableFault; again: 'decides' | 'tries'; once?: true }[] = [
  { fault: 412, again: 'decides' },
  { fault: 409, again: 'decides' },
  { fault: { status: 429, retryAfterMs: 20 }, again: 'tries' },
  { fault: { status: 503, retryAfterMs: 20 }, again: 'tries' },
  { fault: 'lost-after', again: 'tries', once: true },
];

test.each(FAULTS)(
  'every write of an event goes wrong the first time ($fault): nothing lost, nothing doubled',
  async ({ fault, again, once }) => {
    const { rig, proxy } = await watched();
    const struck = new Set<string>();
    const tried = new Set<string>();
    rig.waitsFor(() => again === 'tries' && struck.size > tried.size);
    proxy.trouble = ({ method, path }) => {
      const write = `${method} ${path}`;
      if (method === 'GET' || !/(Open|Resolved)(\(|\?|$)/.test(path)) return undefined;
      if (!struck.has(write)) {
        struck.add(write);
        return fault;
      }
      tried.add(write);
      if (once) return undefined;
      // The same write again is let through, and the next one to that row is not.
      tried.delete(write);
      struck.delete(write);
      return undefined;
    };

    const incident = rig.github.open({ name: 'Pushes fail', impact: 'minor', body: 'We are looking.' });
    await passUntil(rig, told(rig, /Pushes fail/));
    incident.update({ impact: 'major', body: 'It is worse.' });
    await passUntil(rig, () => replyTexts(rig).join('\n').includes('It is worse.'));
    incident.resolve('All is well.');
    await passUntil(rig, async () => told(rig, /Resolved after/)() && (await rig.open()).length === 0);
    await rig.pass(3);

    expect(proxy.hits).toBeGreaterThan(1);
    expect(theRootText(rig)).toMatch(/Resolved after.*was major.*Pushes fail.*All is well\./s);
    const thread = replyTexts(rig).join('\n');
    for (const words of ['It is worse.', 'All is well.'])
      expect([words, thread.split(words).length]).toEqual([words, 2]);
    expect(shownInChannel(rig)).toHaveLength(2);
  },
);

test('storage away for minutes: nothing is told that is not stored, that is said, and then all is told once', async () => {
  const { rig, proxy } = await watched();
  const known = rig.github.open({ name: 'Pushes fail', impact: 'minor' });
  await rig.pass(2);
  proxy.away(true);
  known.resolve('All is well.');
  rig.snowflake.open({ name: 'Loading fails', impact: 'major' });
  await rig.pass(6);
  const during = rootTexts(rig);
  const said = await types(rig, '/botstatus', '', /not well/);

  proxy.away(false);
  await passUntil(rig, told(rig, /Resolved after.*Pushes fail.*Loading fails/s));
  await rig.pass(3);

  expect(during).toEqual([expect.stringMatching(/Minor, investigating .*Pushes fail/)]);
  expect(said).toMatch(/[Ss]torage does not answer/);
  expect(rootTexts(rig)).toHaveLength(2);
});

test.each(['open', 'resolved', 'state'] as const)(
  'the table %s is deleted by hand: that is said, it is made anew, and nothing that is open is lost or told twice',
  async (which) => {
    const { rig } = await watched();
    const known = rig.github.open({ name: 'Pushes fail', impact: 'minor' });
    await rig.pass(2.5);
    await rig.tables[which].deleteTable();
    known.update({ impact: 'major', body: 'It is worse.' });
    rig.snowflake.open({ name: 'Loading fails', impact: 'major' });
    await rig.pass(0.4);
    const said = await types(rig, '/botstatus', '', /not well/);
    await rig.pass(4);
    const during = rootTexts(rig);
    known.resolve('All is well.');
    await rig.pass(4);

    expect(said).toMatch(/[Ss]torage does not answer/);
    expect(during).toEqual([
      expect.stringMatching(/Major, .*Pushes fail.*It is worse\./s),
      expect.stringMatching(/Major, .*Loading fails/s),
    ]);
    expect(rootTexts(rig)[0]).toMatch(/Resolved after/);
    expect((await rig.open()).map(({ title }) => title)).toEqual(['Loading fails']);
    expect(await types(rig, '/botstatus', '', /well/)).toMatch(/Outage Bot is well/);
  },
);
