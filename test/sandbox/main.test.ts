import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import type { Snapshot } from './snapshot.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
let child: ChildProcess;
let said = '';

afterEach(() => {
  child.kill('SIGKILL');
});

function run(...args: string[]): void {
  said = '';
  child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)));
}

/** The address that it prints last when all is up. */
async function address(): Promise<string> {
  for (;;) {
    const found = /^(http:\/\/127\.0\.0\.1:\d+)\n$/m.exec(said)?.[1];
    if (found !== undefined) return found;
    if (child.exitCode !== null) throw new Error(`It ended: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The next state that the page would show, and for which this holds. */
async function shown(url: string, holds: (state: Snapshot) => boolean): Promise<Snapshot> {
  const { body } = await fetch(`${url}/events`);
  let text = '';
  for await (const chunk of body ?? []) {
    text += new TextDecoder().decode(chunk, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const state = JSON.parse(frame.replace(/^data: /, '')) as Snapshot;
      if (holds(state)) return state;
    }
  }
  throw new Error('The page ended');
}

function type(url: string, asked: { who: string; channel: string; text: string }): Promise<Response> {
  return fetch(`${url}/type`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
}

async function status(
  url: string,
  headers: Record<string, string>,
  body?: object,
): Promise<number | undefined> {
  const asked = request(url, { method: body ? 'POST' : 'GET', headers }).end(JSON.stringify(body ?? ''));
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('one command starts all of it, and one signal ends it', async () => {
  run();
  const url = await address();
  const page = await (await fetch(url)).text();
  const begun = await shown(url, ({ story }) => story !== undefined);
  const channel = begun.channels[0]?.id ?? '';
  const [ada, ben] = begun.players.map(({ id }) => id);
  await type(url, { who: ada ?? '', channel, text: '/botstatus' });
  await type(url, { who: ada ?? '', channel, text: '/nonsense' });
  const unknown = await type(url, { who: 'U0MALLORY', channel, text: 'Hello' });
  const hello = { who: ben, channel, text: 'Hello' };
  const json = { 'content-type': 'application/json' };
  const toAda = (said: Snapshot) => said.channels[0]?.messages.filter(({ to }) => to === ada) ?? [];
  const answered = await shown(url, (said) => toAda(said).length === 2);
  const strangers = [
    await status(url, { host: 'evil.example' }),
    await status(`${url}/events`, { origin: 'https://evil.example' }),
    await status(`${url}/type`, { ...json, origin: 'https://evil.example' }, hello),
    await status(`${url}/type`, { ...json, origin: 'null' }, hello),
    await status(`${url}/type`, { 'content-type': 'text/plain' }, hello),
    await status(`${url}/constructor`, json, hello),
    await status(`${url}/../sandbox.ts`, {}),
  ];
  const after = await shown(url, () => true);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');

  expect(page).toContain('<title>Outage Bot sandbox</title>');
  expect(begun.channels.map(({ name }) => name)).toEqual(['outages', 'outage-bot-ops', 'rehearsals']);
  expect(
    toAda(answered)
      .map(({ text }) => text)
      .sort(),
  ).toEqual(['/nonsense is not a valid command.', 'Outage Bot is well']);
  expect(answered.violations).toEqual([]);
  expect(after.channels[0]?.messages.filter(({ text }) => text === 'Hello')).toEqual([]);
  expect(await unknown.json()).toEqual({ error: expect.stringContaining('Invalid option') });
  expect(strangers).toEqual([403, 403, 403, 403, 400, 404, 404]);
  expect(code).toBe(0);
  expect(exists(begun.app.pid)).toBe(false);
  expect(said.trimEnd().split('\n')).toHaveLength(2);
});

test('an app that dies is not passed over in silence', async () => {
  run();
  const { app } = await shown(await address(), () => true);
  process.kill(app.pid, 'SIGKILL');
  const [code] = await once(child, 'exit');

  expect(code).toBe(1);
  expect(said).toContain('The app has ended by itself (SIGKILL).');
});
