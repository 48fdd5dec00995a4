import type { LoopbackSlack, StoredMessage } from '../standins/slack/index.ts';
import { type ExpectedOutage, expectedNotices, expectedOutages, untold } from './story.ts';

/** Where the story is judged. */
export interface Judged {
  slack: LoopbackSlack;
  channel: string;
  opsChannel: string;
}

/** The only addresses that a message may lead to. */
const OURS = [
  /^https:\/\/app\.azure\.com\/h\/[\w-]+\/\w{6}$/,
  /^https:\/\/status\.dev\.azure\.com$/,
  /^https:\/\/(www\.githubstatus|status\.retool|status\.salesforce|status\.snowflake)\.com\/incidents\/[\w-]+$/,
  /^https:\/\/admin\.microsoft\.com\/Adminportal\/Home#\/servicehealth\/:\/alerts\/\w+$/,
  /^https:\/\/slack-status\.com\/\d{4}-\d\d\/\w+$/,
];

/** What is not as it must be at the end of the story; empty when all is well. */
export function verdict(scene: Judged): string[] {
  const { slack, channel, opsChannel } = scene;
  const roots = slack.roots(channel);
  const lines = roots.map((root) => firstLine(slack, root));
  const known = (line: string) => expectedOutages.some((expected) => line.endsWith(nameOf(expected)));
  return [
    ...expectedOutages.flatMap((expected) => outage(scene, expected)),
    ...lines.filter((line) => !known(line)).map((line) => `Nobody expected: ${line}`),
    ...notices(slack, opsChannel),
    ...untold.filter(({ words }) => isTold(scene, words)).map(({ words }) => `Told in vain: ${words}`),
    ...slack.notified.map(({ who, how }) => `Somebody was notified: ${who} by ${how}`),
    ...slack.violations.map((violation) => `Slack was not amused: ${violation}`),
    ...[channel, opsChannel].flatMap((one) => foreignLinks(slack, one)),
  ];
}

function outage({ slack, channel }: Judged, expected: ExpectedOutage): string[] {
  const name = nameOf(expected);
  const [root, ...more] = slack.roots(channel).filter((one) => firstLine(slack, one).endsWith(name));
  if (!root) return [`Never told: ${name}`];
  const line = firstLine(slack, root);
  const thread = slack.thread(channel, root.ts);
  const loud = thread.filter(({ subtype }) => subtype === 'thread_broadcast');
  const blocks = thread.flatMap((reply) => reply.blocks ?? []);
  const updates = blocks.filter((block) => JSON.stringify(block).includes('"type":"date"'));
  const keys = blocks.map((block) => block.block_id);
  return [
    ...(more.length > 0 ? [`Told ${more.length + 1} times: ${name}`] : []),
    ...(expected.end.test(line) ? [] : [`Not in its end state: ${line}`]),
    ...(alike(
      loud.map((reply) => firstLine(slack, reply)),
      expected.loud,
    )
      ? []
      : [
          `The channel heard of ${name}: ${loud.map((reply) => firstLine(slack, reply)).join(' | ') || 'nothing'}`,
        ]),
    // One that was told only when it was over has all in its root.
    ...(thread.length === 0 && expected.loud.length === 0 ? [] : counted(updates.length, expected)),
    ...(new Set(keys).size === keys.length ? [] : [`Something is told twice in the thread of ${name}`]),
  ];
}

function counted(updates: number, expected: ExpectedOutage): string[] {
  if (updates === expected.updates) return [];
  return [`${updates} of ${expected.updates} updates are in the thread of ${nameOf(expected)}`];
}

function notices(slack: LoopbackSlack, opsChannel: string): string[] {
  const lines = slack.roots(opsChannel).map((root) => firstLine(slack, root));
  if (alike(lines, expectedNotices)) return [];
  const wanted = `${expectedNotices.length} notices that are over`;
  return [`Operators should have ${wanted}, but have: ${lines.join(' | ') || 'none'}`];
}

function isTold({ slack, channel, opsChannel }: Judged, words: string): boolean {
  const messages = [channel, opsChannel].flatMap((one) => messagesIn(slack, one));
  return messages.some((message) => slack.plainText(message).includes(words));
}

function foreignLinks(slack: LoopbackSlack, channel: string): string[] {
  return messagesIn(slack, channel)
    .flatMap((message) => slack.links(message).concat(slack.buttonLinks(message)))
    .filter((link) => !OURS.some((ours) => ours.test(link)))
    .map((link) => `A message leads to ${link}`);
}

function messagesIn(slack: LoopbackSlack, channel: string): StoredMessage[] {
  return slack.roots(channel).flatMap((root) => [root, ...slack.thread(channel, root.ts)]);
}

function nameOf({ platform, title }: ExpectedOutage): string {
  return `${platform} · ${title}`;
}

function firstLine(slack: LoopbackSlack, message: StoredMessage): string {
  return slack.plainText(message).split('\n')[0] ?? '';
}

function alike(lines: string[], patterns: readonly RegExp[]): boolean {
  return lines.length === patterns.length && patterns.every((pattern, i) => pattern.test(lines[i] ?? ''));
}
