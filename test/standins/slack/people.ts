import type { JsonObject } from './json.ts';

/** Somebody in (or visiting) the workspace. */
export interface Person {
  readonly id: string;
  readonly name: string;
  realName: string;
  teamId: string;
  admin: boolean;
  owner: boolean | 'primary';
  /** A guest in several channels, or in one (`single`). */
  guest: boolean | 'single';
  /** From another company, met through Slack Connect. */
  stranger: boolean;
  /** Shares no channel with the bot, so that it may not know of them. */
  hidden: boolean;
  deleted: boolean;
  bot: boolean;
  tz: string;
}

export type PersonOptions = Partial<Omit<Person, 'id' | 'name'>>;

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  members: string[];
  disabled: boolean;
}

export class People {
  readonly all = new Map<string, Person>();
  readonly groups = new Map<string, UserGroup>();
  readonly #teamId: string;

  constructor(teamId: string) {
    this.#teamId = teamId;
  }

  /** Finds by id or name, or welcomes somebody new; options given later change the person. */
  person(idOrName: string, options: PersonOptions = {}): Person {
    const person = this.find(idOrName) ?? this.#welcome(idOrName, options);
    return Object.assign(person, options);
  }

  find(idOrName: string): Person | undefined {
    return this.all.get(idOrName) ?? [...this.all.values()].find((person) => person.name === idOrName);
  }

  group(idOrHandle: string): UserGroup | undefined {
    const handle = idOrHandle.replace(/^@/, '');
    return this.groups.get(idOrHandle) ?? [...this.groups.values()].find((group) => group.handle === handle);
  }

  addGroup(handle: string, members: string[]): UserGroup {
    const group = this.group(handle) ?? {
      id: idFor('S', handle, this.groups),
      handle,
      members: [],
      disabled: false,
    };
    group.members = members.map((member) => this.person(member).id);
    this.groups.set(group.id, group);
    return group;
  }

  #welcome(idOrName: string, { stranger = false }: PersonOptions): Person {
    const isId = /^[UW][A-Z0-9]{6,}$/.test(idOrName);
    const name = isId ? idOrName.toLowerCase() : idOrName;
    const person: Person = {
      id: isId ? idOrName : idFor('U', idOrName, this.all),
      name,
      realName: name,
      teamId: stranger ? 'T0STRANGERS' : this.#teamId,
      admin: false,
      owner: false,
      guest: false,
      stranger,
      hidden: false,
      deleted: false,
      bot: false,
      tz: 'Europe/Amsterdam',
    };
    this.all.set(person.id, person);
    return person;
  }
}

/** An id that a person can read in a failing test: the kind's letter, the name, and a number if it is taken. */
export function idFor(letter: string, name: string, taken: ReadonlyMap<string, unknown>): string {
  const word = name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  for (let number = 0; ; number++) {
    const id = `${letter}0${word}${number || ''}`.padEnd(9, '0');
    if (!taken.has(id)) return id;
  }
}

/** A person as `users.info` tells it. */
export function asUser(person: Person): JsonObject {
  const profile = {
    real_name: person.realName,
    display_name: person.name,
    image_72: 'https://a.slack-edge.com/72.png',
  };
  const common = {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.deleted,
    is_bot: person.bot,
    is_app_user: false,
    profile,
    updated: 1_700_000_000,
  };
  // Guessed from use: a deactivated user's object carries less.
  if (person.deleted) return common;
  return {
    ...common,
    real_name: person.realName,
    tz: person.tz,
    tz_label: person.tz,
    tz_offset: 3600,
    is_admin: person.admin || person.owner !== false,
    is_owner: person.owner !== false,
    is_primary_owner: person.owner === 'primary',
    is_restricted: person.guest !== false,
    is_ultra_restricted: person.guest === 'single',
    is_stranger: person.stranger,
    is_email_confirmed: true,
  };
}
