/** A part of the API, as `OPTIONS _apis/wit` lists it. */
export interface Location {
  id: string;
  area: string;
  resourceName: string;
  routeTemplate: string;
  resourceVersion: number;
  minVersion: string;
  maxVersion: string;
  releasedVersion: string;
}

const scope = '{project}/_apis/{area}';
const types = `${scope}/workItemTypes/{type}/{resource}`;

/** The parts of work item tracking that the stand-in speaks. */
export const witLocations: readonly Location[] = [
  wit('62d3d110-0047-428c-ad3c-4fe872c91c74', 'workItems', `${scope}/{resource}/\${type}`, 3),
  wit('72c7ddf8-2cdc-4f60-90cd-ab71c14a399b', 'workItems', `${scope}/{resource}/{id}`, 3),
  wit('908509b6-4248-4475-a1cd-829139ba419f', 'workItemsBatch', `${scope}/{resource}`, 1),
  wit('1a9c53f7-f243-4447-b110-35ef023636e4', 'wiql', '{project}/{team}/_apis/{area}/{resource}', 2),
  wit(
    '608aac0a-32e1-4493-a863-b9cf4566d257',
    'comments',
    `${scope}/workItems/{workItemId}/{resource}/{commentId}`,
    4,
  ),
  wit('7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa', 'workItemTypes', `${scope}/{resource}/{type}`, 2),
  wit('9b9f5734-36c8-415e-ba67-f83b45c31408', 'workItemTypeCategories', `${scope}/{resource}/{category}`, 2),
  wit('bd293ce5-3d25-4192-8e67-e8092e879efb', 'fields', `${types}/{field}`, 3),
  wit('7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa', 'states', types, 1),
  wit('a70579d1-f53a-48ee-a5be-7be8659023b9', 'classificationNodes', `${scope}/{resource}`, 2),
];

/** All that it takes to make a work item. */
export const bareLocations: readonly Location[] = witLocations.slice(0, 1);

/** What `OPTIONS _apis/Location` lists. */
export const locationLocations: readonly Location[] = [
  {
    id: 'e81700f7-3be2-46de-8624-2eb35882fcaa',
    area: 'Location',
    resourceName: 'ResourceAreas',
    routeTemplate: '_apis/{resource}/{areaId}',
    resourceVersion: 1,
    minVersion: '3.2',
    maxVersion: '7.2',
    releasedVersion: '0.0',
  },
];

/** Whether Azure DevOps speaks the version that a request asks for; a request must ask for one. */
export function isSpoken(version: string | undefined, { maxVersion, resourceVersion }: Location): boolean {
  const parts = /^(\d+\.\d+)(?:-preview(?:\.(\d+))?)?$/.exec(version ?? '');
  return parts !== null && Number(parts[1]) <= Number(maxVersion) && Number(parts[2] ?? 1) <= resourceVersion;
}

function wit(id: string, resourceName: string, routeTemplate: string, resourceVersion: number): Location {
  const versions = { minVersion: '1.0', maxVersion: '7.2', releasedVersion: '7.1' };
  return { id, area: 'wit', resourceName, routeTemplate, resourceVersion, ...versions };
}
