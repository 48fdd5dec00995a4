import { afterEach, describe, expect, test } from '@jest/globals';
import type { TicketType } from '../../../app/tickets/form.ts';
import { draft, failureOf, PAT, PROJECT, startBench } from './bench.ts';

const openedHere: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of openedHere.splice(0).reverse()) await close();
});

function named(types: TicketType[], name: string): TicketType | undefined {
  return types.find((type) => type.name === name);
}

describe('the form', () => {
  test('has the types of Agile that a person can create', async () => {
    const { boards } = await startBench(openedHere, 'Agile');

    const { types } = await boards.form();

    expect(types.map(({ name }) => name)).toEqual([
      'Bug',
      'Epic',
      'Feature',
      'Issue',
      'Task',
      'User Story',
      'Test Case',
    ]);
    expect(named(types, 'Bug')).toEqual({
      name: 'Bug',
      description: 'Microsoft.VSTS.TCM.ReproSteps',
      priorities: ['1', '2', '3', '4'],
      severities: ['1 - Critical', '2 - High', '3 - Medium', '4 - Low'],
      area: true,
      iteration: true,
      assignee: true,
      tags: true,
    });
    expect(named(types, 'Task')).toMatchObject({ description: 'System.Description' });
    expect(named(types, 'Task')).not.toHaveProperty('severities');
  });

  test('has the types of Scrum', async () => {
    const { boards } = await startBench(openedHere, 'Scrum');

    const { types } = await boards.form();

    expect(named(types, 'Product Backlog Item')).toMatchObject({ description: 'System.Description' });
    expect(named(types, 'Impediment')).toMatchObject({ description: 'System.Description' });
    expect(named(types, 'Bug')).toMatchObject({ description: 'Microsoft.VSTS.TCM.ReproSteps' });
  });

  test('has the types of Basic, without what they lack', async () => {
    const { boards } = await startBench(openedHere, 'Basic');

    const { types } = await boards.form();

    expect(named(types, 'Issue')).toEqual({
      name: 'Issue',
      description: 'System.Description',
      area: true,
      iteration: true,
      assignee: true,
      tags: true,
    });
  });

  test('leaves out what is switched off', async () => {
    const { boards, standin } = await startBench(openedHere);
    for (const type of standin.rules.types) type.disabled = type.name === 'Epic';

    const { types } = await boards.form();

    expect(named(types, 'Epic')).toBeUndefined();
    expect(named(types, 'Bug')).toBeDefined();
  });

  test('has areas and iterations as paths, the project first', async () => {
    const { boards } = await startBench(openedHere);

    const { areas, iterations } = await boards.form();

    expect(areas).toEqual([PROJECT, `${PROJECT}\\Platform`, `${PROJECT}\\Platform\\Cloud`]);
    expect(iterations).toEqual([PROJECT, `${PROJECT}\\Sprint 1`]);
  });

  test('is remembered for ten minutes, and asked for once by many at a time', async () => {
    const { boards, standin, clock } = await startBench(openedHere);
    await Promise.all([boards.form(), boards.form()]);
    const asked = standin.calls.length;

    await clock.advance(9 * 60_000);
    await boards.form();
    const askedWhileGood = standin.calls.length;
    await clock.advance(2 * 60_000);
    await boards.form();

    expect(standin.calls.filter(({ path }) => path.endsWith('/workItemTypeCategories'))).toHaveLength(2);
    expect(askedWhileGood).toBe(asked);
    expect(standin.calls.length).toBeGreaterThan(asked);
  });

  test('stays as it was while it cannot be refreshed', async () => {
    const { boards, standin, clock } = await startBench(openedHere);
    const first = await boards.form();
    await clock.advance(11 * 60_000);

    standin.break(503);
    const second = await boards.form();

    expect(second).toEqual(first);
  });

  test('is not kept when the token is no longer accepted', async () => {
    const { boards, standin, clock } = await startBench(openedHere);
    await boards.form();
    await clock.advance(11 * 60_000);

    standin.setPat('another');
    const failure = await failureOf(boards.form());

    expect(failure.reason).toBe('rejected');
  });
});

