import { afterEach, describe, expect, test } from '@jest/globals';
import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api';
import { type BoardsStandin, startBoards } from './index.ts';

const PAT = 'p4t';
const PATCH = 'application/json-patch+json';
const title = { op: 'add', path: '/fields/System.Title', value: 'It is down' };

const openedHere: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of openedHere.splice(0).reverse()) await close();
});

async function start(): Promise<BoardsStandin> {
  const standin = await startBoards({ process: 'Agile', project: 'Outages', pat: PAT });
  openedHere.push(() => standin.close());
  return standin;
}

interface Request {
  body?: unknown;
  type?: string;
  version?: string | null;
  pat?: string;
}

/** Asks as anybody could, without a library. */
async function ask(standin: BoardsStandin, method: string, path: string, request: Request = {}) {
  const { body, type = 'application/json', version = '7.1', pat = PAT } = request;
  const response = await fetch(`${standin.orgUrl}/${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`:${pat}`).toString('base64')}`,
      accept: version === null ? 'application/json' : `application/json;api-version=${version}`,
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, json: isJson ? JSON.parse(text) : undefined, text };
}

function create(standin: BoardsStandin, steps: unknown, type = 'Bug') {
  return ask(standin, 'POST', `Outages/_apis/wit/workItems/$${type}`, { body: steps, type: PATCH });
}

