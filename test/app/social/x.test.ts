import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createX } from '../../../app/social/x.ts';
import { watchInFlight } from '../../in-flight.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { startX, type XStandin } from '../../standins/x/index.ts';
import { until } from '../../until.ts';
import { KEYS } from './bench.ts';

const link = 'https://stspg.io/abc';
let clock: ManualClock;
let standin: XStandin;
beforeEach(async () => {
  clock = manualClock();
  standin = await startX({ clock, keys: KEYS });
});
afterEach(() => standin.close());

function account(changes: Partial<typeof KEYS> = {}, origin = standin.origin) {
  const hide = (text: string) => text;
  return createX({ config: { ...KEYS, ...changes }, hosts: { 'https://api.x.com': origin }, clock, hide });
}

test('a post is made, signed, and found again, whatever X makes of its links and signs', async () => {
  const x = account();
  const text = `[status] Monitoring: See status.io & <help>, "now" 日本語 https://example.com/a?b=c ${link}#u1`;

  const answer = await x.post(text);

  expect(answer).toEqual({ kind: 'posted', id: standin.posts[0]?.id });
  expect(await x.find({ text, link: `${link}#u1` })).toBe('there');
  expect(await x.find({ text, link })).toBe('absent');
  expect(await x.find({ text: text.replace('now', 'then'), link: `${link}#u1` })).toBe('absent');
});

test('a post is found where X lists it as it was written, without saying where links lead', async () => {
  const x = account();
  const text = `[status] Monitoring: In place & ok. ${link}`;
  standin.plain = true;
  await x.post(text);

  expect(await x.find({ text, link })).toBe('there');
  expect(await x.find({ text: `${text}#u1`, link: `${link}#u1` })).toBe('absent');
});

test('the same again is there already', async () => {
  const x = account();

  const answers = [await x.post(`Once ${link}`), await x.post(`Once ${link}`)];

  expect(answers.map(({ kind }) => kind)).toEqual(['posted', 'posted']);
  expect(standin.texts()).toEqual([`Once ${link}`]);
});

test('other keys are refused, and known as such', async () => {
  const x = account({ consumerSecret: 'other' });

  expect(await x.post('x')).toMatchObject({ kind: 'refused' });
  expect([await x.knowsUs(), await account().knowsUs()]).toEqual([false, true]);
});

test('a token without the id of its user asks who it is', async () => {
  standin.break({ status: 500 }, 1);

  expect(await account({ accessToken: 'bare' }).find({ text: 'x', link })).toBe('unknown');
});

test('where nobody listens nothing was sent', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');

  expect(await account({}, `http://127.0.0.1:${port}`).post('x')).toEqual({
    kind: 'failed',
    words: 'X cannot be reached (ECONNREFUSED)',
  });
});

test.each(['reset', 'lost'] as const)(
  'a line that breaks (%s) leaves it open whether there is a post',
  async (fault) => {
    standin.break(fault);

    expect(await account().post('x')).toMatchObject({ kind: 'lost' });
  },
);

test('silence is given up after 15 seconds, and so is the line', async () => {
  standin.break('hang');
  const inFlight = watchInFlight();

  const posting = account().post('x');
  await until(() => standin.requests.length === 1);
  await clock.advance(14_999);
  const early = await Promise.race([posting, Promise.resolve('waits')]);
  await clock.advance(1);

  expect([early, await posting]).toEqual([
    'waits',
    { kind: 'lost', words: 'X gave no answer (no answer within 15 s)' },
  ]);
  await inFlight.quiet();
  expect(standin.openConnections()).toBe(0);
  inFlight.stop();
});
