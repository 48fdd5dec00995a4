import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = fileURLToPath(new URL('./chromium-process.ts', import.meta.url));

/** A browser and the way to end it. */
export interface OwnBrowser {
  browser: Browser;
  close(): Promise<void>;
}

/**
 * Starts the Chromium that npm brought or, if it is there, the one at `preferred`. It unpacks itself into a folder
 * of its own, which it removes at the end, so that nothing of an interrupted run is ever in the way.
 */
export async function startBrowser(preferred?: string): Promise<OwnBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'outage-bot-chromium-'));
  const args = ['--disable-warning=ExperimentalWarning', CHROMIUM, folder, ...(preferred ? [preferred] : [])];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    // The second is how its package knows that it must bring its own libraries.
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  const ended = once(child, 'close');
  // One that has ended already need not be told to.
  child.stdin.on('error', () => {});
  const close = async () => {
    child.stdin.end();
    await ended;
  };
  try {
    const [address] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as unknown[];
    if (typeof address !== 'string')
      throw new Error(`Chromium does not start (exit code ${String(address)})`);
    const browser = await chromium.connect(address);
    return {
      browser,
      async close() {
        await browser.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
