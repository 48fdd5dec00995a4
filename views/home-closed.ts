import type { HomeView } from '@slack/types';
import { paragraph, words } from './rich.ts';

const WHY = {
  outsider:
    'Outage Bot is for full members of this workspace: guests and people of other workspaces see nothing here. Ask one of your colleagues.',
  unknown: 'Slack did not tell me who you are, so nothing is shown. Please open this tab again in a moment.',
} as const;

/** The Home of whoever is not to see ours: it says why, and nothing else. */
export function closedHomeView(why: keyof typeof WHY): HomeView {
  return {
    type: 'home',
    callback_id: 'home',
    private_metadata: '0',
    blocks: [paragraph([words(WHY[why])], 'home:closed')],
  };
}
