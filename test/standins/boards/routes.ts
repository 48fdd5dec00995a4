import { type BoardItem, createItem, patchItem } from './items.ts';
import { bareLocations, isSpoken, type Location, locationLocations, witLocations } from './locations.ts';
import { categories, field, roots, states, types } from './process-routes.ts';
import { fields as fieldTable } from './processes.ts';
import { noItem, Refusal } from './refusal.ts';
import { type Asked, type Board, listed } from './request.ts';
import { readQuery } from './wiql.ts';

type Handler = (asked: Asked, board: Board, names: Record<string, string>) => unknown;

const handlers: Record<string, Partial<Record<string, Handler>>> = {
  '62d3d110-0047-428c-ad3c-4fe872c91c74': { POST: create },
  '72c7ddf8-2cdc-4f60-90cd-ab71c14a399b': { GET: read, PATCH: update },
  '908509b6-4248-4475-a1cd-829139ba419f': { POST: readMany },
  '1a9c53f7-f243-4447-b110-35ef023636e4': { POST: find },
  '608aac0a-32e1-4493-a863-b9cf4566d257': { GET: comments, POST: comment },
  '7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa': { GET: types },
  '9b9f5734-36c8-415e-ba67-f83b45c31408': { GET: categories },
  'bd293ce5-3d25-4192-8e67-e8092e879efb': { GET: field },
  '7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa': { GET: states },
  'a70579d1-f53a-48ee-a5be-7be8659023b9': { GET: roots },
};

/** Answers a request, or throws a Refusal. Undefined: there is no such address. */
export function answer(asked: Asked, board: Board): unknown {
  const { method, parts } = asked;
  const path = parts.join('/').toLowerCase();
  const locations = board.bare ? bareLocations : witLocations;
  if (method === 'OPTIONS')
    return { '_apis/location': listed(locationLocations), '_apis/wit': listed(locations) }[path];
  if (path === '_apis/resourceareas')
    return listed([{ id: WIT_AREA, name: 'wit', locationUrl: `${board.orgUrl}/` }]);
  for (const location of locations) {
    const names = match(location, parts);
    const handler = names && handlers[location.id]?.[method];
    if (!names || !handler) continue;
    if (names.project !== undefined && names.project.toLowerCase() !== board.rules.project.toLowerCase()) {
      const words = `TF200016: The following project does not exist: ${names.project}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`;
      throw new Refusal(404, 'ProjectDoesNotExistWithNameException', words);
    }
    checkVersion(asked, location);
    return handler(asked, board, names);
  }
  return undefined;
}

const WIT_AREA = '5264459e-e5e0-4bd8-b118-0985e68a4ec5';

/** The names in a route; a route's first and last ones may be missing. */
function match(
  { routeTemplate, area, resourceName }: Location,
  parts: string[],
): Record<string, string> | undefined {
  const template = routeTemplate.replace('{area}', area).replace('{resource}', resourceName);
  const [before = '', after = ''] = template.split('_apis/');
  const at = parts.indexOf('_apis');
  const scopes = before.split('/').filter(Boolean);
  if (at < 0 || at > scopes.length) return undefined;
  const names: Record<string, string> = {};
  for (const [index, part] of parts.slice(0, at).entries()) names[(scopes[index] ?? '').slice(1, -1)] = part;
  const rest = parts.slice(at + 1);
  const wanted = after.split('/');
  const optional = /^\{\w+\}$/.test(wanted.at(-1) ?? '') ? 1 : 0;
  if (rest.length > wanted.length || rest.length < wanted.length - optional) return undefined;
  for (const [index, part] of rest.entries()) {
    const [, dollar = '', name] = /^(\$?)\{(\w+)\}$/.exec(wanted[index] ?? '') ?? [];
    if (name === undefined ? part.toLowerCase() !== wanted[index]?.toLowerCase() : !part.startsWith(dollar)) {
      return undefined;
    }
    if (name !== undefined) names[name] = part.slice(dollar.length);
  }
  return names;
}

function checkVersion({ method, accept, query }: Asked, location: Location): void {
  const version = query.get('api-version') ?? /api-version=([^;,\s]+)/.exec(accept)?.[1];
  if (version === undefined && method !== 'GET') {
    const words = `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`;
    throw new Refusal(400, 'VssVersionNotSpecifiedException', words);
  }
  if (version !== undefined && !isSpoken(version, location)) {
    const words = `The requested REST API version of ${version} is out of range for this server. The latest REST API version this server supports is ${location.maxVersion}.`;
    throw new Refusal(400, 'VssVersionOutOfRangeException', words);
  }
}

function needPatch({ method, contentType }: Asked): void {
  if (/^application\/json-patch\+json\b/.test(contentType)) return;
  const words = `The request indicated a Content-Type of "${contentType}" for method type "${method}" which is not supported. Valid content types for this method are: application/json-patch+json, text/json-patch+json.`;
  throw new Refusal(415, 'VssRequestContentTypeNotSupportedException', words);
}

