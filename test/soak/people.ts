import type { Rig } from '../rig.ts';

const COMMANDS = [
  ['/botstatus', ''],
  ['/listevents', ''],
  ['/listevents', 'github'],
  ['/manualcheck', 'snowflake'],
] as const;
/** In looks. */
const EVERY = { command: 30, home: 40, press: 15 };
const CROWD = 12;

/** What people do between two looks: they open Home, type commands, and acknowledge. */
export function createPeople({ slack, channel }: Rig, luck: () => number): () => Promise<void> {
  const people = Array.from({ length: CROWD }, (_, i) => slack.user(`person-${i}`).id);
  const one = <T>(all: readonly T[]): T | undefined => all[Math.floor(luck() * all.length)];

  return async () => {
    const who = one(people);
    if (who === undefined) return;
    if (luck() < 1 / EVERY.home) await slack.openHome(who);
    if (luck() < 1 / EVERY.command) {
      const [command, text] = one(COMMANDS) ?? COMMANDS[0];
      await slack.slash(who, command, text, channel);
    }
    const root = slack.roots(channel).findLast((message) => slack.plainText(message).includes('Acknowledge'));
    if (root && luck() < 1 / EVERY.press) await slack.click(who, root, 'acknowledge').catch(() => undefined);
  };
}
