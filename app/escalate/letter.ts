import { mailBody, mailSubject } from '../../views/mail.ts';
import { announcedEvent, type Scene } from '../announce/present.ts';
import type { MailConfig } from '../config.ts';
import type { Mail } from '../events/event.ts';
import { shortKey } from '../events/ids.ts';
import type { RealEvent } from '../events/real.ts';
import type { Letter } from './sendgrid.ts';
import { isStart } from './wanted.ts';

/** What a letter is made from beside the event. */
export interface Setting {
  config: Pick<MailConfig, 'sender' | 'afterMinutes'>;
  scene: Scene;
  /** Our workspace's address, such as `https://acme.slack.com/`; empty until Slack has told it. */
  workspace: string;
}

/** Writes a mail about an event as it stands now. */
export function writeLetter(
  event: RealEvent,
  mail: Pick<Mail, 'key' | 'kind'>,
  { config, scene, workspace }: Setting,
): Letter {
  const announced = announcedEvent(event, scene);
  const slack = slackLink(event, workspace);
  const since = event.escalation?.mails.findLast(isStart)?.at;
  return {
    subject: event.escalation?.subject ?? mailSubject(announced),
    ...mailBody({
      event: announced,
      kind: mail.kind,
      afterMinutes: config.afterMinutes,
      brief: mail.kind === 'ended' && event.escalation?.mails.some(isStart) !== true,
      ...(since === undefined ? {} : { unacknowledgedSeconds: (scene.now - Date.parse(since)) / 1000 }),
      ...(slack ? { slack } : {}),
    }),
    headers: threadHeaders(event, mail.key, config.sender),
  };
}

/** One that is never sent: SendGrid only says whether it would be. */
export function trialLetter(): Letter {
  const words = 'Outage Bot asks whether it may send mails.';
  return { subject: words, text: words, html: `<p>${words}</p>`, headers: {} };
}

/** The subject of all mails about an event. */
export function subjectOf(event: RealEvent, scene: Scene): string {
  return event.escalation?.subject ?? mailSubject(announcedEvent(event, scene));
}

/**
 * What makes one thread of all mails about an event. All name the same message that was never sent, so that they
 * stay together even where SendGrid gives them ids of its own. A mail that is sent again has the same id again.
 */
export function threadHeaders(
  { id, escalation }: Pick<RealEvent, 'id' | 'escalation'>,
  key: string,
  sender: string,
): Record<string, string> {
  const domain = /@([a-z0-9.-]{1,190})$/i.exec(sender)?.[1]?.toLowerCase() ?? 'outage-bot.invalid';
  const event = id
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '')
    .slice(0, 30);
  const address = (mail: string) =>
    `<outage-bot.${event}.${shortKey('change', mail).toLowerCase()}@${domain}>`;
  const thread = `<outage-bot.${event}@${domain}>`;
  const first = escalation?.mails[0]?.key ?? key;
  return {
    'Message-ID': address(key),
    'In-Reply-To': first === key ? thread : address(first),
    References: first === key ? thread : `${thread} ${address(first)}`,
    // Nobody's holiday answers this.
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  };
}

/** The message, or the channel where it will be. Made without asking Slack, which may be away. */
function slackLink({ announcements }: RealEvent, workspace: string) {
  const shown = announcements.find(({ ts, gone }) => ts !== undefined && !gone) ?? announcements[0];
  if (!shown || workspace === '') return undefined;
  const channel = `${workspace.replace(/\/?$/, '/')}archives/${shown.channel}`;
  return shown.ts === undefined || shown.gone
    ? { text: 'The channel in Slack', url: channel }
    : { text: 'The message in Slack', url: `${channel}/p${shown.ts.replace('.', '')}` };
}