function create(
  asked: Asked,
  { rules, items, orgUrl, bare }: Board,
  { type = '' }: Record<string, string>,
): unknown {
  needPatch(asked);
  const item = createItem((items.at(-1)?.id ?? 0) + 1, type, asked.body, items, rules);
  items.push(item);
  const answer = shown(item, orgUrl);
  return bare ? { ...answer, fields: sentIn(asked) } : answer;
}

function sentIn({ body }: Asked): Record<string, unknown> {
  const steps = body as { path: string; value: unknown }[];
  return Object.fromEntries(steps.map(({ path, value }) => [path.replace('/fields/', ''), value]));
}

function read(_: Asked, { items, orgUrl }: Board, { id = '' }: Record<string, string>): unknown {
  return shown(itemOf(items, id), orgUrl);
}

function update(asked: Asked, { rules, items, orgUrl }: Board, { id = '' }: Record<string, string>): unknown {
  needPatch(asked);
  const before = itemOf(items, id);
  const after = patchItem(before, asked.body, items, rules);
  items[items.indexOf(before)] = after;
  return shown(after, orgUrl);
}

function readMany({ body }: Asked, { items, orgUrl }: Board): unknown {
  const {
    ids = [],
    fields,
    $expand,
    errorPolicy,
  } = body as { ids?: number[]; fields?: string[]; $expand?: unknown; errorPolicy?: unknown };
  if (ids.length > 200)
    throw new Refusal(
      400,
      'VssPropertyValidationException',
      'VS402474: The number of work items requested exceeds 200.',
    );
  if (fields && $expand !== undefined) {
    throw new Refusal(
      400,
      'ConflictingParametersException',
      'The expand parameter can not be used with the fields parameter.',
    );
  }
  for (const name of fields ?? []) {
    if (!fieldTable[name])
      throw new Refusal(400, 'FieldDefinitionNotFoundException', `TF51535: Cannot find field ${name}.`);
  }
  const mayMiss = errorPolicy === 2 || errorPolicy === 'omit';
  const value = ids.map((id) => {
    const item = items.find((one) => one.id === id);
    if (!item && !mayMiss) throw noItem(id);
    if (!item) return null;
    const { _links, ...rest } = shown(item, orgUrl);
    const asked = Object.entries(rest.fields).filter(([name]) => !fields || fields.includes(name));
    return { ...rest, fields: Object.fromEntries(asked) };
  });
  return listed(value);
}

function find(
  { body, query }: Asked,
  { items, orgUrl, rules }: Board,
  { project }: Record<string, string>,
): unknown {
  if (project === undefined) {
    throw new Refusal(400, 'WiqlException', 'TF51011: The macro @project needs a project.');
  }
  const { tag } = readQuery((body as { query?: unknown }).query);
  const wanted = tag.toLowerCase();
  // As cautious as can be: Azure DevOps does not promise that it compares whole tags.
  const found = items.filter(({ fields }) =>
    String(fields['System.Tags'] ?? '')
      .toLowerCase()
      .includes(wanted),
  );
  const top = Number(query.get('$top') ?? 20_000);
  return {
    queryType: 'flat',
    queryResultType: 'workItem',
    asOf: new Date(rules.clock.now()).toISOString(),
    workItems: found.slice(0, top).map(({ id }) => ({ id, url: `${orgUrl}/_apis/wit/workItems/${id}` })),
  };
}

function comments({ query }: Asked, { items }: Board, { workItemId = '' }: Record<string, string>): unknown {
  const item = itemOf(items, workItemId);
  const newestFirst = ['2', 'desc'].includes(query.get('order') ?? 'desc');
  const ordered = newestFirst ? item.comments.toReversed() : item.comments;
  const page = ordered.slice(0, Math.min(Number(query.get('$top') ?? 200), 200));
  return {
    totalCount: item.comments.length,
    count: page.length,
    comments: page.map((one) => ({ ...one, workItemId: item.id, version: 1 })),
  };
}

function comment({ body }: Asked, { items }: Board, { workItemId = '' }: Record<string, string>): unknown {
  const item = itemOf(items, workItemId);
  const { text } = body as { text?: unknown };
  if (typeof text !== 'string' || text === '') {
    throw new Refusal(400, 'VssPropertyValidationException', 'Value cannot be null. Parameter name: text');
  }
  const made = { id: item.comments.length + 1, text };
  item.comments.push(made);
  item.rev += 1;
  return { ...made, workItemId: item.id, version: 1 };
}

function itemOf(items: BoardItem[], id: string): BoardItem {
  const item = items.find((one) => String(one.id) === id);
  if (!item) throw noItem(Number(id));
  return item;
}

function shown({ id, rev, fields, relations }: BoardItem, orgUrl: string) {
  const project = encodeURIComponent(String(fields['System.TeamProject']));
  const url = `${orgUrl}/_apis/wit/workItems/${id}`;
  const href = `${orgUrl}/${project}/_workitems/edit/${id}`;
  return {
    id,
    rev,
    fields,
    ...(relations.length > 0 && { relations }),
    _links: { self: { href: url }, html: { href } },
    url,
  };
}
