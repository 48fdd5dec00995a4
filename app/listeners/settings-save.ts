import type { ModalView } from '@slack/types';
import type { Platform } from '../../checkers/checker.ts';
import { explainModal } from '../../views/modals/modal.ts';
import { settingsSavedModal } from '../../views/modals/settings.ts';
import { STORAGE_AWAY } from '../../views/refusals.ts';
import { choose, chooseNothing } from '../events/choose.ts';
import { channelAdvice, checkChannel } from '../slack/channels.ts';
import type { Finished } from '../slack/modal.ts';
import type { Parts } from './parts.ts';
import { changedFields, type Submitted, wishOf } from './settings-entered.ts';
import { type Again, settingsForm, valuesOf } from './settings-form.ts';
import { refusal, type Wish } from './wish.ts';

export const SETTINGS_WISH: Wish = { what: 'change the settings', need: 'operator' };

/** Carries out what a form asks for, or says why not, with all that was entered still there. */
export async function saveSettings(
  parts: Parts,
  { user, platform, submitted }: { user: string; platform: Platform; submitted: Submitted },
): Promise<Finished> {
  const person = await refusal(parts, user, SETTINGS_WISH);
  const { entered, carried } = submitted;
  const again = async (why: Pick<Again, 'problem' | 'closed'> & { problem: string }) => ({
    again: await settingsForm(parts, platform, { entered, carried, ...why }),
    problem: why.problem,
  });
  if ('problem' in person) {
    const { kind, problem } = person;
    return kind === 'not told' ? again({ problem }) : { done: explainModal('Settings', problem) };
  }
  const fields = changedFields(entered, carried);
  if (fields.length === 0) return { done: settingsSavedModal(platform.name, []) };

  const closed = fields.includes('channels') ? await closedAmong(parts, entered.channels) : [];
  if (closed.length > 0) return again({ closed, problem: 'Not saved: I cannot tell anything there.' });
  try {
    const now = parts.clock.now();
    const defaults = parts.rules.defaults(platform.id);
    const mark = { by: person.id, at: new Date(now).toISOString() };
    const wish = wishOf(submitted, now);
    const settings = await parts.rules.change(platform.id, (present) =>
      choose(present, wish, { platform: platform.id, defaults, mark }),
    );
    parts.log.info({ platform: platform.id, by: person.id, changed: fields }, 'Settings were changed');
    void lookAnew(parts, platform);
    const values = valuesOf(settings, defaults, now);
    return {
      done: settingsSavedModal(
        platform.name,
        fields.map((field) => ({ field, values })),
      ),
    };
  } catch (error) {
    parts.log.warn({ err: error }, 'Settings could not be stored');
    return again({ problem: STORAGE_AWAY });
  }
}

/** Forgets what was set for a platform; shows its form again, or why nothing was forgotten. */
export async function resetToDefaults(parts: Parts, platform: Platform, by: string): Promise<ModalView> {
  const mark = { by, at: new Date(parts.clock.now()).toISOString() };
  try {
    await parts.rules.change(platform.id, () => chooseNothing(platform.id, mark));
  } catch (error) {
    parts.log.warn({ err: error }, 'Settings could not be stored');
    return settingsForm(parts, platform, { problem: STORAGE_AWAY });
  }
  parts.log.info({ platform: platform.id, by }, 'Settings were set back to the defaults');
  void lookAnew(parts, platform);
  return settingsForm(parts, platform, { note: 'Everything is back to the defaults.' });
}

/** What is open already is judged by the new rules at once, and Home shows what came of it. */
async function lookAnew({ look, home }: Pick<Parts, 'look' | 'home'>, platform: Platform): Promise<void> {
  await look(platform, { anew: true });
  home.changed();
}

/** Channels that take no messages, as far as Slack tells now; what it does not tell shows itself later. */
async function closedAmong({ client }: Pick<Parts, 'client'>, channels: readonly string[]) {
  const checked = await Promise.all(
    channels.map(async (channel) => ({ channel, seen: await checkChannel(client, channel) })),
  );
  return checked.flatMap(({ channel, seen }) =>
    seen === 'cannot tell' || seen.code === undefined ? [] : [{ channel, advice: channelAdvice(seen.code) }],
  );
}
