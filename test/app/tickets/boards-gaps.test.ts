import { afterEach, describe, expect, test } from '@jest/globals';
import type { BoardsFault } from '../../standins/boards/index.ts';
import { until } from '../../until.ts';
import { draft, failureOf, PROJECT, startBench } from './bench.ts';

const openedHere: (() => Promise<void>)[] = [];
const TYPES = /\/workItemTypes$/i;
const PLACES = /\/classificationNodes$/i;
const PRIORITIES = /\/fields\/Microsoft\.VSTS\.Common\.Priority$/;

afterEach(async () => {
  for (const close of openedHere.splice(0).reverse()) await close();
});

describe('an Azure DevOps that can do no more than make work items', () => {
  test('still gives a form with the usual types, which says what it lacks', async () => {
    const { boards, standin } = await startBench(openedHere);
    standin.strip();

    const { types, areas, iterations, unread } = await boards.form();

    expect(types.map(({ name }) => name)).toEqual(['Bug', 'Task', 'Issue', 'User Story']);
    expect(types[0]).toMatchObject({ description: 'Microsoft.VSTS.TCM.ReproSteps', tags: true });
    expect(types[0]).not.toHaveProperty('priorities');
    expect(types[0]).not.toHaveProperty('severities');
    expect({ areas, iterations }).toEqual({ areas: [], iterations: [] });
    expect(unread).toBe(
      'The types of the project could not be read: these are the usual ones, without priority and severity. Areas and iterations could not be read. Azure DevOps at https://dev.azure.com/fabrikam does not offer what is needed for this.',
    );
  });

  test('makes the item, though it says nothing of it but what was sent', async () => {
    const { boards, standin } = await startBench(openedHere);
    standin.strip();

    const item = await boards.create(draft({ tags: ['outage-bot'], priority: '1' }));

    const url = `${standin.orgUrl}/${encodeURIComponent(PROJECT)}/_workitems/edit/1`;
    expect(item).toEqual({ id: 1, url, title: 'Git operations fail' });
    expect(standin.items[0]?.fields).toMatchObject({
      'System.Description': '<div>It is down.</div>',
      'System.Tags': 'outage-bot',
    });
    expect(standin.calls.map(({ method }) => method)).toEqual(['OPTIONS', 'POST']);
  });

  test.each(['findByTag', 'comment', 'close'] as const)('refuses %s, and leaves no doubt', async (what) => {
    const { boards, standin } = await startBench(openedHere);
    standin.strip();

    const failure = await failureOf(
      {
        findByTag: () => boards.findByTag('x'),
        comment: () => boards.comment(1, 'x'),
        close: () => boards.close(1),
      }[what](),
    );

    expect(failure).toMatchObject({ reason: 'refused', uncertain: false });
    expect(failure.message).toMatch(/does not offer what is needed/);
  });
});

describe('a part of the form that cannot be read', () => {
  test.each<[string, RegExp, BoardsFault, RegExp | undefined]>([
    ['the hidden types', /\/workItemTypeCategories$/i, 404, undefined],
    ['the areas', PLACES, 404, /Areas and iterations could not be read\./],
    ['the areas, for now', PLACES, 503, /Areas and iterations .* problem of its own/],
    ['the areas, in words', PLACES, 'other-shape', /Areas and iterations .* does not understand/],
    ['priorities', PRIORITIES, 404, /Priorities or severities could not be read: these are the usual ones\./],
    ['the types', TYPES, 404, /The types of the project could not be read: .*Azure DevOps answered 404\./],
  ])('is done without: %s', async (_, only, fault, said) => {
    const { boards, standin } = await startBench(openedHere);
    standin.break(fault, { only });

    const { types, unread } = await boards.form();
    const made = await boards.create(draft({ type: 'Bug' }));

    expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(['Bug', 'Task']));
    if (said) expect(unread).toMatch(said);
    else expect(unread).toBeUndefined();
    expect(made).toMatchObject({ id: 1 });
  });

  test('leaves the usual priorities and severities to a type that has them', async () => {
    const { boards, standin } = await startBench(openedHere);
    standin.break(404, { only: /\/fields\// });

    const { types } = await boards.form();

    expect(types.find(({ name }) => name === 'Bug')).toMatchObject({
      priorities: ['1', '2', '3', '4'],
      severities: ['1 - Critical', '2 - High', '3 - Medium', '4 - Low'],
    });
    expect(types.find(({ name }) => name === 'Task')).not.toHaveProperty('severities');
  });

  test.each([
    ['while it is old', undefined],
    ['after an item was refused', draft({ type: 'Bug', priority: '9' })],
  ])('stays as it once was answered, which beats the usual: %s', async (_, refused) => {
    const { boards, standin, clock } = await startBench(openedHere);
    const first = await boards.form();
    if (refused) await failureOf(boards.create(refused));
    else await clock.advance(11 * 60_000);
    standin.break('rule');

    expect(await boards.form()).toEqual(first);
  });

  test('is asked for again as soon as there is another form, and nothing else is', async () => {
    const { boards, standin } = await startBench(openedHere);
    standin.break(503, { only: PLACES });
    await boards.form();
    standin.mend();
    standin.calls.length = 0;

    const { areas, unread } = await boards.form();

    expect(areas).toContain(`${PROJECT}\\Platform`);
    expect(unread).toBeUndefined();
    expect(standin.calls.map(({ path }) => path)).toEqual([expect.stringMatching(PLACES)]);
  });
});

describe('an Azure DevOps that takes 20 s for every answer', () => {
  test('gives a form all the same', async () => {
    const { boards, standin, clock } = await startBench(openedHere);
    standin.break({ slowMs: 20_000 });

    const form = boards.form();
    for (const round of [1, 4, 8, 12]) {
      await until(() => standin.calls.length >= round);
      await clock.advance(20_000);
    }

    expect(await form).toMatchObject({ areas: expect.arrayContaining([PROJECT]) });
    expect((await form).unread).toBeUndefined();
  });

  test('or more is given up in true words, and asking again goes on from there', async () => {
    const { boards, standin, clock } = await startBench(openedHere);
    standin.break({ slowMs: 50_000 });
    const first = failureOf(boards.form());
    await until(() => standin.calls.length >= 1);
    await clock.advance(50_000);
    await until(() => standin.calls.length >= 4);
    await clock.advance(40_000);
    const { message } = await first;

    const second = boards.form();
    await until(() => standin.calls.length >= 7);
    await clock.advance(50_000);
    await clock.advance(40_000);

    expect(message).toBe(
      'Azure DevOps did not give all the answers that this takes within 90 s. Try again in a few minutes.',
    );
    expect(standin.calls.filter(({ method }) => method === 'OPTIONS')).toHaveLength(1);
    expect((await second).types.map(({ name }) => name)).toContain('Bug');
    expect((await second).unread).toMatch(/Priorities or severities could not be read/);
  });
});
