import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { World } from '../sandbox/world.ts';
import { type OwnBrowser, startBrowser } from './browser.ts';
import { announcement, choose, open } from './hands.ts';

// `npm run screenshots`: the pictures of the README, from a sandbox in which a few things are wrong.

const FOLDER = fileURLToPath(new URL('./pictures/', import.meta.url));
/** Debian's, which has emoji in colour; npm's has none. */
const IN_COLOUR = '/usr/bin/chromium';
const SCREEN = { width: 1340, height: 1000 };
const OPTIONS = { speed: 20, live: false, port: 0, verbose: false, once: false, calm: true } as const;

await mkdir(FOLDER, { recursive: true });
const sandbox = await startSandbox(OPTIONS, { CHECK_SCHEDULE: '*/10 * * * * *' });
let own: OwnBrowser | undefined;
try {
  own = await startBrowser(IN_COLOUR);
  const page = await own.browser.newPage({
    viewport: SCREEN,
    locale: 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    reducedMotion: 'reduce',
  });
  await page.goto(sandbox.url);
  await happen(page, sandbox.world);
  await takeAll(page);
} finally {
  await own?.close();
  await sandbox.stop();
}

/** What there is to be seen: an outage that is taken care of, two that are not, one that is over, a page that is away. */
async function happen(page: Page, { github, snowflake, retool, slackStatus, m365 }: World): Promise<void> {
  m365.break(503);
  const queries = retool.open({ name: 'Some queries time out', body: 'We are looking into slow queries.' });
  await announcement(page, 'Some queries time out').waitFor();
  const pushes = github.open({
    name: 'Pushes and pulls fail',
    impact: 'major',
    components: ['Git Operations'],
    body: 'We are investigating reports of failing Git operations.',
  });
  const root = announcement(page, 'Pushes and pulls fail');
  await root.waitFor();
  pushes.update({
    status: 'identified',
    impact: 'critical',
    body: 'A database that holds repositories is overloaded. We are moving load away from it.',
  });
  await root.getByText('A database that holds').waitFor();
  await root.getByRole('button', { name: 'Acknowledge' }).click();
  await root.getByText('Acknowledged by Ada').waitFor();
  await root.getByRole('button', { name: 'Create ticket' }).click();
  await take(page.getByRole('dialog', { name: 'Create ticket' }), 'ticket', page.getByLabel('Title'));
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await root.getByRole('link', { name: 'Open ticket' }).waitFor();
  queries.resolve('All queries are fast again.');
  snowflake.open({
    name: 'Queries fail in AWS US West (Oregon)',
    impact: 'major',
    components: ['AWS - US West (Oregon) - Virtual Warehouses'],
    body: 'Customers in this region see errors when they run queries.',
  });
  await announcement(page, 'Queries fail').waitFor();
  slackStatus.page.open({ title: 'Trouble with uploading files', services: ['Messaging'] });
  await announcement(page, 'Trouble with uploading').waitFor();
}

async function takeAll(page: Page): Promise<void> {
  const root = announcement(page, 'Pushes and pulls fail');
  await page.mouse.move(0, 0);
  await take(root, 'announcement');
  await choose(announcement(page, 'Queries fail'), 'More options', 'Force resolve');
  const reason = page.getByLabel('Why does it end for us?');
  await reason.fill('We have no warehouse in that region.');
  await take(page.getByRole('dialog', { name: 'Force resolve' }), 'force-resolve', reason);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await root.getByRole('button', { name: /repl/ }).click();
  await page.setViewportSize({ ...SCREEN, height: 860 });
  await take(page.getByRole('complementary', { name: 'Thread' }), 'thread');
  await open(page, 'Outage Bot');
  const home = page.getByRole('region', { name: 'App Home' });
  await page.setViewportSize({ ...SCREEN, height: 900 });
  await take(home, 'home', home.getByText('cannot tell since'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(home, 'home-dark');
}

async function take(what: Locator, name: string, after?: Locator): Promise<void> {
  await after?.first().waitFor();
  await what.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled' });
}
