import { Agent, request } from 'node:http';
import { realClock } from '../../app/clock.ts';
import { deliveryOf, GENUINE, KEYS, PAGE_ID } from '../app/social/bench.ts';
import { startAtlassianRanges } from '../standins/atlassian-ranges.ts';
import { startX } from '../standins/x/index.ts';
import { compared, type Figure, mustBe, quantity, type Row } from './figure.ts';
import { inParallel } from './in-parallel.ts';
import { type Side, startSide } from './side.ts';
import { median } from './statistics.ts';
import { startTables } from './surroundings.ts';

const ROUNDS = 7;
const STORED = 150;
const REFUSED = 1_500;
const AT_ONCE = 16;
const STRANGER = { 'x-forwarded-for': '198.51.100.9, 203.0.113.7:51234' };

/** What our own Statuspage delivers, as fast as it is taken. */
export const deliveries: Figure = {
  name: 'webhook',
  about: 'webhook deliveries a second, stored, and strangers refused',
  async measure() {
    const [azurite, ranges, x] = await Promise.all([
      startTables(),
      startAtlassianRanges({ clock: realClock }),
      startX({ clock: realClock, keys: KEYS }),
    ]);
    const { connectionString } = azurite;
    const hosts = { 'https://ip-ranges.atlassian.com': ranges.origin, 'https://api.x.com': x.origin };
    const sides: Side[] = [];
    try {
      const [ours, bare, tables] = await Promise.all([
        startSide('our-webhook.ts', { argument: { connectionString, hosts, pageId: PAGE_ID } }),
        startSide('bare-webhook.ts'),
        startSide('bare-tables.ts', { argument: { connectionString } }),
      ]);
      sides.push(ours, bare, tables);
      const [ourPort, barePort] = [
        (await ours.ask<number>('port')).value,
        (await bare.ask<number>('port')).value,
      ];
      const rates = { ours: [], bare: [], storage: [], refusing: [], answering: [] } as Record<
        string,
        number[]
      >;
      for (let round = 0; round <= ROUNDS; round++) {
        const flood = {
          ours: await sent(ourPort, STORED, GENUINE, 200),
          bare: await sent(barePort, REFUSED, GENUINE, 200),
          storage: rate(
            STORED,
            (await tables.ask<number>('inserts', { count: STORED, atOnce: AT_ONCE })).value,
          ),
          refusing: await sent(ourPort, REFUSED, STRANGER, 403),
          answering: await sent(barePort, REFUSED, STRANGER, 200),
        };
        const { value: stored } = await ours.ask<number>('stored');
        mustBe(
          stored === (round + 1) * STORED,
          `${stored} deliveries are stored, not ${(round + 1) * STORED}`,
        );
        // The first round only warms up.
        if (round > 0) for (const [name, one] of Object.entries(flood)) rates[name]?.push(one);
      }
      const [our = 0, bareRate = 0, storage = 0, refusing = 0, answering = 0] =
        Object.values(rates).map(median);
      return [
        {
          ...atLeast('webhook deliveries stored', our, Math.min(bareRate, storage), 0.5),
          note: `bare node:http ${quantity(bareRate, '/s')}, storage alone ${quantity(storage, '/s')}, ${AT_ONCE} at once`,
        },
        atLeast('strangers refused', refusing, answering, 0.6),
      ];
    } finally {
      await Promise.all(sides.map((side) => side.stop()));
      await Promise.all([ranges.close(), x.close(), azurite.stop()]);
    }
  },
};

function atLeast(figure: string, ours: number, bare: number, least: number): Row {
  return {
    ...compared(figure, { ours, bare, most: 1, unit: '/s' }),
    budget: `>= ${least} x`,
    verdict: ours >= least * bare ? 'met' : 'missed',
  };
}

let incidents = 0;

/** How many a second were answered as they should be. */
async function sent(port: number, count: number, headers: object, status: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const bodies = Array.from({ length: count }, () => bodyOf(`flood${++incidents}`));
  const began = performance.now();
  await inParallel(
    count,
    async () => {
      const got = await post(port, bodies.pop() ?? '', headers, agent);
      mustBe(got === status, `a delivery was answered ${got} in place of ${status}`);
    },
    AT_ONCE,
  );
  const ms = performance.now() - began;
  agent.destroy();
  return rate(count, ms);
}

function rate(count: number, ms: number): number {
  return (count * 1_000) / ms;
}

function bodyOf(id: string): string {
  const now = new Date().toISOString();
  return JSON.stringify(
    deliveryOf({
      id,
      name: 'Degraded performance',
      status: 'investigating',
      backfilled: false,
      created_at: now,
      updated_at: now,
      shortlink: `https://stspg.io/${id}`,
      impact: 'minor',
      incident_updates: [
        {
          id: `${id}-1`,
          status: 'investigating',
          body: 'We are investigating. '.repeat(20),
          created_at: now,
        },
      ],
    }),
  );
}

function post(port: number, body: string, headers: object, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        port,
        host: '127.0.0.1',
        path: '/webhooks/statuspage',
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', reject);
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}
