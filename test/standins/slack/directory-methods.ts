import type { JsonObject } from './json.ts';
import type { Call, Methods } from './method.ts';
import { asUser, type UserGroup } from './people.ts';
import { Refusal } from './refusal.ts';
import { bot } from './workspace.ts';

// Documented (method pages).
export const directoryMethods: Methods = {
  'auth.test': { token: 'bot', tier: 4, args: [], run: whoAmI },
  'users.info': {
    token: 'bot',
    scope: 'users:read',
    tier: 4,
    needs: ['user'],
    args: ['user', 'include_locale'],
    run: ({ args, workspace }) => {
      const person = workspace.people.all.get(args.need('user'));
      if (!person) throw new Refusal('user_not_found');
      if (person.hidden) throw new Refusal('user_not_visible');
      return { user: asUser(person) };
    },
  },
  'usergroups.users.list': {
    token: 'bot',
    scope: 'usergroups:read',
    tier: 2,
    needs: ['usergroup'],
    args: ['usergroup', 'include_disabled'],
    run: (call) => {
      const group = call.workspace.people.groups.get(call.args.need('usergroup'));
      if (call.workspace.freePlan) throw new Refusal('plan_upgrade_required');
      if (!group || (group.disabled && !call.args.flag('include_disabled')))
        throw new Refusal('no_such_subteam');
      return { users: group.members };
    },
  },
  'usergroups.list': {
    token: 'bot',
    scope: 'usergroups:read',
    tier: 2,
    args: ['include_count', 'include_disabled', 'include_users'],
    run: (call) => {
      if (call.workspace.freePlan) throw new Refusal('plan_upgrade_required');
      const groups = [...call.workspace.people.groups.values()];
      const shown = groups.filter((group) => !group.disabled || call.args.flag('include_disabled'));
      return { usergroups: shown.map((group) => asGroup(group, call)) };
    },
  },
};

function whoAmI(): JsonObject {
  return {
    url: `https://${bot.teamDomain}.slack.com/`,
    team: 'Loopback',
    user: bot.name,
    team_id: bot.teamId,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

function asGroup(group: UserGroup, { args }: Call): JsonObject {
  return {
    id: group.id,
    team_id: bot.teamId,
    is_usergroup: true,
    name: group.handle,
    handle: group.handle,
    date_delete: group.disabled ? 1_700_000_000 : 0,
    user_count: group.members.length,
    ...(args.flag('include_users') && { users: group.members }),
  };
}
