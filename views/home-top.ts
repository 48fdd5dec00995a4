import type { KnownBlock } from '@slack/types';
import type { Announced } from './announcement.ts';
import { isDoubtful } from './doubt.ts';
import type { HomeModel } from './home.ts';
import { HOME, homeButton } from './home-actions.ts';
import { heading, isQuiet } from './home-events.ts';
import type { HomePlatform } from './home-platforms.ts';
import { date, emoji, paragraph, smallPrint, time, words } from './rich.ts';
import { counted, cut } from './text.ts';
import { FORCED_OPEN, SEVERITY } from './words.ts';

/** While test mode is on nobody shall take its events for real. */
export function bannerBlocks({ health: { testMode }, operator }: HomeModel): KnownBlock[] {
  if (!testMode) return [];
  const { since, until, by } = testMode;
  return [
    paragraph(
      [
        emoji('test_tube'),
        words(' TEST MODE IS ON', { bold: true }),
        words(' since '),
        time(since),
        words(' until '),
        time(until),
        words(`, switched on by ${cut(by, 80)}. What is marked TEST is made up.`),
      ],
      'home:test-mode',
    ),
    ...(operator
      ? [
          {
            type: 'actions' as const,
            block_id: 'home:test-mode-off',
            elements: [homeButton(HOME.testMode, 'off', 'Test mode off')],
          },
        ]
      : []),
    { type: 'divider' },
  ];
}

/** The one thing to know, how bad it is, and what cannot be told. */
export function topBlocks(model: HomeModel): KnownBlock[] {
  const outages = model.open.filter((event) => !isQuiet(event) && !event.simulated);
  const tests = model.open.filter((event) => event.simulated).length;
  const doubtful = model.platforms.filter(isDoubtful);
  const forced = model.platforms.filter((platform) => platform.forced > 0);
  return [
    heading(headline(model, { outages: outages.length, doubtful: doubtful.length, forced: forced.length })),
    ...storageBlocks(model),
    ...(outages.length > 0 ? [smallPrint(worstAndLongest(outages))] : []),
    ...namesBlock('grey_question', 'Cannot tell', doubtful, 'home:doubt'),
    ...namesBlock(FORCED_OPEN, 'Force-resolved here, still open there', forced, 'home:forced'),
    ...(tests > 0 ? [smallPrint([`and ${counted(tests, 'made-up event')} of test mode`])] : []),
  ];
}

/** Quiet is only what is known to be quiet. */
function headline(
  model: HomeModel,
  { outages, doubtful, forced }: { outages: number; doubtful: number; forced: number },
): string {
  const { known, health, dataFrom, platforms } = model;
  if (outages > 0) return `${counted(outages, 'outage')} active`;
  if (!known) return health.storageAway ? 'Cannot tell: storage does not answer' : 'Nothing known yet';
  if (platforms.every(({ lastGoodLook }) => !lastGoodLook)) return 'Nothing looked at yet';
  if (dataFrom) return 'No outage known, but what is known is old';
  if (health.unwatched) return 'No outage known, but nobody is looking';
  if (doubtful > 0) return `No outage known, but ${counted(doubtful, 'platform')} cannot be told`;
  if (forced > 0) return `Quiet here, but not over at ${counted(forced, 'platform')}`;
  return 'All quiet';
}

function storageBlocks({ health, dataFrom }: HomeModel): KnownBlock[] {
  const { storageAway } = health;
  if (!storageAway) return [];
  return [
    smallPrint([
      `:warning: Storage does not answer since ${date(storageAway)}`,
      dataFrom ? `data from ${date(dataFrom, '{time}')}` : 'no data yet',
    ]),
  ];
}

function worstAndLongest(outages: readonly Announced[]): string[] {
  const [worst] = outages;
  const longest = outages.reduce((a, b) => (b.began.unix < a.began.unix ? b : a));
  return [
    ...(worst ? [`Worst: ${SEVERITY[worst.severity].word.toLowerCase()}, ${worst.platform}`] : []),
    `longest running: \`${longest.id}\`, began ${date(longest.began, '{ago}')}`,
  ];
}

const MOST_NAMED = 15;

function namesBlock(
  sign: string,
  lead: string,
  platforms: readonly HomePlatform[],
  id: string,
): KnownBlock[] {
  if (platforms.length === 0) return [];
  const names = platforms.slice(0, MOST_NAMED).map(({ name }) => name);
  const left = platforms.length - names.length;
  return [
    paragraph(
      [
        emoji(sign),
        words(` ${lead}: `, { bold: true }),
        words(`${names.join(', ')}${left > 0 ? ` and ${left} more` : ''}`),
      ],
      id,
    ),
  ];
}
