import type {
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  StaticSelectAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Platform } from '../../checkers/checker.ts';
import { explainModal } from '../../views/modals/modal.ts';
import { platformOptions, settingsModal, settingsWaitingModal } from '../../views/modals/settings.ts';
import { wantedOptions } from '../../views/modals/settings-fields.ts';
import { changeModal, finishModal, openModal } from '../slack/modal.ts';
import type { Parts } from './parts.ts';
import { readSettings } from './settings-entered.ts';
import { choosable, settingsForm } from './settings-form.ts';
import { resetToDefaults, SETTINGS_WISH, saveSettings } from './settings-save.ts';
import { refusal } from './wish.ts';

const TITLE = 'Settings';

type Press = Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body'>;

/** "Settings" on App Home: the platforms to choose from, or the form of the one that the button names. */
export function openSettings(parts: Parts) {
  return async ({ ack, body }: Press): Promise<void> => {
    await ack();
    await openModal(parts, { user: body.user.id, trigger: body.trigger_id, title: TITLE }, () =>
      forOperators(parts, body.user.id, async () => {
        const platform = platformOf(parts, aboutOf(body));
        await (platform ? parts.rules.loadOne(platform.id) : parts.rules.load());
        return platform ? settingsForm(parts, platform) : settingsModal(choosable(parts));
      }),
    );
  };
}

/** A platform was chosen: its form takes the place of what stands there. */
export function choosePlatform(parts: Parts) {
  return async ({ ack, body }: Press): Promise<void> => {
    await ack();
    const id = (body.actions[0] as StaticSelectAction | undefined)?.selected_option?.value ?? '';
    const waiting = settingsWaitingModal(choosable(parts), id);
    await changeModal(parts, { user: body.user.id, view: body.view, title: TITLE, waiting }, () =>
      forOperators(parts, body.user.id, async () => {
        const platform = platformOf(parts, id);
        if (!platform) return settingsModal(choosable(parts));
        await parts.rules.loadOne(platform.id);
        return settingsForm(parts, platform);
      }),
    );
  };
}

/** Platforms to choose from, as they are typed for. */
export function suggestPlatforms({ platforms }: Pick<Parts, 'platforms'>) {
  return async ({
    ack,
    options,
  }: Pick<SlackOptionsMiddlewareArgs<'block_suggestion'>, 'ack' | 'options'>): Promise<void> =>
    ack({ options: platformOptions(platforms, options.value) });
}

/** "Back to the defaults" of one platform. */
export function resetSettings(parts: Parts) {
  return async ({ ack, body }: Press): Promise<void> => {
    await ack();
    const platform = platformOf(parts, aboutOf(body));
    if (!platform) return;
    const waiting = settingsWaitingModal(choosable(parts), platform.id);
    await changeModal(parts, { user: body.user.id, view: body.view, title: TITLE, waiting }, () =>
      forOperators(parts, body.user.id, () => resetToDefaults(parts, platform, body.user.id)),
    );
  };
}

/** Slack waits 3 s for options. */
const SUGGEST_MS = 2_000;

/** What a platform lists, as it is typed for. */
export function suggestParts(parts: Pick<Parts, 'choices' | 'rules' | 'platforms'>) {
  return async ({
    ack,
    options,
  }: Pick<SlackOptionsMiddlewareArgs<'block_suggestion'>, 'ack' | 'options'>): Promise<void> => {
    const platform = platformOf(parts, options.action_id.split(':')[1] ?? '');
    const list = platform && (await parts.choices.of(platform, SUGGEST_MS));
    const own = platform ? (parts.rules.settings(platform.id)?.wanted ?? []) : [];
    const listed = list?.kind === 'listed' ? list.names : [];
    await ack({ options: wantedOptions([...own, ...listed], options.value) });
  };
}

/** The form was submitted. */
export function settingsSubmitted(parts: Parts) {
  return async ({
    ack,
    body,
    view,
  }: Pick<SlackViewMiddlewareArgs<ViewSubmitAction>, 'ack' | 'body' | 'view'>): Promise<void> => {
    const now = parts.clock.now();
    const platform = platformOf(parts, (JSON.parse(view.private_metadata) as { platform: string }).platform);
    if (!platform) {
      return ack({
        response_action: 'update',
        view: explainModal(TITLE, 'I do not watch that platform now.'),
      });
    }
    const own = parts.rules.settings(platform.id)?.wanted ?? parts.rules.defaults(platform.id).wanted ?? [];
    const submitted = readSettings(view, [...own, ...parts.choices.known(platform)], now);
    if (Object.keys(submitted.errors).length > 0) {
      return ack({ response_action: 'errors', errors: submitted.errors });
    }
    await finishModal(
      parts,
      { ack, view, user: body.user.id },
      { doing: 'Saving…', work: saveSettings(parts, { user: body.user.id, platform, submitted }) },
    );
  };
}

async function forOperators(
  parts: Pick<Parts, 'rights' | 'log'>,
  user: string,
  build: () => Promise<ModalView>,
): Promise<ModalView> {
  const person = await refusal(parts, user, SETTINGS_WISH);
  return 'problem' in person ? explainModal(TITLE, person.problem) : build();
}

function platformOf({ platforms }: Pick<Parts, 'platforms'>, id: string): Platform | undefined {
  return platforms.find((platform) => platform.id === id);
}

/** What a button is about: its action id is `kind:about`. */
function aboutOf({ actions }: BlockAction): string {
  return actions[0]?.action_id.split(':')[1] ?? '';
}
