import { afterEach, beforeEach, expect } from '@jest/globals';
import { type Rig, startRig } from '../rig.ts';
import { sharedAzurite } from '../shared-azurite.ts';
import type { StoredMessage } from '../standins/slack/index.ts';

/** What most journeys need: with few platforms time passes faster. */
export const FEW: readonly string[] = ['github', 'salesforce', 'snowflake'];

/**
 * A fresh world for each test of a file: `world.rig`. After each, Slack must have had nothing to complain of,
 * and no message may have pinged anybody.
 */
export function useRig({ watched }: { watched?: readonly string[] } = {}): { rig: Rig } {
  let current: Rig | undefined;

  beforeEach(async () => {
    current = await startRig(sharedAzurite(), { watched });
    current.github.setComponents(['Actions', 'Pages', 'Git Operations']);
    current.snowflake.setComponents([
      { group: 'AWS - US West (Oregon)', components: ['Virtual Warehouses', 'Data Loading'] },
      { group: 'Azure - West Europe (Netherlands)', components: ['Virtual Warehouses', 'Data Loading'] },
    ]);
    current.retool.resolvedHistory(3);
    current.slackStatus.resolvedHistory(3);
  });
  afterEach(async () => {
    const { slack } = world.rig;
    await world.rig.close();
    expect(slack.violations).toEqual([]);
    expect(slack.notified).toEqual([]);
  });

  const world = {
    get rig(): Rig {
      if (!current) throw new Error('no test is running');
      return current;
    },
  };
  return world;
}

/** The text of every root in the channel, oldest first. */
export function rootTexts({ slack, channel }: Rig): string[] {
  return slack.roots(channel).map((message) => slack.plainText(message));
}

/** The only root there is; fails when there are more or none. */
export function theRoot({ slack, channel }: Rig): StoredMessage {
  const roots = slack.roots(channel);
  expect(roots).toHaveLength(1);
  const [root] = roots;
  if (!root) throw new Error('no root');
  return root;
}

/** The text of the only root. */
export function theRootText(rig: Rig): string {
  return rig.slack.plainText(theRoot(rig));
}

/** The text of each reply in the only root's thread, oldest first. */
export function replyTexts(rig: Rig): string[] {
  return replies(rig).map((message) => rig.slack.plainText(message));
}

/** The replies in the only root's thread. */
export function replies(rig: Rig): StoredMessage[] {
  return rig.slack.thread(rig.channel, theRoot(rig).ts);
}

/** Replies that the channel shows too. */
export function shownInChannel(rig: Rig): string[] {
  const { slack, channel } = rig;
  return slack
    .history(channel)
    .filter((message) => message.subtype === 'thread_broadcast')
    .map((message) => slack.plainText(message));
}

/** What operators read. */
export function notices({ slack, ops }: Rig): string[] {
  return slack.roots(ops).map((message) => slack.plainText(message));
}

/** What operators' channel shows of the ends of notices. */
export function allClears({ slack, ops }: Rig): string[] {
  return slack
    .history(ops)
    .filter((message) => message.subtype === 'thread_broadcast')
    .map((message) => slack.plainText(message));
}

/** Types a command as Ada and returns all she is shown for it, once `wanted` is among it. */
export async function types(
  { slack, channel }: Rig,
  command: string,
  text = '',
  wanted = /well/,
): Promise<string> {
  const result = await slack.slash('ada', command, text, channel);
  expect(result.acked).toBe(true);
  await result.sees(wanted);
  return result.seen().join('\n');
}

/** So many minutes pass in which a copy that nobody sees anything else of looks at the platforms. */
export async function losesLead({ store, pass }: Rig, minutes: number): Promise<void> {
  for (let tens = 0; tens < minutes * 6; tens++) {
    const row = await store.lease.get('lease', 'leader');
    if (!row) throw new Error('nobody leads');
    const { renewals } = row.value;
    await store.lease.replace(row, { ...row.value, holder: 'another', renewals: renewals + 1 });
    await pass(1 / 6);
  }
}
