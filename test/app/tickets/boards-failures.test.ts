import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { realClock } from '../../../app/clock.ts';
import type { BoardsFault } from '../../standins/boards/index.ts';
import { until } from '../../until.ts';
import { draft, failureOf, PAT, PROJECT, startBench } from './bench.ts';

const openedHere: (() => Promise<void>)[] = [];
const CREATION = /^POST .*\/workItems\/\$/;

afterEach(async () => {
  for (const close of openedHere.splice(0).reverse()) await close();
});

function basic(pat: string): string {
  return Buffer.from(`:${pat}`).toString('base64');
}

describe('what Azure DevOps answers', () => {
  test.each<[string, BoardsFault, object, RegExp]>([
    [
      'a page to sign in on',
      'sign-in',
      { reason: 'rejected', uncertain: false, status: 203 },
      /set ADO_PAT to a new one/,
    ],
    [
      'a redirect to it',
      'redirect',
      { reason: 'rejected', uncertain: false, status: 302 },
      /check ADO_ORG_URL and ADO_PAT/,
    ],
    ['401', 401, { reason: 'rejected', uncertain: false }, /does not accept the bot's token/],
    ['403', 403, { reason: 'rejected', uncertain: false }, /scope Work Items \(Read & write\)/],
    ['404 without words', 404, { reason: 'rejected', uncertain: false }, /knows no project Outages & more/],
    [
      'a rule',
      'rule',
      { reason: 'refused', uncertain: false, status: 400, field: 'Cause' },
      /TF401320: Rule Error for field Cause/,
    ],
    ['400 without words', 400, { reason: 'refused', uncertain: false }, /it answered 400/],
    ['429', 429, { reason: 'unreachable', uncertain: false, status: 429 }, /asked too often/],
    [
      '429 and when to come back',
      { status: 429, retryAfter: 12 },
      { reason: 'unreachable', uncertain: false, waitMs: 12_000 },
      /left alone for 12 s/,
    ],
    [
      '500',
      500,
      { reason: 'unreachable', uncertain: true, status: 500 },
      /look in Azure DevOps before you try again/,
    ],
    [
      '503',
      503,
      { reason: 'unreachable', uncertain: true, status: 503 },
      /It may have been done all the same/,
    ],
    [
      "somebody else's page",
      'html',
      { reason: 'unreachable', uncertain: true, status: 200 },
      /does not understand/,
    ],
    ['another shape', 'other-shape', { reason: 'unreachable', uncertain: true }, /does not understand/],
    [
      'nothing, with the connection gone',
      'reset',
      { reason: 'unreachable', uncertain: true },
      /the connection broke/,
    ],
    ['half of it', 'cut', { reason: 'unreachable', uncertain: true }, /the connection broke/],
    ['without end', 'endless', { reason: 'unreachable', uncertain: true }, /the connection broke/],
  ])('to a creation: %s', async (_, fault, facts, words) => {
    const { boards, standin } = await startBench(openedHere);
    await boards.form();
    standin.break(fault, { only: CREATION });

    const failure = await failureOf(boards.create(draft()));

    expect(failure).toMatchObject(facts);
    expect(failure.message).toMatch(words);
    expect(standin.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test.each<[string, BoardsFault, string]>([
    ['a page to sign in on', 'sign-in', 'rejected'],
    ['404 without words', 404, 'rejected'],
    ['503', 503, 'unreachable'],
    ["somebody else's page", 'html', 'unreachable'],
    ['another shape', 'other-shape', 'unreachable'],
    ['half of it', 'cut', 'unreachable'],
  ])('to a question is never in doubt: %s', async (_, fault, reason) => {
    const { boards, standin } = await startBench(openedHere);
    standin.break(fault);

    const failures = [
      await failureOf(boards.form()),
      await failureOf(boards.findByTag('GH-7K2QM')),
      await failureOf(boards.comments(1)),
      await failureOf(boards.get(1)),
    ];

    for (const failure of failures) expect(failure).toMatchObject({ reason, uncertain: false });
  });

  test.each(['form', 'create', 'findByTag', 'get', 'comments', 'comment', 'close'] as const)(
    'a wrong token is said by %s, and the token never',
    async (what) => {
      const { another, standin, lines } = await startBench(openedHere);
      const wrong = 'wr0ng-token-of-somebody';
      const ado = {
        orgUrl: 'https://dev.azure.com/fabrikam',
        project: PROJECT,
        pat: wrong,
        closeOnResolve: false,
      } as const;
      const boards = another({ ado });
      standin.write('Task', { 'System.Title': 'One' });

      const failure = await failureOf(
        {
          form: () => boards.form(),
          create: () => boards.create(draft()),
          findByTag: () => boards.findByTag('x'),
          get: () => boards.get(1),
          comments: () => boards.comments(1),
          comment: () => boards.comment(1, 'x'),
          close: () => boards.close(1),
        }[what](),
      );

      expect(failure).toMatchObject({ reason: 'rejected', uncertain: false });
      const everything = inspect(failure, { depth: null, showHidden: true }) + lines.join('');
      for (const secret of [wrong, basic(wrong), PAT, basic(PAT)]) expect(everything).not.toContain(secret);
      expect(standin.items[0]).toMatchObject({ rev: 1, comments: [] });
    },
  );

  test.each<[string, BoardsFault, boolean]>([
    ['it is lost', 'lost-answer', true],
    ['it breaks off', 'cut', true],
    ['it is refused', 'rule', false],
  ])('to a closing is in doubt only where it may have been done: %s', async (_, fault, uncertain) => {
    const { another, standin } = await startBench(openedHere);
    const boards = another({ clock: realClock, limitMs: 300 });
    const { id } = standin.write('Task', { 'System.Title': 'One' });
    standin.break(fault, { only: /^PATCH / });

    const failure = await failureOf(boards.close(id, { comment: 'Over' }));
    standin.mend();
    const again = await boards.close(id, { comment: 'Over' });

    expect(failure.uncertain).toBe(uncertain);
    expect(again === 'already closed').toBe(uncertain);
    expect(standin.items[0]?.comments).toHaveLength(1);
  });

  test('an unknown project is named', async () => {
    const { another } = await startBench(openedHere);
    const boards = another({
      ado: {
        orgUrl: 'https://dev.azure.com/fabrikam',
        project: 'Elsewhere',
        pat: PAT,
        closeOnResolve: false,
      },
    });

    const failure = await failureOf(boards.form());

    expect(failure).toMatchObject({ reason: 'rejected', status: 404 });
    expect(failure.message).toContain('knows no project Elsewhere at https://dev.azure.com/fabrikam');
  });

  test('an unknown organisation is named', async () => {
    const { another } = await startBench(openedHere);
    const boards = another({
      ado: { orgUrl: 'https://dev.azure.com/nobody', project: PROJECT, pat: PAT, closeOnResolve: false },
    });

    const failure = await failureOf(boards.findByTag('x'));

    expect(failure).toMatchObject({ reason: 'rejected', status: 404 });
  });

  test('a type that is gone since the form was read is refused, and the next form is a new one', async () => {
    const { boards, standin } = await startBench(openedHere);
    await boards.form();
    for (const type of standin.rules.types) type.disabled = type.name === 'Bug';

    const failure = await failureOf(boards.create(draft({ type: 'Bug' })));
    const { types } = await boards.form();

    expect(failure).toMatchObject({ reason: 'refused', uncertain: false });
    expect(failure.message).toContain('VS402323: Work item type Bug does not exist');
    expect(types.some(({ name }) => name === 'Bug')).toBe(false);
  });

  test.each([
    ['priority', { priority: '9' }, 'Priority'],
    ['area', { areaPath: 'Nowhere' }, 'System.AreaPath'],
    ['assignee', { assignee: 'eve@example.com' }, 'Assigned To'],
  ])('a value that the project does not take is named: %s', async (_, changes, field) => {
    const { boards, standin } = await startBench(openedHere);

    const failure = await failureOf(boards.create(draft(changes)));

    expect(failure).toMatchObject({ reason: 'refused', uncertain: false, field });
    expect(failure.message).toContain(field);
    expect(standin.items).toHaveLength(0);
  });
});

describe('an answer that does not come', () => {
  test.each<[string, BoardsFault]>([
    ['nothing is done', 'hang'],
    ['it is done all the same', 'lost-answer'],
    ['it is slow', { slowMs: 5_000 }],
  ])('to a creation is waited for no longer than allowed, and left in doubt: %s', async (_, fault) => {
    const { another, standin } = await startBench(openedHere);
    const boards = another({ clock: realClock, limitMs: 300 });
    await boards.form();
    standin.break(fault, { only: CREATION });
    const startedAt = performance.now();

    const failure = await failureOf(boards.create(draft({ tags: ['GH-7K2QM'] })));

    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(failure).toMatchObject({ reason: 'unreachable', uncertain: true });
    expect(failure.message).toBe(
      'Azure DevOps gave no answer within 0.3 s. It may have been done all the same: look in Azure DevOps before you try again.',
    );
    standin.mend();
    expect(await boards.findByTag('GH-7K2QM')).toHaveLength(fault === 'lost-answer' ? 1 : 0);
  });

  test('is not waited for twice, and is no doubt where nothing was to be changed', async () => {
    const { another, standin } = await startBench(openedHere);
    const boards = another({ clock: realClock, limitMs: 200 });
    standin.break('hang');

    const failure = await failureOf(boards.create(draft()));

    expect(failure).toMatchObject({ reason: 'unreachable', uncertain: false });
    expect(failure.message).toContain('Try again in a few minutes');
    expect(standin.calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  test('counts the time that the form took', async () => {
    const { boards, standin, clock } = await startBench(openedHere);
    const asked = (path: RegExp) => () => standin.calls.some((call) => path.test(call.path));
    standin.break({ slowMs: 20_000 }, { only: /workItemTypeCategories/ });
    const creation = failureOf(boards.create(draft()));
    await until(asked(/workItemTypeCategories/));

    standin.break('lost-answer', { only: CREATION });
    await clock.advance(20_000);
    await until(asked(/workItems\/\$/));
    await clock.advance(10_000);

    expect(await creation).toMatchObject({ reason: 'unreachable', uncertain: true });
    expect(standin.items).toHaveLength(1);
  });

  test('does not keep a creation from what the last form knew', async () => {
    const { boards, standin, clock } = await startBench(openedHere);
    await boards.form();
    await clock.advance(11 * 60_000);
    standin.break('hang', { only: /workItemTypes/ });

    const made = await boards.create(draft());

    expect(made).toMatchObject({ id: 1 });
  });

  test('leaves no connection behind', async () => {
    const { another, standin } = await startBench(openedHere);
    const boards = another({ clock: realClock, limitMs: 200 });
    standin.break('hang');

    await failureOf(boards.form());

    await expect(standin.close()).resolves.toBeUndefined();
  });
});

describe('asking again', () => {
  test.each<BoardsFault>(['reset', 'cut', 500, 503])(
    'a question is repeated once after %s',
    async (fault) => {
      const { boards, standin } = await startBench(openedHere);
      standin.write('Task', { 'System.Title': 'One', 'System.Tags': 'GH-7K2QM' });
      standin.break(fault, { only: /\/wiql$/, times: 1 });

      const found = await boards.findByTag('GH-7K2QM');

      expect(found).toHaveLength(1);
      expect(standin.calls.filter(({ path }) => path.endsWith('/wiql'))).toHaveLength(2);
    },
  );

  test('is left alone where Azure DevOps asks for that', async () => {
    const { boards, standin } = await startBench(openedHere);
    standin.break({ status: 503, retryAfter: 30 }, { times: 1 });

    const failure = await failureOf(boards.get(1));

    expect(failure).toMatchObject({ reason: 'unreachable', waitMs: 30_000, uncertain: false });
    expect(standin.calls).toHaveLength(1);
  });

  test.each<BoardsFault>(['reset', 503, 'cut'])('a comment is never repeated: %s', async (fault) => {
    const { boards, standin } = await startBench(openedHere);
    standin.write('Task', { 'System.Title': 'One' });
    standin.break(fault, { only: /^POST .*\/comments$/ });

    const failure = await failureOf(boards.comment(1, 'Over'));

    expect(failure).toMatchObject({ reason: 'unreachable', uncertain: true });
    expect(standin.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('finds the way back by itself', async () => {
    const { boards, standin } = await startBench(openedHere);
    standin.break(401);
    await failureOf(boards.create(draft()));

    standin.mend();

    expect(await boards.create(draft())).toMatchObject({ id: 1 });
  });
});

describe('no way there', () => {
  test('a refused connection is in no doubt', async () => {
    const { boards, standin } = await startBench(openedHere);
    await boards.form();
    await standin.close();

    const failure = await failureOf(boards.create(draft()));

    expect(failure).toMatchObject({ reason: 'unreachable', uncertain: false });
    expect(failure.message).toBe(
      'Azure DevOps cannot be reached: it refused the connection. Try again in a few minutes.',
    );
  });

  test('proxies that the environment names are not used', async () => {
    const { boards } = await startBench(openedHere);
    const before = process.env.HTTP_PROXY;
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';

    try {
      await expect(boards.create(draft())).resolves.toMatchObject({ id: 1 });
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = before;
    }
  });
});
