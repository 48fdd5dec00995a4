import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

// A Chromium in a process of its own, which ends when the process that started it goes away, and removes the folder
// into which it was unpacked. It prints the address under which Playwright reaches it.

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** One that the system brings has emoji in colour. */
const [, , folder = '', preferred = ''] = process.argv;
process.env.FONTCONFIG_FILE = await writeFontConfig();
const server = await playwright.launchServer({ ...(await whichOne()), args: ARGS, host: '127.0.0.1' });

process.stdin.resume().once('end', () => void end());
process.stdout.write(`${server.wsEndpoint()}\n`);

async function end(): Promise<void> {
  await server.close();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
}

async function whichOne(): Promise<{ executablePath: string } | { channel: string }> {
  if (existsSync(preferred)) return { executablePath: preferred };
  // npm's is made for Linux on x64; elsewhere an installed Chrome does.
  const isMadeForThis = process.platform === 'linux' && process.arch === 'x64';
  return isMadeForThis ? { executablePath: await chromium.executablePath() } : { channel: 'chrome' };
}

/** npm's expects its fonts in /tmp, wherever it is unpacked, and ends at a text field when it finds none at all. */
async function writeFontConfig(): Promise<string> {
  const file = join(folder, 'fonts.conf');
  const lines = [
    '<fontconfig>',
    `<dir>${join(folder, 'fonts')}</dir>`,
    `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    '</fontconfig>',
  ];
  await writeFile(file, lines.join('\n'));
  return file;
}
