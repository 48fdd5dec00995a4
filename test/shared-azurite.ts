import { type Azurite, startAzurite } from './standins/azurite.ts';

const NAME = 'SHARED_AZURITE';
const OPEN = Symbol.for(NAME);

/** What tables lie in. */
export type Tables = Pick<Azurite, 'port' | 'connectionString'>;

/** For jest, before all tests: starts one Azurite for all who have tables of names of their own. */
export default async function share(): Promise<void> {
  const azurite = await startAzurite();
  const { port, connectionString } = azurite;
  process.env[NAME] = JSON.stringify({ port, connectionString } satisfies Tables);
  Object.assign(globalThis, { [OPEN]: azurite });
}

/** After all tests. */
export async function unshare(): Promise<void> {
  const { [OPEN]: azurite } = globalThis as { [OPEN]?: Azurite };
  await azurite?.stop();
}

/** The one of this run. Whoever wants to stop one or count what it is asked starts their own. */
export function sharedAzurite(): Tables {
  const text = process.env[NAME];
  if (text === undefined) throw new Error('jest has started no Azurite');
  return JSON.parse(text) as Tables;
}
