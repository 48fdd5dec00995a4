import type { KnownBlock, ModalView, PlainTextOption, SectionBlock } from '@slack/types';
import { date, type Instant, paragraph, smallPrint, words } from '../rich.ts';
import { counted, cut, inert } from '../text.ts';
import { formModal, plainModal } from './modal.ts';
import { fits, MOST_OPTIONS, settingsFields } from './settings-fields.ts';
import {
  type Field,
  SETTINGS,
  type SettingsForm,
  type SettingsValues,
  valueWords,
} from './settings-words.ts';

/** A platform to choose, and whether anything of it is set. */
export interface ChoosablePlatform {
  id: string;
  name: string;
  /** How many of its settings are not the default. */
  set: number;
  muted?: Instant;
}

const TITLE = 'Settings';

/** The platforms, one of which is to be chosen. */
export function settingsModal(platforms: readonly ChoosablePlatform[]): ModalView {
  const changed = platforms.filter(({ set }) => set > 0);
  return plainModal(
    TITLE,
    [
      platformSelect(platforms),
      smallPrint(
        changed.length === 0
          ? ['Every platform follows the environment: nothing is set here.']
          : [changed.slice(0, 12).map(summary).join('\n'), ...andMore(changed.length - 12)],
      ),
    ],
    'settings-choice',
  );
}

/** The same while the form of a platform is being made. */
export function settingsWaitingModal(platforms: readonly ChoosablePlatform[], id: string): ModalView {
  const name = platforms.find((platform) => platform.id === id)?.name ?? id;
  return plainModal(
    TITLE,
    [platformSelect(platforms, id), paragraph([words(`Asking ${name} what it lists…`)])],
    'settings-choice',
  );
}

/** The form of one platform. */
export function settingsFormModal(form: SettingsForm, platforms: readonly ChoosablePlatform[]): ModalView {
  const { platform, muted, closed = [], note } = form;
  const isSet = Object.keys(form.marks).length > 0;
  return formModal({
    title: TITLE,
    callbackId: SETTINGS.callback,
    submit: 'Save',
    metadata: form.metadata,
    problem: form.problem,
    blocks: [
      ...closed.map(({ channel, advice }) => said(`⚠️ <#${channel}>: ${advice}`)),
      ...(note === undefined ? [] : [paragraph([words(`✅ ${note}`, { bold: true })])]),
      platformSelect(platforms, platform.id),
      ...(muted
        ? [
            said(
              `🔕 *Muted until ${date(muted)}.* Nothing new of ${inert(platform.name)} is told before; what was told already stays true.`,
            ),
          ]
        : []),
      ...settingsFields(form),
      ...(isSet ? [resetButton(platform)] : []),
    ],
  });
}

/** What was saved. */
export function settingsSavedModal(
  platform: string,
  changes: readonly { field: Field; values: SettingsValues }[],
): ModalView {
  const lines = changes.map(({ field, values }) => `• *${LABELS[field]}*: ${valueWords(field, values)}`);
  return plainModal(TITLE, [
    paragraph([
      words(
        changes.length === 0
          ? `Nothing was changed: ${platform} stays as it was.`
          : `✅ Saved. This holds for ${platform} from now on:`,
        { bold: true },
      ),
    ]),
    ...(lines.length === 0 ? [] : [said(lines.join('\n'))]),
    ...(lines.length === 0
      ? []
      : [smallPrint(['Events that were told already stay told in their channels, to their end.'])]),
  ]);
}

const LABELS: Record<Field, string> = {
  channels: 'Channels',
  floor: 'Severity',
  wanted: 'What concerns us',
  maintenance: 'Planned maintenance',
  mute: 'Mute',
};

/** Options for the select of platforms, which asks while people type where there are more than it can hold. */
export function platformOptions(
  platforms: readonly Pick<ChoosablePlatform, 'id' | 'name'>[],
  typed = '',
): PlainTextOption[] {
  return platforms
    .filter(({ name }) => fits(name, typed))
    .slice(0, MOST_OPTIONS)
    .map(platformOption);
}

function platformSelect(platforms: readonly ChoosablePlatform[], chosen?: string): SectionBlock {
  const initial = platforms.find(({ id }) => id === chosen);
  return {
    type: 'section',
    block_id: 'platform',
    text: { type: 'mrkdwn', text: '*Platform*', verbatim: true },
    accessory: {
      ...(platforms.length > MOST_OPTIONS
        ? { type: 'external_select', min_query_length: 0 }
        : { type: 'static_select', options: platformOptions(platforms) }),
      action_id: `${SETTINGS.platform}:`,
      placeholder: { type: 'plain_text', text: 'Choose a platform' },
      ...(initial ? { initial_option: platformOption(initial) } : {}),
    },
  };
}

function platformOption({ id, name }: Pick<ChoosablePlatform, 'id' | 'name'>): PlainTextOption {
  return { value: id, text: { type: 'plain_text', text: cut(name, 75), emoji: false } };
}

function andMore(left: number): string[] {
  return left > 0 ? [`and ${left} more`] : [];
}

function summary({ name, set, muted }: ChoosablePlatform): string {
  const until = muted ? `, muted until ${date(muted)}` : '';
  return `• *${inert(name, 75)}*: ${counted(set, 'setting')} of its own${until}`;
}

function resetButton({ id, name }: SettingsForm['platform']): KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: `${SETTINGS.reset}:${id}`,
        style: 'danger',
        text: { type: 'plain_text', text: 'Back to the defaults' },
        confirm: {
          title: { type: 'plain_text', text: 'Back to the defaults?' },
          text: {
            type: 'plain_text',
            text: cut(`All settings of ${name} made here are forgotten, a mute too.`, 300),
            emoji: false,
          },
          confirm: { type: 'plain_text', text: 'Forget them' },
          deny: { type: 'plain_text', text: 'Keep them' },
        },
      },
    ],
  };
}

function said(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, 3_000), verbatim: true } };
}
