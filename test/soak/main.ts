import { parseArgs } from 'node:util';
import { startRig } from '../rig.ts';
import { startAzurite } from '../standins/azurite.ts';
import { seeded } from '../standins/slack/random.ts';
import { startCrowd } from './crowd.ts';
import { collections, grown, type Measures, measure } from './measures.ts';
import { createPeople } from './people.ts';
import { tidy } from './tidy.ts';
import { createWeather } from './weather.ts';

const USAGE = `npm run soak -- [options]
  --looks N      looks at each platform (default 10000)
  --platforms N  how many platforms (default 60)
  --seed N       which weather (default 1)
  --verbose      say which maps and sets are largest
`;
const { values } = parseArgs({
  options: {
    looks: { type: 'string', default: '10000' },
    platforms: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});
const [looks, count, seed] = [values.looks, values.platforms, values.seed].map(Number) as [
  number,
  number,
  number,
];
if (![looks, count, seed].every(Number.isInteger) || looks < 100 || count < 9) {
  process.stderr.write(USAGE);
  process.exit(2);
}

/** Tenths before which nothing is judged. */
const WARM = 2;
/** As often as the application looks at what is open, at every platform and in the same moment. */
const LOOK_MINUTES = 1 / 3;
const CALM_MINUTES = 15;

const began = performance.now();
const luck = seeded(seed);
const azurite = await startAzurite();
const rig = await startRig(azurite);
const crowd = await startCrowd(rig, count);
const weather = createWeather(crowd.pages, luck);
rig.retool.resolvedHistory(3);
rig.slackStatus.resolvedHistory(3);
await rig.start({
  hosts: crowd.hosts,
  platforms: crowd.platforms,
  env: { CHECK_SCHEDULE: '*/20 * * * * *', METRICS_TOKEN: 'a-token-for-soak' },
});
const people = createPeople(rig, luck);
const measures: Measures[] = [];
say('looks', 'outages', 'minutes', 'RSS MB', 'heap MB', 'handles', 'entries', 'open', 'state', 'resolved');

let failed = false;
try {
  for (let look = 1; look <= looks; look++) {
    weather.blow();
    await people();
    await rig.pass(LOOK_MINUTES);
    if (look % 100 === 0) tidy(rig, crowd);
    if (look % Math.floor(looks / 10) === 0) await takeMeasure(look);
  }
  const wrong = [
    ...grown(measures, WARM),
    ...rig.slack.violations,
    ...rig.slack.notified.map(({ who }) => `${who} was notified`),
  ];
  failed = wrong.length > 0;
  process.stdout.write(failed ? `Not flat:\n${wrong.map((one) => `  - ${one}`).join('\n')}\n` : 'Flat.\n');
} finally {
  await rig.close();
  await crowd.close();
  await azurite.stop();
}
process.exit(failed ? 1 : 0);

/** When all is calm, so that what is left is what is kept. */
async function takeMeasure(look: number): Promise<void> {
  weather.calm();
  await rig.pass(CALM_MINUTES);
  tidy(rig, crowd);
  const now = await measure(rig);
  measures.push(now);
  const { rssMb, heapMb, handles, entries, openRows, stateRows, resolvedRows } = now;
  const minutes = (performance.now() - began) / 60_000;
  say(look, weather.opened(), minutes, rssMb, heapMb, handles, entries, openRows, stateRows, resolvedRows);
  if (values.verbose) process.stdout.write(`${(await collections()).largest.join('\n')}\n`);
}

function say(...columns: (string | number)[]): void {
  const shown = columns.map((one) =>
    typeof one === 'number' && !Number.isInteger(one) ? one.toFixed(1) : String(one),
  );
  process.stdout.write(`${shown.map((one) => one.padStart(9)).join('')}\n`);
}
