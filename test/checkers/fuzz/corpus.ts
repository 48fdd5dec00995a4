import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Platform } from '../../../checkers/checker.ts';
import { feed } from '../../../checkers/feed.ts';
import { platforms } from '../../../checkers/index.ts';
import { examplePage } from '../world.ts';

/** Something that a page once answered, or might. */
export interface Sample {
  /** Its path within the fixtures or the samples. */
  name: string;
  text: string;
}

/** A platform, and what is known to be answered by its kind of source. */
export interface Target {
  platform: Platform;
  samples: readonly Sample[];
}

const fixtures = new URL('../../fixtures/', import.meta.url);
// Real captures stand beside the repository, not in it.
const captures = new URL('../../../../shared/samples/', import.meta.url);

/** Where the answers of a platform are kept, by its id. */
const FOLDERS: Readonly<Record<string, { fixtures: string[]; captures: string[] }>> = {
  azure: { fixtures: ['azure-health'], captures: ['azure'] },
  'azure-devops': { fixtures: ['azure-devops'], captures: ['azure-devops'] },
  github: { fixtures: ['statuspage', 'lookalikes'], captures: ['github', 'incidentio', 'statuspage-v2'] },
  m365: { fixtures: ['microsoft-365'], captures: ['o365'] },
  retool: {
    fixtures: ['feed'],
    captures: ['retool', 'statuspage-rss', 'statuspage-atom', 'azure-status-rss'],
  },
  salesforce: { fixtures: ['salesforce'], captures: ['salesforce'] },
  slack: { fixtures: ['slack-status'], captures: ['slack'] },
  snowflake: {
    fixtures: ['statuspage', 'lookalikes'],
    captures: ['snowflake', 'github', 'incidentio', 'statuspage-v2'],
  },
};

/** Every kind of source with all that is known of it; a page can answer as other products do, too. */
export function targets(): Target[] {
  const atom = { ...examplePage('recent'), address: 'https://status.example.com/history.atom', check: feed };
  const taken = Object.values(FOLDERS).flatMap((one) => one.captures);
  const strangers = capturedIn(folders(captures).filter((folder) => !taken.includes(folder)));
  return [
    ...platforms.map((platform) => ({
      platform,
      samples: [...ownSamples(platform.id), ...(platform.id === 'snowflake' ? strangers : [])],
    })),
    { platform: atom, samples: ownSamples('retool') },
  ];
}

function ownSamples(id: string): Sample[] {
  const own = FOLDERS[id];
  if (!own) throw new Error(`nothing is known of what ${id} answers`);
  return [...samplesIn(fixtures, own.fixtures), ...capturedIn(own.captures)];
}

function capturedIn(names: readonly string[]): Sample[] {
  return existsSync(captures) ? samplesIn(captures, names) : [];
}

function samplesIn(root: URL, names: readonly string[]): Sample[] {
  return names.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root))
      .filter((file) => /\.(json|xml)$/.test(file))
      .sort()
      .map((file) => {
        const name = `${folder}/${file}`;
        return { name, text: readFileSync(new URL(name, root), 'utf8') };
      }),
  );
}

function folders(root: URL): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
}
