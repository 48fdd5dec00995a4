import type { KnownBlock } from '@slack/types';
import { ailmentsOf } from './bot-status.ts';
import type { HomeModel } from './home.ts';
import { heading } from './home-events.ts';
import { lookResultMessage } from './look-result.ts';
import { emoji, paragraph, smallPrint, words } from './rich.ts';
import { cut } from './text.ts';

const MOST = 10;

/** How the bot itself is, who may run it, and what came of looks that the reader asked for. */
export function healthBlocks({ health, operator, operators, checking }: HomeModel): KnownBlock[] {
  // What ails a platform stands beside the platform.
  const ailments = ailmentsOf({ ...health, platforms: [] }).slice(0, MOST);
  return [
    { type: 'divider' },
    heading('Outage Bot'),
    ...(ailments.length === 0
      ? []
      : [
          paragraph(
            [emoji('warning'), words(` ${ailments.map((one) => cut(one, 300)).join('\n• ')}`)],
            'home:ailments',
          ),
        ]),
    smallPrint([
      ailments.length === 0 ? 'The bot is well' : 'The bot is not well: type `/botstatus`',
      `version ${health.version}`,
      health.leading ? 'this copy looks at the platforms' : 'another copy looks at the platforms',
      `${health.sockets.live} of ${health.sockets.of} sockets live`,
    ]),
    ...(operator
      ? []
      : [
          paragraph(
            [
              words('Settings, test mode and force-resolve are for operators: ', { italic: true }),
              words(cut(operators, 1_000)),
            ],
            'home:operators',
          ),
        ]),
    ...(checking ? lookResultMessage(checking).blocks : []),
  ];
}
