import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

// Slack refuses a manifest with a key it does not know, so every level says which ones there are.
interface Command {
  command: string;
  description: string;
  usage_hint?: string;
  should_escape: boolean;
}

const manifest = parse(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8'));
const commands: Command[] = manifest.features.slash_commands;

describe('the manifest keeps to the limits of Slack', () => {
  test.each<[string, object, string[]]>([
    ['manifest', manifest, ['_metadata', 'display_information', 'features', 'oauth_config', 'settings']],
    ['_metadata', manifest._metadata, ['major_version', 'minor_version']],
    [
      'display_information',
      manifest.display_information,
      ['name', 'description', 'long_description', 'background_color'],
    ],
    [
      'features',
      manifest.features,
      ['app_home', 'bot_user', 'shortcuts', 'slash_commands', 'unfurl_domains'],
    ],
    [
      'app_home',
      manifest.features.app_home,
      ['home_tab_enabled', 'messages_tab_enabled', 'messages_tab_read_only_enabled'],
    ],
    ['bot_user', manifest.features.bot_user, ['display_name', 'always_online']],
    ['oauth_config', manifest.oauth_config, ['scopes']],
    ['scopes', manifest.oauth_config.scopes, ['bot', 'bot_optional']],
    [
      'settings',
      manifest.settings,
      [
        'event_subscriptions',
        'interactivity',
        'org_deploy_enabled',
        'socket_mode_enabled',
        'token_rotation_enabled',
      ],
    ],
  ])('%s has only keys that Slack knows', (_name, part, known) => {
    expect(known).toEqual(expect.arrayContaining(Object.keys(part)));
  });

  test('names and descriptions are short enough', () => {
    const { name, description, background_color: colour } = manifest.display_information;

    expect(name).toBe('Outage Bot');
    expect(name.length).toBeLessThanOrEqual(35);
    expect(description.length).toBeLessThanOrEqual(140);
    expect(colour).toMatch(/^#([0-9a-f]{3}){1,2}$/i);
    expect(manifest.features.bot_user.display_name.length).toBeLessThanOrEqual(80);
  });

  test('commands are few, each there once', () => {
    expect(commands.length).toBeGreaterThanOrEqual(1);
    expect(commands.length).toBeLessThanOrEqual(50);
    expect(new Set(commands.map(({ command }) => command)).size).toBe(commands.length);
  });

  test.each(commands)('$command is well formed', (command) => {
    const known = ['command', 'description', 'usage_hint', 'should_escape'];

    expect(known).toEqual(expect.arrayContaining(Object.keys(command)));
    expect(command.command).toMatch(/^\/[a-z][a-z-]{0,30}$/);
    expect(command.description).toMatch(/^.{1,2000}$/);
    expect(command.usage_hint ?? '-').toMatch(/^.{1,1000}$/);
    // Mentions arrive as ids, not as names that anybody can give themselves.
    expect(command.should_escape).toBe(true);
  });
});

test('the bot lives on Socket Mode with a token that stays', () => {
  expect(manifest.settings).toMatchObject({
    socket_mode_enabled: true,
    interactivity: { is_enabled: true },
    token_rotation_enabled: false,
    org_deploy_enabled: false,
  });
});

test('people can be sent direct messages, and are not asked to write any', () => {
  expect(manifest.features.app_home).toMatchObject({
    home_tab_enabled: true,
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: true,
  });
});
