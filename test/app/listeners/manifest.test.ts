import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { bindListeners } from '../../../app/listeners/index.ts';
import type { Parts } from '../../../app/listeners/parts.ts';

const root = new URL('../../../', import.meta.url);
const manifest = parse(readFileSync(new URL('manifest.yml', root), 'utf8')) as {
  features: {
    slash_commands: { command: string }[];
    shortcuts: { callback_id: string; type: string; name: string; description: string }[];
  };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[] } };
};

/** The scope that each method of Slack's needs, by its own documentation. */
const SCOPE: Record<string, string[]> = {
  'auth.test': [],
  'chat.getPermalink': [],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
};

/** Methods that the code calls on a web client. */
function calledMethods(): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(new URL('app/', root), { recursive: true, encoding: 'utf8' })) {
    // Azure DevOps has a client of its own.
    if (!file.endsWith('.ts') || file.startsWith('tickets')) continue;
    const code = readFileSync(new URL(`app/${file}`, root), 'utf8');
    for (const [, method] of code.matchAll(/client\.((?:[a-z]+\.)+[a-z]\w*)\(/g))
      if (method) found.add(method);
  }
  return [...found].sort();
}

/** The names that are bound, by the kind of thing. */
function boundNames(): Record<'command' | 'shortcut' | 'event' | 'action' | 'view' | 'options', string[]> {
  const bound = { command: [], shortcut: [], event: [], action: [], view: [], options: [] };
  const app = new Proxy(bound, {
    get: (all, kind: keyof typeof bound) => (name: unknown) => all[kind].push(nameOf(name) as never),
  });
  bindListeners(app as never, {} as Parts);
  return bound;
}

function nameOf(bound: unknown): string {
  if (typeof bound === 'string') return bound;
  const { callback_id: callback, action_id: action } = bound as Record<string, unknown>;
  return String(callback ?? action);
}

test.each([
  ['command', manifest.features.slash_commands.map(({ command }) => command)],
  ['shortcut', manifest.features.shortcuts.map(({ callback_id: id }) => id)],
  ['event', manifest.settings.event_subscriptions.bot_events],
] as const)('every %s in the manifest is bound, and every bound one is in the manifest', (kind, named) => {
  expect(boundNames()[kind].sort()).toEqual([...named].sort());
});

test('nothing is bound twice', () => {
  for (const names of Object.values(boundNames())) expect(names).toEqual([...new Set(names)]);
});

test('shortcuts keep to the limits of Slack', () => {
  const { shortcuts } = manifest.features;

  expect(shortcuts.filter(({ type }) => type === 'message').length).toBeLessThanOrEqual(5);
  for (const { name, description, callback_id: id } of shortcuts) {
    expect(name).toMatch(/^.{1,24}$/);
    expect(description).toMatch(/^.{1,150}$/);
    expect(id).toMatch(/^.{1,255}$/);
  }
});

test('the scopes are those that the called methods and commands need, no more', () => {
  const needed = new Set([
    'commands',
    ...calledMethods().flatMap((method) => SCOPE[method] ?? [`unknown: ${method}`]),
  ]);

  expect([...needed].sort()).toEqual([...manifest.oauth_config.scopes.bot].sort());
});
