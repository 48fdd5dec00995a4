import { expect, test } from '@jest/globals';
import { platform } from '../../checkers/microsoft-365-world.ts';
import { type Microsoft365, startMicrosoft365 } from './microsoft-365.ts';
import { type MicrosoftBench, withMicrosoft } from './microsoft-bench.ts';

function withGraph(
  run: (bench: MicrosoftBench<Microsoft365>) => Promise<void>,
  options: { pageSize?: number } = {},
): Promise<void> {
  return withMicrosoft(platform, (given) => startMicrosoft365({ ...given, ...options }), run);
}

test('an issue lives through its posts to its last words', () =>
  withGraph(async ({ page, look, event }) => {
    const issue = page.open({ title: 'Mail is slow', status: 'investigating' });
    const opened = await look();
    issue.post('We found the cause.', 'serviceDegradation');
    const updated = await look();
    issue.touch();
    issue.setEnd();
    const touched = await look();
    issue.setHighImpact(true);
    const worse = await look();
    issue.edit('We found the cause, and it is mail.');
    const edited = await look();
    issue.resolve('Final status: All well.');
    const gone = await look();
    const over = await look();
    issue.touch();
    const after = await look();

    expect([opened, updated, touched, worse, edited, gone, over, after].map(({ kinds }) => kinds)).toEqual([
      ['opened'],
      ['updated'],
      [],
      ['worsened'],
      ['updated'],
      ['resolved'],
      [],
      [],
    ]);
    expect(event()).toMatchObject({
      severity: 'critical',
      ending: { how: 'resolved', at: '2026-09-03T16:05:00.000Z' },
    });
    expect(event().updates.map(({ text }) => text)).toEqual([
      "Title: Mail is slow\n\nCurrent status: We're investigating.",
      'We found the cause, and it is mail.',
      'Final status: All well.',
    ]);
  }));

test('last words that cannot be read at first are asked for once more before the issue is over without them', () =>
  withGraph(async ({ page, look, event }) => {
    const issue = page.open({ title: 'Mail is slow' });
    await look();
    issue.resolve('Final status: All well.');
    page.break(503, { only: /issues\/[^/?]+$/, times: 1 });
    const looks = [await look(), await look()];

    expect(looks.map(({ kinds }) => kinds)).toEqual([[], ['resolved']]);
    expect(event().updates.at(-1)?.text).toBe('Final status: All well.');
  }));

test('an issue that was deleted is no longer listed after two looks', () =>
  withGraph(async ({ page, look, event }) => {
    const issue = page.open({ title: 'A mistake' });
    await look();
    issue.remove();
    const looks = [await look(), await look()];

    expect(looks.map(({ kinds }) => kinds)).toEqual([[], ['resolved']]);
    expect(event().ending?.how).toBe('no longer listed');
  }));

test('an issue that is open again keeps its event', () =>
  withGraph(async ({ page, look, event }) => {
    const issue = page.open({ title: 'Mail is slow' });
    await look();
    issue.resolve();
    await look();
    await look();
    issue.reopen();
    const { kinds } = await look();

    expect(kinds).toEqual(['reopened']);
    expect(event()).not.toHaveProperty('ending');
  }));

test('an advisory that becomes an incident gets worse', () =>
  withGraph(async ({ page, look, event }) => {
    const issue = page.open({ title: 'Mail is slow', classification: 'advisory' });
    await look();
    const before = event().severity;
    issue.classify('incident');
    const { kinds } = await look();

    expect([before, kinds, event().severity]).toEqual(['notice', ['worsened'], 'major']);
  }));

test('the list is read page by page; when a page fails, nothing on it ends', () =>
  withGraph(
    async ({ page, look }) => {
      for (let i = 0; i < 3; i++) page.open({ title: `Trouble ${i}` });
      const whole = await look();
      page.break(503, { only: /skip=1$/ });
      const half = [await look(), await look()];
      page.mend();
      const after = await look();

      expect(whole.report.incidents).toHaveLength(3);
      expect(half.map(({ report }) => report.incidents.length)).toEqual([1, 1]);
      expect(half.flatMap(({ kinds }) => kinds)).toEqual([]);
      expect(after.report.incidents).toHaveLength(3);
    },
    { pageSize: 1 },
  ));

test('a token is good for this scope only, and asked for once', () =>
  withGraph(async ({ page, login, look }) => {
    page.open({ title: 'Mail is slow' });

    await look();
    await look();

    expect(login.requests).toHaveLength(1);
    expect(login.requests[0]?.form.scope).toMatch(/^https:\/\/graph\.microsoft\.com\/\.default\b/);
    expect(page.requests.every(({ status }) => status === 200 || status === 304)).toBe(true);
  }));
