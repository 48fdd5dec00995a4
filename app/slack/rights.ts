import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import { plainLine } from '../../checkers/text.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../events/event.ts';
import type { Log } from '../log.ts';
import { outcome } from './outcome.ts';

/** Somebody in Slack, and what they may do. */
export interface Person extends Actor {
  /** May acknowledge, make tickets and look: every full member of the workspace. */
  member: boolean;
  /** May also force-resolve, switch test mode and change settings. Undefined: Slack does not tell just now. */
  operator: boolean | undefined;
}

/** Who may do what. */
export interface Rights {
  /** Throws when Slack does not tell who somebody is. */
  who(user: string): Promise<Person>;
  /** The end of a sentence: the names of the operators. Never rejects. */
  operators(): Promise<string>;
  /** The members of a user group have changed. */
  forgetGroups(): void;
}

/** What a press rests on is asked at each, since rights are taken away too: only questions under way are shared. */
const AT_EACH = 0;
/** Slack tells when the members of a group change. */
const GROUP_MS = 10 * 60_000;
const NAME_MS = 10 * 60_000;
/** Slack's own limit. */
const LONGEST_NAME = 80;
/** More would be a crowd, not an answer. */
const MOST_NAMES = 10;
/** While Slack does not answer, what it said last still counts this long; after that nobody may. */
const STALE_MS = 60 * 60_000;

const NOT_SHOWN = new Set(['user_not_found', 'user_not_visible']);

/** Rights by what Slack says of a person; `team` names our workspace once Slack has told it. */
export function createRights({
  client,
  clock,
  operators,
  team,
  log,
}: {
  client: WebClient;
  clock: Clock;
  log: Log;
  operators: { users: string[]; groups: string[] } | undefined;
  team(): string;
}): Rights {
  const people = new Map<string, Kept<Omit<Person, 'operator'>>>();
  const groups = new Map<string, Kept<string[]>>();

  return {
    async who(user) {
      const [found, operator] = await Promise.all([person(user, AT_EACH), isListed(user)]);
      return { ...found, operator: found.member ? operator : false };
    },
    async operators() {
      if (!operators) return 'every full member of this workspace';
      const groups = await Promise.allSettled(operators.groups.map(members));
      const listed = [...operators.users, ...groups.flatMap((one) => (isTold(one) ? one.value : []))];
      const ids = [...new Set(listed)];
      const asked = await Promise.allSettled(ids.slice(0, MOST_NAMES).map((id) => person(id, NAME_MS)));
      const found = asked.filter(isTold);
      const names = found.filter(({ value }) => value.member).map(({ value }) => value.name);
      if (names.length === 0) return 'the people in SLACK_OPERATORS';
      const left = ids.length - found.length;
      return names.join(', ') + (left > 0 ? ` and ${left} more` : '');
    },
    forgetGroups() {
      for (const known of groups.values()) {
        known.at = Math.min(known.at, clock.monotonic() - GROUP_MS);
        known.asking = false;
      }
    },
  };

  async function isListed(user: string): Promise<boolean | undefined> {
    if (!operators || operators.users.includes(user)) return true;
    const asked = await Promise.allSettled(operators.groups.map(members));
    if (asked.filter(isTold).some(({ value }) => value.includes(user))) return true;
    return asked.every(isTold) ? false : undefined;
  }

  function members(group: string): Promise<string[]> {
    return kept(groups, group, GROUP_MS, () => membersOf(group));
  }

  function person(user: string, ms: number): Promise<Omit<Person, 'operator'>> {
    return kept(people, user, ms, () => profile(user));
  }

  async function membersOf(usergroup: string): Promise<string[]> {
    try {
      const { users = [] } = await client.usergroups.users.list({ usergroup });
      return users;
    } catch (error) {
      const failure = outcome(error);
      if (failure.kind !== 'refused') throw error;
      // A group that is not there any more has no members; that must not keep anybody else from anything.
      log.error({ usergroup, failure }, 'A user group in SLACK_OPERATORS cannot be read: mend or remove it');
      return [];
    }
  }

  async function profile(id: string): Promise<Omit<Person, 'operator'>> {
    const user = await userOf(id);
    // Whom the bot may not know of is none of ours.
    if (!user) return { id, name: id, member: false };
    const name =
      [user.profile?.display_name, user.real_name, user.name]
        .map((one) => plainLine(one ?? '', LONGEST_NAME))
        .find((one) => one !== '') ?? id;
    if (team() === '') throw new Error('Slack has not told yet which workspace is ours');
    const ours = user.team_id === team() || user.enterprise_user?.teams?.includes(team()) === true;
    const outside =
      user.is_stranger === true || user.is_restricted === true || user.is_ultra_restricted === true;
    return { id, name, member: ours && !outside && user.deleted !== true && user.is_bot !== true };
  }

  /** What Slack says of somebody; nothing when it does not show them to us. */
  async function userOf(id: string): Promise<UsersInfoResponse['user']> {
    try {
      return (await client.users.info({ user: id })).user ?? {};
    } catch (error) {
      const failure = outcome(error);
      if (failure.kind === 'refused' && NOT_SHOWN.has(failure.code)) return undefined;
      throw error;
    }
  }

  /** Presses of the same moment share one question; one that fails leaves what Slack said last. */
  async function kept<T>(
    all: Map<string, Kept<T>>,
    key: string,
    ms: number,
    ask: () => Promise<T>,
  ): Promise<T> {
    const now = clock.monotonic();
    const known = all.get(key);
    if (known && (known.asking || now - known.at < ms)) return known.value;
    const value = ask().catch((error: unknown) => {
      if (!known || now - known.at >= STALE_MS) {
        all.delete(key);
        throw error;
      }
      all.set(key, known);
      return known.value;
    });
    const asked: Kept<T> = { at: now, asking: true, value };
    all.set(key, asked);
    try {
      return await value;
    } finally {
      asked.asking = false;
    }
  }
}

function isTold<T>(asked: PromiseSettledResult<T>): asked is PromiseFulfilledResult<T> {
  return asked.status === 'fulfilled';
}

interface Kept<T> {
  /** When it was asked. */
  at: number;
  /** The answer has yet to come. */
  asking: boolean;
  value: Promise<T>;
}