describe('a new work item', () => {
  test('has everything that its type has a field for', async () => {
    const { boards, standin } = await startBench(openedHere);

    const item = await boards.create(
      draft({
        type: 'Bug',
        priority: '1',
        severity: '2 - High',
        areaPath: `${PROJECT}\\Platform\\Cloud`,
        iterationPath: `${PROJECT}\\Sprint 1`,
        assignee: 'ada@example.com',
        tags: ['outage', 'GH-7K2QM'],
        links: [{ text: 'Status page', url: 'https://www.githubstatus.com/' }],
      }),
    );

    expect(item).toEqual({
      id: 1,
      url: `${standin.orgUrl}/${encodeURIComponent(PROJECT)}/_workitems/edit/1`,
      state: 'New',
      title: 'Git operations fail',
    });
    expect(standin.items[0]?.fields).toMatchObject({
      'System.WorkItemType': 'Bug',
      'Microsoft.VSTS.TCM.ReproSteps':
        '<div>It is down.</div><div><a href="https://www.githubstatus.com/">Status page</a></div>',
      'Microsoft.VSTS.Common.Priority': 1,
      'Microsoft.VSTS.Common.Severity': '2 - High',
      'System.AreaPath': `${PROJECT}\\Platform\\Cloud`,
      'System.IterationPath': `${PROJECT}\\Sprint 1`,
      'System.AssignedTo': 'ada@example.com',
      'System.Tags': 'GH-7K2QM; outage',
    });
    expect(standin.items[0]?.fields).not.toHaveProperty('System.Description');
  });

  test('is made in Basic without the fields that Basic lacks', async () => {
    const { boards, standin } = await startBench(openedHere, 'Basic');

    const item = await boards.create(draft({ type: 'Issue', priority: '1', severity: '1 - Critical' }));

    expect(item.state).toBe('To Do');
    const names = Object.keys(standin.items[0]?.fields ?? {});
    expect(names.some((name) => name.includes('Priority') || name.includes('Severity'))).toBe(false);
  });

  test('is made of a type with a space in its name', async () => {
    const { boards, standin } = await startBench(openedHere, 'Scrum');

    await boards.create(draft({ type: 'Product Backlog Item' }));

    expect(standin.items[0]?.type).toBe('Product Backlog Item');
  });

  test('keeps hostile words as mere words', async () => {
    const { boards, standin } = await startBench(openedHere);

    await boards.create(
      draft({
        title: `  <b>@all</b>\n\u0000${'x'.repeat(300)}`,
        description: '<img src=x onerror=alert(1)>\r\n@<0b1c> "quoted" & \'single\'',
        links: [
          { text: '<i>', url: 'javascript:alert(1)' },
          { text: 'a "b"', url: 'https://example.com/?a="><script>' },
        ],
        tags: ["it's; two, tags", '', 'System.Title\nx'],
      }),
    );

    const { fields } = standin.items[0] ?? {};
    expect(fields?.['System.Title']).toMatch(/^<b>@all<\/b> x+…$/);
    expect(fields?.['System.Title']).toHaveLength(255);
    expect(fields?.['System.Description']).toBe(
      '<div>&lt;img src=x onerror=alert(1)&gt;<br>@&lt;0b1c&gt; &quot;quoted&quot; &amp; &#39;single&#39;</div>' +
        '<div>&lt;i&gt;</div><div><a href="https://example.com/?a=%22%3E%3Cscript%3E">a &quot;b&quot;</a></div>',
    );
    expect(fields?.['System.Tags']).toBe("it's two tags; System.Title x");
  });

  test('is refused without asking when the project has no such type', async () => {
    const { boards, standin } = await startBench(openedHere);

    const failure = await failureOf(boards.create(draft({ type: 'Incident' })));

    expect(failure).toMatchObject({ reason: 'refused', uncertain: false });
    expect(failure.message).toContain('has no type Incident; it has Bug, Epic');
    expect(standin.calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  test('is asked for with the token in a Basic header, and nowhere else', async () => {
    const { boards, standin } = await startBench(openedHere);

    await boards.create(draft());

    const expected = `Basic ${Buffer.from(`:${PAT}`).toString('base64')}`;
    expect(standin.calls.every(({ headers }) => headers.authorization === expected)).toBe(true);
    expect(standin.calls.some(({ path, query }) => (path + JSON.stringify(query)).includes(PAT))).toBe(false);
  });
});

describe('finding by tag', () => {
  test('finds exactly that tag, whatever its case, oldest first', async () => {
    const { boards, standin } = await startBench(openedHere);
    standin.write('Task', { 'System.Title': 'Another', 'System.Tags': 'GH-7K2QMX' });
    standin.write('Task', { 'System.Title': 'First', 'System.Tags': 'outage; gh-7k2qm' });
    standin.write('Bug', { 'System.Title': 'Second', 'System.Tags': 'GH-7K2QM' });

    const found = await boards.findByTag('GH-7K2QM');

    expect(found).toEqual([
      { id: 2, title: 'First', state: 'New', url: expect.stringMatching(/\/_workitems\/edit\/2$/) },
      { id: 3, title: 'Second', state: 'New', url: expect.stringMatching(/\/_workitems\/edit\/3$/) },
    ]);
    expect(found[0]?.url).toBe('https://dev.azure.com/fabrikam/Outages%20%26%20more/_workitems/edit/2');
  });

  test('finds nothing where there is nothing', async () => {
    const { boards } = await startBench(openedHere);

    expect(await boards.findByTag('GH-7K2QM')).toEqual([]);
  });

  test('finds a tag with quotes that was made of hostile words', async () => {
    const { boards, standin } = await startBench(openedHere);
    const tag = "x' OR [System.Id] > 0 --; @project";
    standin.write('Task', { 'System.Title': 'Not this one' });
    const made = await boards.create(draft({ tags: [tag] }));

    const found = await boards.findByTag(tag);

    expect(found.map(({ id }) => id)).toEqual([made.id]);
  });
});

describe('a work item', () => {
  test('is read, and gone when somebody threw it away', async () => {
    const { boards, standin } = await startBench(openedHere);
    const { id } = await boards.create(draft());

    const before = await boards.get(id);
    standin.remove(id);
    const after = await boards.get(id);

    expect(before).toMatchObject({ id, state: 'New' });
    expect(after).toBe('gone');
  });

  test('takes comments, and tells the newest first', async () => {
    const { boards } = await startBench(openedHere);
    const { id } = await boards.create(draft());

    await boards.comment(id, 'It gets <b>worse</b>');
    await boards.comment(id, 'It is over');

    expect(await boards.comments(id)).toEqual([
      { id: 2, text: 'It is over' },
      { id: 1, text: 'It gets <b>worse</b>' },
    ]);
  });

  test('tells its newest 200 comments', async () => {
    const { boards, standin } = await startBench(openedHere);
    const { id } = await boards.create(draft());
    for (let each = 1; each <= 250; each++) standin.edit(id, { 'System.History': `Comment ${each}` });

    const comments = await boards.comments(id);

    expect(comments).toHaveLength(200);
    expect(comments[0]?.text).toBe('Comment 250');
  });
});

describe('closing', () => {
  test.each([
    ['Basic', 'Issue', 'Done'],
    ['Agile', 'Bug', 'Closed'],
    ['Agile', 'User Story', 'Closed'],
    ['Scrum', 'Product Backlog Item', 'Done'],
  ] as const)('in %s moves a %s to %s, with a comment', async (process, type, state) => {
    const { boards, standin } = await startBench(openedHere, process);
    const { id } = await boards.create(draft({ type }));

    const closed = await boards.close(id, { comment: 'The outage has ended.' });

    expect(closed).toMatchObject({ id, state });
    expect(standin.items[0]?.fields['System.State']).toBe(state);
    expect(standin.items[0]?.comments.map(({ text }) => text)).toEqual(['The outage has ended.']);
  });

  test('moves to the state that was asked for', async () => {
    const { boards } = await startBench(openedHere);
    const { id } = await boards.create(draft({ type: 'Bug' }));

    expect(await boards.close(id, { state: 'resolved' })).toMatchObject({ state: 'Resolved' });
  });

  test('says which states there are when the one asked for is none', async () => {
    const { boards, standin } = await startBench(openedHere);
    const { id } = await boards.create(draft({ type: 'Bug' }));

    const failure = await failureOf(boards.close(id, { state: 'Done' }));

    expect(failure).toMatchObject({ reason: 'refused', uncertain: false, field: 'State' });
    expect(failure.message).toContain('has no state Done: it has New, Active, Resolved, Closed');
    expect(standin.items[0]?.rev).toBe(1);
  });

  test.each(['Closed', 'Removed'])('changes nothing about one that is %s', async (state) => {
    const { boards, standin } = await startBench(openedHere);
    const { id } = await boards.create(draft());
    const { rev } = standin.edit(id, { 'System.State': state });

    const closed = await boards.close(id, { comment: 'Too late' });

    expect(closed).toBe('already closed');
    expect(standin.items[0]).toMatchObject({ rev, comments: [] });
  });

  test('links a duplicate to the first one and says so', async () => {
    const { boards, standin } = await startBench(openedHere);
    const first = await boards.create(draft());
    const second = await boards.create(draft());

    const closed = await boards.close(second.id, { duplicateOf: first });

    expect(closed).toMatchObject({ id: 2, state: 'Closed' });
    expect(standin.items[1]).toMatchObject({
      relations: [
        { rel: 'System.LinkTypes.Duplicate-Reverse', url: `${standin.orgUrl}/_apis/wit/workItems/1` },
      ],
      comments: [{ text: `Duplicate of <a href="${first.url.replaceAll('&', '&amp;')}">#1</a>` }],
    });
  });

  test('links a duplicate as related when the other link is refused', async () => {
    const { boards, standin } = await startBench(openedHere);
    const first = await boards.create(draft());
    const second = await boards.create(draft());
    standin.rules.refusedLinks.push('System.LinkTypes.Duplicate-Reverse');

    const closed = await boards.close(second.id, { duplicateOf: first });

    expect(closed).toMatchObject({ state: 'Closed' });
    expect(standin.items[1]?.relations.map(({ rel }) => rel)).toEqual(['System.LinkTypes.Related']);
    expect(standin.items[1]?.comments).toHaveLength(1);
  });

  test('closes a duplicate of one that is gone, without a link', async () => {
    const { boards, standin } = await startBench(openedHere);
    const first = await boards.create(draft());
    const second = await boards.create(draft());
    standin.remove(first.id);

    const closed = await boards.close(second.id, { duplicateOf: first });

    expect(closed).toMatchObject({ id: second.id, state: 'Closed' });
    expect(standin.items[0]).toMatchObject({ relations: [], comments: [{ id: 1 }] });
  });

  test('says nothing twice where the state that was asked for is not the last one', async () => {
    const { boards, standin } = await startBench(openedHere);
    const { id } = await boards.create(draft({ type: 'Bug' }));

    await boards.close(id, { state: 'Resolved', comment: 'Over' });
    const again = await boards.close(id, { state: 'Resolved', comment: 'Over' });

    expect(again).toBe('already closed');
    expect(standin.items[0]?.comments).toHaveLength(1);
  });

  test('by two at a time is done once', async () => {
    const { boards, another, standin } = await startBench(openedHere);
    const { id } = await boards.create(draft());

    const outcomes = await Promise.all([
      boards.close(id, { comment: 'Over' }),
      another().close(id, { comment: 'Over' }),
    ]);

    expect(outcomes).toContain('already closed');
    expect(outcomes).toContainEqual(expect.objectContaining({ state: 'Closed' }));
    expect(standin.items[0]?.comments).toHaveLength(1);
  });

  test('of one that is gone says so', async () => {
    const { boards } = await startBench(openedHere);

    const failure = await failureOf(boards.close(7));

    expect(failure).toMatchObject({ reason: 'refused', status: 404, uncertain: false });
    expect(failure.message).toContain('TF401232: Work item 7 does not exist');
  });
});
