import type { Button } from '@slack/types';

/** What can be pressed on Home beside the buttons of events. Action ids are these, a colon, and what it is about. */
export const HOME = {
  page: 'home-page',
  checkAll: 'check-all',
  settings: 'settings',
  testMode: 'test-mode',
} as const;

/** A button in our own words. */
export function homeButton(kind: string, about: string | number, text: string): Button {
  return { type: 'button', action_id: `${kind}:${about}`, text: { type: 'plain_text', text } };
}
