import { choicesOf } from './choices.ts';

/** https://docs.slack.dev/reference/slack-status-api */
const SERVICES = [
  'Login/SSO',
  'Messaging',
  'Notifications',
  'Search',
  'Workspace/Org Administration',
  'Canvases',
  'Connectivity',
  'Files',
  'Huddles',
  'Apps/Integrations/APIs',
  'Workflows',
];

/** The services of Slack. Its API lists only those that are affected; its documentation lists all. */
export async function slackStatusChoices(): Promise<string[]> {
  return choicesOf(SERVICES);
}
