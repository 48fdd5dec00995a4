import { type Figure, mustBe, quantity } from './figure.ts';
import { startPages } from './pages.ts';
import { residentMb, startSide } from './side.ts';

const FEW = 200;
const MANY = 800;

/** What one page more takes while nothing is asked of it. */
export const holding: Figure = {
  name: 'holding',
  about: 'memory for each page more, with its connections kept alive',
  async measure() {
    const [our, got] = await Promise.all([growth('our-looks.ts'), growth('bare-got.ts')]);
    return [
      {
        figure: 'memory for each page more',
        ours: quantity(our.aPage, 'KB'),
        bare: quantity(got.aPage, 'KB'),
        ratio: our.aPage / got.aPage,
        budget: '',
        verdict: 'reported',
        note: `connections held for a page: ${quantity(our.connections, '')}, got alone ${quantity(got.connections, '')}; a connection of got alone takes ${quantity(got.aPage / got.connections, 'KB')}`,
      },
    ];
  },
};

interface Held {
  count: number;
  mb: number;
  open: number;
}

/** The memory of a process that has asked each of so many pages twice. */
async function held(program: string, count: number): Promise<Held> {
  const pages = await startPages();
  const paths = ['/api/v2/incidents.json', '/api/v2/scheduled-maintenances/active.json'];
  const side = await startSide(program, {
    argument: { port: pages.port, count, paths, work: 'nothing' },
    env: pages.env,
  });
  try {
    // As many looks whatever the number of pages, so that their garbage counts alike.
    for (let looks = 0; looks < 2 * MANY; looks += MANY) await side.ask('looks', { count: MANY });
    const { open, requests } = await pages.seen();
    mustBe(requests >= 2 * MANY, 'the pages were not asked');
    return { count, open, mb: await residentMb(side.pid) };
  } finally {
    await side.stop();
    await pages.stop();
  }
}

async function growth(program: string): Promise<{ aPage: number; connections: number }> {
  const [few, many] = [await held(program, FEW), await held(program, MANY)];
  const pages = many.count - few.count;
  return {
    aPage: ((many.mb - few.mb) * 1024) / pages,
    connections: (many.open - few.open) / pages,
  };
}
