import type { App } from '@slack/bolt';
import { ACTIONS } from '../../views/actions.ts';
import { HOME } from '../../views/home-actions.ts';
import { CHOOSE } from '../../views/modals/choose-event.ts';
import { FORCE_RESOLVE } from '../../views/modals/force-resolve.ts';
import { SETTINGS } from '../../views/modals/settings-words.ts';
import { TICKET } from '../../views/modals/ticket.ts';
import { acknowledgeEvent, undoForceResolve } from './acknowledge.ts';
import { botStatus } from './bot-status.ts';
import { chosen } from './chosen.ts';
import { createTicket, ticketForm } from './create-ticket.ts';
import { forceResolveForm, forceResolveSubmitted } from './force-resolve.ts';
import { checkEverything, homeOpened, turnHomePage } from './home.ts';
import { listEvents } from './list-events.ts';
import { manualCheck } from './manual-check.ts';
import { moreAboutEvent } from './more.ts';
import { openForm } from './open-form.ts';
import type { Parts } from './parts.ts';
import {
  choosePlatform,
  openSettings,
  resetSettings,
  settingsSubmitted,
  suggestParts,
  suggestPlatforms,
} from './settings.ts';
import { onMessage } from './shortcuts.ts';
import { testModeOff, testModeOn, testModePressed } from './test-mode.ts';
import { ticketPlaces, ticketTypeChosen } from './ticket-form.ts';
import { ticketSubmitted } from './ticket-submitted.ts';

/** Binds every name that manifest.yml and our views give to Slack. */
export function bindListeners(
  app: Pick<App, 'command' | 'action' | 'view' | 'shortcut' | 'event' | 'options'>,
  parts: Parts,
): void {
  app.command('/botstatus', botStatus(parts));
  app.command('/listevents', listEvents(parts));
  app.command('/manualcheck', manualCheck(parts));
  app.command('/createticket', openForm(parts, ticketForm));
  app.command('/forceresolve', openForm(parts, forceResolveForm));
  app.command('/testmodeon', testModeOn(parts));
  app.command('/testmodeoff', testModeOff(parts));

  app.shortcut('create-ticket', onMessage(parts, ticketForm));
  app.shortcut('force-resolve', onMessage(parts, forceResolveForm));

  app.action(of(ACTIONS.acknowledge), acknowledgeEvent(parts));
  app.action(of(ACTIONS.createTicket), createTicket(parts));
  app.action(of(ACTIONS.undo), undoForceResolve(parts));
  app.action(of(ACTIONS.more), moreAboutEvent(parts));
  app.action(of(CHOOSE), chosen(parts));
  app.action(of(HOME.page), turnHomePage(parts));
  app.action(of(HOME.checkAll), checkEverything(parts));
  app.action(of(HOME.testMode), testModePressed(parts));
  app.action(of(SETTINGS.open), openSettings(parts));
  app.action(of(SETTINGS.platform), choosePlatform(parts));
  app.action(of(SETTINGS.reset), resetSettings(parts));
  app.action(of(TICKET.type), ticketTypeChosen(parts));
  // A link: Slack opens it, and tells us.
  app.action(of(ACTIONS.openTicket), async ({ ack }) => ack());

  app.view(TICKET.callback, ticketSubmitted(parts));
  app.view(FORCE_RESOLVE.callback, forceResolveSubmitted(parts));
  app.view(SETTINGS.callback, settingsSubmitted(parts));

  app.options(typedIn(SETTINGS.platform), suggestPlatforms(parts));
  app.options(typedIn(SETTINGS.wanted), suggestParts(parts));
  app.options(typedIn(TICKET.area), ticketPlaces(parts));
  app.options(typedIn(TICKET.iteration), ticketPlaces(parts));

  app.event('app_home_opened', homeOpened(parts));
  app.event('subteam_members_changed', async () => parts.rights.forgetGroups());
  app.event('subteam_updated', async () => parts.rights.forgetGroups());
}

/** Every button of a kind: its id goes on with what it is about. */
function of(kind: string): { type: 'block_actions'; action_id: RegExp } {
  return { type: 'block_actions', action_id: new RegExp(`^${kind}:`) };
}

/** Every select of a kind that asks while people type. */
function typedIn(kind: string): { type: 'block_suggestion'; action_id: RegExp } {
  return { type: 'block_suggestion', action_id: new RegExp(`^${kind}:`) };
}
