import type { ActionsBlock, HomeView } from '@slack/types';
import type { Announced } from './announcement.ts';
import type { BotStatus } from './bot-status.ts';
import { HOME, homeButton } from './home-actions.ts';
import { endedBlocks, quietBlocks } from './home-calm.ts';
import { elsewhereBlocks, type HomeElsewhere } from './home-elsewhere.ts';
import { eventPage, isQuiet } from './home-events.ts';
import { healthBlocks } from './home-health.ts';
import { type HomePlatform, platformBlocks } from './home-platforms.ts';
import { bannerBlocks, topBlocks } from './home-top.ts';
import type { LookLine } from './look-result.ts';
import type { Instant } from './rich.ts';

/** All that one person's Home is made of. Texts from outside are plain. */
export interface HomeModel {
  /** The reader is one. */
  operator: boolean;
  /** Who they are, in words. */
  operators: string;
  /** Counted from zero; too large a one means the last. */
  page: number;
  /** The tables of events have been read at least once. */
  known: boolean;
  /** As of when the tables are known, while storage is away. */
  dataFrom?: Instant;
  /** What has not ended, worst first, then oldest: outages, maintenance and notices. */
  open: readonly Announced[];
  /** What ended lately, newest first. */
  ended: readonly Announced[];
  platforms: readonly HomePlatform[];
  elsewhere: readonly HomeElsewhere[];
  health: BotStatus;
  /** Looks that the reader asked for: under way, or just done. */
  checking?: readonly LookLine[];
}

const MOST_BLOCKS = 100;

/** A Home that Slack takes whatever there is to show: at most 100 blocks and 250 KB. */
export function homeView(model: HomeModel): HomeView {
  const { blocks, page } = eventPage(
    model.open.filter((event) => !isQuiet(event)),
    model.page,
  );
  const above = [...bannerBlocks(model), ...topBlocks(model), ...blocks];
  const below = [
    ...platformBlocks(model.platforms, model.health.notSetUp),
    ...quietBlocks(model.open.filter(isQuiet)),
    ...elsewhereBlocks(model.elsewhere),
    ...healthBlocks(model),
    ...controls(model),
  ];
  const ended = endedBlocks(model.ended, MOST_BLOCKS - above.length - below.length);
  return {
    type: 'home',
    callback_id: 'home',
    private_metadata: String(page),
    blocks: [...above, ...ended, ...below],
  };
}

function controls({ operator, health }: HomeModel): ActionsBlock[] {
  if (!operator) return [];
  return [
    {
      type: 'actions',
      block_id: 'home:controls',
      elements: [
        homeButton(HOME.checkAll, '', 'Check everything now'),
        homeButton(HOME.settings, '', 'Settings'),
        // While it is on, the banner has the button.
        ...(health.testMode ? [] : [homeButton(HOME.testMode, 'on', 'Test mode on')]),
      ],
    },
  ];
}