describe('the stand-in for Azure DevOps work items', () => {
  test('is found by the library itself', async () => {
    const standin = await start();
    const connection = new WebApi(standin.orgUrl, getPersonalAccessTokenHandler(PAT));

    const api = await connection.getWorkItemTrackingApi();
    const item = await api.createWorkItem(null, [title], 'Outages', 'User Story');

    expect(item).toMatchObject({
      id: 1,
      fields: { 'System.State': 'New', 'System.WorkItemType': 'User Story' },
    });
    expect(standin.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'OPTIONS /_apis/Location',
      'GET /_apis/ResourceAreas',
      'OPTIONS /_apis/wit',
      'POST /Outages/_apis/wit/workItems/$User Story',
    ]);
  });

  test('stripped of all else still makes an item, and says of it what was sent', async () => {
    const standin = await start();
    standin.strip();

    const { json: locations } = await ask(standin, 'OPTIONS', '_apis/wit');
    const { json: item } = await create(standin, [title]);
    const types = await ask(standin, 'GET', 'Outages/_apis/wit/workItemTypes');

    expect(locations).toMatchObject({ count: 1, value: [{ resourceName: 'workItems' }] });
    expect(item).toMatchObject({ id: 1, rev: 1, fields: { 'System.Title': 'It is down' } });
    expect(Object.keys(item.fields)).toEqual(['System.Title']);
    expect(types).toMatchObject({ status: 404, json: undefined });
    expect(standin.items).toHaveLength(1);
  });

  test('answers a wrong token with a page to sign in on, which the library takes for nothing', async () => {
    const standin = await start();

    const answer = await ask(standin, 'GET', 'Outages/_apis/wit/workItemTypes', { pat: 'wrong' });
    const connection = new WebApi(standin.orgUrl, getPersonalAccessTokenHandler('wrong'));

    expect(answer).toMatchObject({ status: 203, text: expect.stringContaining('Sign In') });
    await expect(connection.getWorkItemTrackingApi()).rejects.toThrow();
  });

  test('knows no other project, organisation or address', async () => {
    const standin = await start();

    const project = await ask(standin, 'GET', 'Elsewhere/_apis/wit/workItemTypes');
    const address = await ask(standin, 'GET', 'Outages/_apis/wit/nonsense');
    const organisation = await fetch(`${standin.origin}/nobody/_apis/wit/workItems/1`);

    expect(project).toMatchObject({ status: 404, json: { typeKey: 'ProjectDoesNotExistWithNameException' } });
    expect(address).toMatchObject({ status: 404, json: undefined });
    expect(organisation.status).toBe(404);
  });

  test.each([
    [
      'a field that the type lacks',
      [title, { op: 'add', path: '/fields/Custom.Cause', value: 'x' }],
      /TF51535/,
    ],
    ['no title', [{ op: 'add', path: '/fields/System.Tags', value: 'x' }], /TF401320.*Title.*Required/],
    ['a long title', [{ ...title, value: 'x'.repeat(256) }], /TF401320.*Title.*TooLong/],
    [
      'a value off the list',
      [title, { op: 'add', path: '/fields/Microsoft.VSTS.Common.Priority', value: 5 }],
      /'Priority' contains the value '5'/,
    ],
    [
      'an unknown state',
      [title, { op: 'add', path: '/fields/System.State', value: 'Done' }],
      /'State' contains the value 'Done'/,
    ],
    [
      'an unknown area',
      [title, { op: 'add', path: '/fields/System.AreaPath', value: 'X' }],
      /TF401347.*AreaPath/,
    ],
    [
      'an unknown person',
      [title, { op: 'add', path: '/fields/System.AssignedTo', value: 'Eve' }],
      /unknown identity/,
    ],
    ['what nobody sets', [title, { op: 'add', path: '/fields/System.Id', value: '7' }], /TF401320.*ReadOnly/],
    ['an unknown step', [{ ...title, op: 'copy' }], /copy is not supported/],
    ['no steps', [], /valid patch document/],
  ])('refuses %s with 400, and makes nothing', async (_, steps, words) => {
    const standin = await start();

    const { status, json } = await create(standin, steps);

    expect(status).toBe(400);
    expect(json.message).toMatch(words);
    expect(standin.items).toHaveLength(0);
  });

  test('takes a severity for a bug, and none for a task', async () => {
    const standin = await start();
    const steps = [title, { op: 'add', path: '/fields/Microsoft.VSTS.Common.Severity', value: '2 - High' }];

    const bug = await create(standin, steps, 'Bug');
    const task = await create(standin, steps, 'Task');

    expect(bug.status).toBe(200);
    expect(task.json.message).toMatch(/TF51535: Cannot find field Microsoft.VSTS.Common.Severity/);
  });

  test('wants a patch document to say that it is one, and a version it speaks', async () => {
    const standin = await start();
    const path = 'Outages/_apis/wit/workItems/$Bug';

    const plain = await ask(standin, 'POST', path, { body: [title] });
    const unversioned = await ask(standin, 'POST', path, { body: [title], type: PATCH, version: null });
    const future = await ask(standin, 'POST', path, { body: [title], type: PATCH, version: '9.0' });

    expect(plain).toMatchObject({
      status: 415,
      json: { typeKey: 'VssRequestContentTypeNotSupportedException' },
    });
    expect(unversioned).toMatchObject({ status: 400, json: { typeKey: 'VssVersionNotSpecifiedException' } });
    expect(future).toMatchObject({ status: 400, json: { typeKey: 'VssVersionOutOfRangeException' } });
  });

  test('changes an item wholly or not at all, and only at the revision that was tested', async () => {
    const standin = await start();
    await create(standin, [title]);
    const steps = [
      { op: 'test', path: '/rev', value: 1 },
      { op: 'add', path: '/fields/System.State', value: 'Closed' },
      { op: 'add', path: '/fields/System.History', value: 'Over' },
    ];
    const wrong = [
      ...steps,
      { op: 'add', path: '/relations/-', value: { rel: 'System.LinkTypes.Related', url: 'x' } },
    ];

    const halfWrong = await ask(standin, 'PATCH', '_apis/wit/workItems/1', { body: wrong, type: PATCH });
    const right = await ask(standin, 'PATCH', '_apis/wit/workItems/1', { body: steps, type: PATCH });
    const again = await ask(standin, 'PATCH', '_apis/wit/workItems/1', { body: steps, type: PATCH });

    expect(halfWrong.status).toBe(400);
    expect(right).toMatchObject({ status: 200, json: { rev: 2, fields: { 'System.State': 'Closed' } } });
    expect(again).toMatchObject({ status: 412, json: { message: expect.stringContaining('VS403351') } });
    expect(standin.items[0]?.comments).toHaveLength(1);
  });

  test('has a single "duplicate of" for an item', async () => {
    const standin = await start();
    for (const each of ['One', 'Two', 'Three']) standin.write('Task', { 'System.Title': each });
    const duplicateOf = (id: number) => ({
      body: [
        {
          op: 'add',
          path: '/relations/-',
          value: {
            rel: 'System.LinkTypes.Duplicate-Reverse',
            url: `${standin.orgUrl}/_apis/wit/workItems/${id}`,
          },
        },
      ],
      type: PATCH,
    });

    const first = await ask(standin, 'PATCH', '_apis/wit/workItems/3', duplicateOf(1));
    const second = await ask(standin, 'PATCH', '_apis/wit/workItems/3', duplicateOf(2));

    expect(first.status).toBe(200);
    expect(second.json.message).toMatch(/^TF201036/);
  });

  test.each([
    "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS 'it's' ORDER BY [System.Id]",
    "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS 'x' OR [System.Id] > 0 ORDER BY [System.Id]",
    'DROP TABLE',
  ])('does not understand the query %s', async (query) => {
    const standin = await start();

    const { status } = await ask(standin, 'POST', 'Outages/_apis/wit/wiql', { body: { query } });

    expect(status).toBe(400);
  });
});
