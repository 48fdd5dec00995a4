import { expect, test } from '@jest/globals';
import { startSandbox } from '../sandbox/sandbox.ts';
import { announcement, become, choose, open, type } from './hands.ts';
import { usePage } from './use-page.ts';

/** Five times as fast as life, with a look at every platform each second. */
const OPTIONS = { speed: 5, live: false, port: 0, verbose: false, once: false, calm: true } as const;
const here = usePage(async () => {
  const { url, world, players, stop } = await startSandbox(OPTIONS, { CHECK_SCHEDULE: '*/5 * * * * *' });
  return { url, slack: world.slack, world, players, close: stop };
});

test('an outage is told, acknowledged, given a ticket, and the ticket follows it to its end', async () => {
  const { page, served } = here;
  const { github } = served.world;
  const outage = github.open({ name: 'Pushes fail', impact: 'critical', body: 'We look into it.' });
  const root = announcement(page, 'Pushes fail');

  await root.getByRole('button', { name: 'Acknowledge' }).click();
  await root.getByText('Acknowledged by Ada').waitFor();
  await root.getByRole('button', { name: 'Create ticket' }).click();
  const modal = page.getByRole('dialog', { name: 'Create ticket' });
  await modal.getByLabel('Title').fill('We cannot push');
  // Another type has other fields; what was typed stays.
  await modal.getByLabel('Work item type').selectOption('Task');
  await modal.getByLabel('Severity').waitFor({ state: 'detached' });
  expect(await modal.getByLabel('Title').inputValue()).toBe('We cannot push');
  await modal.getByLabel('Area path').selectOption({ label: 'Outages\\Platform' });
  await modal.getByRole('button', { name: 'Create' }).click();
  await modal
    .getByText(/ticket 1\b/i)
    .first()
    .waitFor();
  await modal.getByRole('button', { name: 'Close', exact: true }).click();
  await modal.waitFor({ state: 'hidden' });
  outage.update({ status: 'identified', body: 'A database is overloaded.' });
  await root.getByText('A database is overloaded.').waitFor();
  outage.resolve('Pushes work again.');
  await root.getByText('Resolved after').waitFor();
  await root.getByRole('link', { name: 'Open ticket 1' }).click();
  const item = page.getByRole('region', { name: 'Azure DevOps' }).getByRole('article');
  await item.getByText('Pushes work again.').waitFor();
  await item.getByText('Closed', { exact: true }).waitFor();

  expect(await item.getByRole('heading', { level: 2 }).textContent()).toBe('Task 1: We cannot push');
  expect(await item.getByText('A database is overloaded.').count()).toBe(1);
});

test('an outage is force-resolved for a reason, and that is taken back', async () => {
  const { page, served } = here;
  served.world.snowflake.open({ name: 'Queries are slow', body: 'We look into it.' });
  const root = announcement(page, 'Queries are slow');
  await root.waitFor();

  await choose(root, 'More options', 'Force resolve');
  const modal = page.getByRole('dialog', { name: 'Force resolve' });
  const reason = modal.getByLabel('Why does it end for us?');
  await reason.waitFor();
  await modal.getByRole('button', { name: 'Force resolve' }).click();
  await modal.getByText('Please complete this required field.').waitFor();
  expect(await reason.evaluate((node) => node.matches(':focus'))).toBe(true);
  await reason.fill('Nobody here uses that');
  await modal.getByRole('radio', { name: 'Never again' }).check();
  await modal.getByRole('button', { name: 'Force resolve' }).click();
  await modal.waitFor({ state: 'hidden' });
  await root.getByText('Nobody here uses that').waitFor();
  await root.getByRole('button', { name: 'Undo force-resolve' }).click();
  await root.getByRole('button', { name: 'Acknowledge' }).waitFor();
  await root.getByRole('button', { name: /replies/ }).click();

  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText(/Force-resolved .*by Ada/).waitFor();
  expect(await root.textContent()).toContain('Minor, investigating');
});

test('test mode is switched on and off, and what it makes up is marked', async () => {
  const { page } = here;
  const home = page.getByRole('region', { name: 'App Home' });

  await open(page, 'Outage Bot');
  await home.getByRole('button', { name: 'Test mode on' }).click();
  await page.getByRole('dialog').getByText('Test mode is on').waitFor();
  await page.keyboard.press('Escape');
  await home.getByText('TEST MODE IS ON').waitFor();
  await open(page, '# rehearsals');
  await announcement(page, 'TEST').waitFor();
  await become(page, 'Ben');
  await type(page, '/testmodeoff');
  await page.getByText('Only operators can switch test mode').waitFor();
  await become(page, 'Ada');
  expect(await page.getByText('Only operators can switch test mode').count()).toBe(0);
  await type(page, '/testmodeoff');
  await page.getByText('Test mode is off.').waitFor();

  await open(page, 'Outage Bot');
  await home.getByText('TEST MODE IS ON').waitFor({ state: 'detached' });
  await home.getByText(/made-up event/).waitFor({ state: 'detached' });
  await open(page, '# outages');
  expect(await announcement(page, 'TEST').count()).toBe(0);
});

test('an operator raises the floor of a platform, which somebody else may not', async () => {
  const { page, served } = here;
  const home = page.getByRole('region', { name: 'App Home' });

  await become(page, 'Ben');
  await open(page, 'Outage Bot');
  await home.getByText('are for operators').waitFor();
  expect(await home.getByRole('button', { name: 'Settings' }).count()).toBe(0);
  await become(page, 'Ada');
  await home.getByRole('button', { name: 'Settings' }).click();
  const modal = page.getByRole('dialog', { name: 'Settings' });
  await modal.getByRole('combobox', { name: 'Platform' }).selectOption('GitHub');
  await modal.getByLabel('Severity').selectOption({ label: 'Critical only' });
  await modal.getByRole('button', { name: 'Save' }).click();
  await modal.getByText('This holds for GitHub from now on').waitFor();
  await modal.getByRole('button', { name: 'Close', exact: true }).click();
  served.world.github.open({ name: 'Apps load slowly', impact: 'minor', body: 'We look into it.' });
  served.world.github.open({ name: 'Nothing loads', impact: 'critical', body: 'We look into it.' });
  await home.getByText('Nothing loads').first().waitFor();
  await open(page, '# outages');
  await announcement(page, 'Nothing loads').waitFor();

  expect(await announcement(page, 'Apps load slowly').count()).toBe(0);
});
