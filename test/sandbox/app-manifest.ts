import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A command that the app has, as its manifest gives it to Slack. */
export interface Command {
  command: string;
  description: string;
  usage_hint?: string;
}

/** An entry of the menu that every message has. */
export interface Shortcut {
  name: string;
  callback_id: string;
  description: string;
}

/** What Slack knows of the app from manifest.yml. */
export interface AppManifest {
  name: string;
  commands: Command[];
  messageShortcuts: Shortcut[];
}

/** Reads manifest.yml. */
export function appManifest(): AppManifest {
  const text = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');
  const { display_information, features } = parse(text) as {
    display_information: { name: string };
    features: { slash_commands: Command[]; shortcuts?: (Shortcut & { type: string })[] };
  };
  return {
    name: display_information.name,
    commands: features.slash_commands,
    messageShortcuts: (features.shortcuts ?? []).filter(({ type }) => type === 'message'),
  };
}
