import { ending } from './ending.ts';
import { readOptions, USAGE } from './options.ts';
import { startSandbox } from './sandbox.ts';
import { expectedOutages, STORY_MINUTES } from './story.ts';

const options = readOptions(process.argv.slice(2));
if ('problem' in options) {
  process.stderr.write(`${options.problem}\n\n${USAGE}`);
  process.exit(2);
}

const starting = startSandbox(options);
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
process.on('unhandledRejection', (reason) => void end(1, String(reason)));

try {
  const sandbox = await starting;
  void sandbox.broken.then((what) => end(1, what));
  const { speed, live, once, calm } = options;
  const seconds = Math.round((STORY_MINUTES * 60) / speed);
  const coming = live
    ? 'The real status pages of the six platforms that need no credentials are polled once a minute'
    : calm
      ? `Nothing happens by itself, at ${speed} times the speed of real time`
      : `Half an hour of outages on eight platforms passes in ${seconds} s`;
  if (!stopping) {
    process.stdout.write(`${coming}; Ctrl-C ends it. The app's log: ${sandbox.log}\n${sandbox.url}\n`);
  }
  if (once) {
    const telling = await sandbox.begun;
    await telling.over;
    const wrong = stopping ? [] : await ending(sandbox.world);
    if (wrong.length > 0) await end(1, `Not as it must be:\n${wrong.map((one) => `  - ${one}`).join('\n')}`);
    await end(0, `All ${expectedOutages.length} outages were told once, kept up to date, and ended.`);
  }
} catch (error) {
  await end(1, error instanceof Error ? error.message : String(error));
}

/** Stops all that was started and ends; only the first reason counts. */
async function end(code: number, words?: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (words !== undefined) (code === 0 ? process.stdout : process.stderr).write(`${words}\n`);
  const sandbox = await starting.catch(() => undefined);
  await sandbox?.stop();
  process.exit(code);
}
