import type { World } from './world.ts';

/** Somebody as whom the page is used. */
export interface Player {
  id: string;
  /** As the workspace calls them. */
  name: string;
  realName: string;
  operator: boolean;
}

const CAST = [
  { name: 'Ada', realName: 'Ada Lovelace', operator: true },
  { name: 'Ben', realName: 'Ben Okafor', operator: false },
] as const;

/** Lets the people of the sandbox into the workspace: an operator and one who is none. */
export function welcome({ slack }: Pick<World, 'slack'>): Player[] {
  return CAST.map(({ name, realName, operator }) => ({
    id: slack.user(name, { realName }).id,
    name,
    realName,
    operator,
  }));
}

/** The setting that makes operators of some of them. */
export function operatorsSetting(players: readonly Player[]): Record<string, string> {
  const ids = players.filter(({ operator }) => operator).map(({ id }) => id);
  return { SLACK_OPERATORS: ids.join(',') };
}
