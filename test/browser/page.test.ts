import { expect, test } from '@jest/globals';
import { realClock } from '../../app/clock.ts';
import { appManifest } from '../sandbox/app-manifest.ts';
import { doings } from '../sandbox/doings.ts';
import { welcome } from '../sandbox/people.ts';
import { startServer } from '../sandbox/server.ts';
import { snapshot } from '../sandbox/snapshot.ts';
import type { SlackbotLine } from '../sandbox/typing.ts';
import { startBoards } from '../standins/boards/index.ts';
import { startLoopbackSlack } from '../standins/slack/index.ts';
import { announcement, become, choose, open, type } from './hands.ts';
import { messageBlocks, startSampleApp } from './sample-app.ts';
import { usePage } from './use-page.ts';

/** The page before a Slack with a small app in it, which shows one of everything. */
const here = usePage(async () => {
  const [slack, boards] = await Promise.all([
    startLoopbackSlack(),
    startBoards({ process: 'Basic', project: 'Outages', pat: 'x' }),
  ]);
  const channel = slack.channel('outages');
  const time = { speed: 1, epoch: 0, realEpoch: 0 };
  const world = { slack, clock: realClock, time, stages: [], boards };
  const players = welcome(world);
  const app = await startSampleApp(slack);
  const slackbot: SlackbotLine[] = [];
  const page = await startServer({
    port: 0,
    about: { ...appManifest(), boardsUrl: boards.orgUrl },
    doings: doings(world, { players, manifest: appManifest(), said: (line) => void slackbot.push(line) }),
    snapshot: () =>
      snapshot({
        world,
        players,
        slackbot,
        app: { pid: 0, running: () => true },
        telling: undefined,
        live: false,
        calm: true,
        log: '',
      }),
  });
  slack.onChange(() => page.changed());
  const client = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' };
  await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: client,
    body: JSON.stringify({ channel, text: 'A message with buttons', blocks: messageBlocks() }),
  });
  return {
    url: page.url,
    slack,
    players,
    app,
    channel,
    async close() {
      await app.stop();
      await page.close();
      await Promise.all([slack.close(), boards.close()]);
    },
  };
});

function message() {
  return announcement(here.page, 'A message with buttons');
}

test('a form with one of everything is filled in by its labels, and nothing typed is lost on the way', async () => {
  const { page, served } = here;
  await message().getByRole('button', { name: 'Open the form' }).click();
  const modal = page.getByRole('dialog', { name: 'Everything' });
  const send = modal.getByRole('button', { name: 'Send' });
  const options = modal.getByRole('listbox');

  await send.click();
  await modal.getByText('Please complete this required field.').first().waitFor();
  const line = modal.getByRole('textbox', { name: 'Line' });
  expect(await line.evaluate((node) => node.matches(':focus'))).toBe(true);
  await line.fill('ab');
  await modal.getByLabel('Text (optional)').fill('first\nsecond');
  await modal.getByLabel('Number').fill('13');
  await modal.getByLabel('Colour', { exact: true }).selectOption('GREEN');
  await modal.getByRole('combobox', { name: 'Colours' }).fill('bl');
  await options.getByRole('option', { name: 'BLUE' }).click();
  await modal.getByRole('combobox', { name: 'Colours' }).fill('r');
  await options.getByRole('option', { name: 'RED' }).waitFor();
  await page.keyboard.press('Enter');
  const word = modal.getByRole('combobox', { name: 'Word' });
  await word.fill('a');
  await modal.getByText('Type 2 letters or more').waitFor();
  await word.fill('ap');
  await options.getByRole('option', { name: 'APRICOT' }).click();
  await modal.getByRole('group', { name: 'Radio' }).getByLabel('BLUE').check();
  await modal.getByRole('group', { name: 'Ticks' }).getByLabel('RED').check();
  await modal.getByRole('group', { name: 'Ticks' }).getByLabel('GREEN').check();
  await modal.getByLabel('Day').fill('2026-11-20');
  await modal.getByLabel('Moment').fill('2026-11-20T10:30');
  await modal.getByRole('combobox', { name: 'Person' }).fill('ben');
  await options.getByRole('option', { name: 'Ben' }).click();
  await modal.getByRole('combobox', { name: 'Channel' }).click();
  await options.getByRole('option', { name: '# outages' }).click();
  await send.click();
  await modal.getByText('Please enter at least 3 characters.').waitFor();
  await line.fill('abc');
  await send.click();
  await modal.getByText('Not that one').waitFor();
  expect(served.app.submitted).toEqual([]);
  await modal.getByLabel('Number').fill('12');
  await page.keyboard.press('Enter');
  await modal.waitFor({ state: 'hidden' });

  const [values] = served.app.submitted as Record<string, Record<string, object>>[];
  const moment = await page.evaluate(() => new Date('2026-11-20T10:30').getTime() / 1000);
  expect(values).toMatchObject({
    line: { a: { value: 'abc' } },
    text: { b: { value: 'first\nsecond' } },
    number: { c: { value: '12' } },
    colour: { d: { selected_option: { value: 'green' } } },
    colours: { e: { selected_options: [{ value: 'blue' }, { value: 'red' }] } },
    word: { words: { selected_option: { value: 'apricot' } } },
    radio: { f: { selected_option: { value: 'blue' } } },
    ticks: { g: { selected_options: [{ value: 'red' }, { value: 'green' }] } },
    day: { h: { selected_date: '2026-11-20' } },
    moment: { i: { selected_date_time: moment } },
    person: { j: { selected_user: served.slack.user('Ben').id } },
    channel: { k: { selected_channel: served.channel } },
  });
});

test('what is being pressed stays where it is until it is let go', async () => {
  const { page } = here;
  // All of the form is in sight: nothing scrolls, which would hide that something has moved.
  await page.setViewportSize({ width: 1280, height: 2000 });
  await message().getByRole('button', { name: 'Open the form' }).click();
  const modal = page.getByRole('dialog', { name: 'Everything' });
  await modal.getByRole('button', { name: 'Send' }).click();
  await modal.getByText('Please complete this required field.').first().waitFor();
  const line = modal.getByRole('textbox', { name: 'Line' });
  await line.fill('abc');
  const blue = modal.getByRole('group', { name: 'Radio' }).getByLabel('BLUE');
  // Another listener hears what the page hears: that the line is complained of no more.
  await page.evaluate(`globalThis.told = new Promise((resolve) => {
    new EventSource('/events').onmessage = ({ data }) => {
      if (JSON.parse(data).players[0].modals.some(({ errors }) => !errors.line)) resolve();
    };
  }); undefined`);
  const top = () => blue.evaluate((node) => node.getBoundingClientRect().top);
  const { x = 0, y = 0, width = 0, height = 0 } = (await blue.boundingBox()) ?? {};
  const before = await top();

  // The line is left: its complaint goes, and all below it moves up.
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.evaluate('told');
  const pressed = await top();
  await page.mouse.up();

  expect(pressed).toBe(before);
  expect(await blue.isChecked()).toBe(true);
  // What has come meanwhile is shown then.
  await line.and(modal.locator(':not([aria-invalid])')).waitFor();
  await page.keyboard.press('Escape');
  await modal.waitFor({ state: 'hidden' });
});

test('modals stack, keep the focus, and Escape closes the one in front', async () => {
  const { page } = here;
  await message().getByRole('button', { name: 'Open the form' }).click();
  const modal = page.getByRole('dialog', { name: 'Everything' });
  await modal.getByLabel('Line').fill('still here');
  await modal.getByRole('button', { name: 'Deeper' }).click();
  await page.getByRole('dialog', { name: 'Deep' }).waitFor();
  const visited: unknown[] = [];
  for (let i = 0; i < 6; i += 1) {
    await page.keyboard.press('Tab');
    visited.push(await page.evaluate('document.activeElement.closest("nav, main, dialog")?.tagName'));
  }
  await page.keyboard.press('Escape');
  await modal.waitFor();

  expect(visited).toContain('DIALOG');
  expect(visited).not.toContain('NAV');
  expect(visited).not.toContain('MAIN');
  expect(await modal.getByLabel('Line').inputValue()).toBe('still here');
  await page.keyboard.press('Escape');
  await modal.waitFor({ state: 'hidden' });
});

test('what only one person sees is shown to that person, as text, with its buttons', async () => {
  const { page } = here;
  await message().getByRole('button', { name: 'Whisper' }).click();
  const whisper = announcement(page, 'Only visible to you');
  await whisper.getByText('<img src="x" onerror="alert(1)"> is only for you').waitFor();

  expect(await page.locator('img').count()).toBe(0);
  await become(page, 'Ben');
  await whisper.waitFor({ state: 'detached' });
  await become(page, 'Ada');
  await whisper.getByRole('button', { name: 'Thanks' }).click();
  await whisper.getByText('You are welcome').waitFor();
});

test('a question is asked before, and no press passes without an answer', async () => {
  const { page, served } = here;
  await message().getByRole('button', { name: 'Delete all' }).click();
  await page.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click();
  await page.getByRole('dialog', { name: 'Sure?' }).waitFor({ state: 'detached' });
  expect(served.app.pressed).not.toContain('dangerous');
  await message().getByRole('button', { name: 'Delete all' }).click();
  await page.getByRole('dialog', { name: 'Sure?' }).getByRole('button', { name: 'Do it' }).click();
  await message().getByRole('button', { name: 'Silent' }).click();
  await page.getByRole('alert').getByText('Slack could not reach the app').waitFor();

  expect(served.app.pressed).toContain('dangerous');
  expect(served.slack.violations.splice(0)).toEqual([
    'interactive block_actions was not acknowledged within 3 seconds',
  ]);
});

test("people write and reply, and every message's menu has the shortcuts", async () => {
  const { page } = here;
  await type(page, 'Is it *down*?');
  const question = announcement(page, 'Is it');
  expect(await question.getByText('down', { exact: true }).evaluate((node) => node.tagName)).toBe('B');
  await question.getByRole('button', { name: 'Reply in thread' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByLabel('Reply').fill('For me, yes');
  await thread.getByLabel('Reply').press('Enter');
  const reply = thread.getByRole('article').filter({ hasText: 'For me, yes' });
  await choose(reply, 'More actions', 'Force resolve');

  const about = page.getByRole('dialog', { name: 'About' });
  await about.getByText('For me, yes').waitFor();
  await page.keyboard.press('Escape');
  await about.waitFor({ state: 'hidden' });
  await thread.getByLabel('Reply').fill('/botstatus');
  await thread.getByLabel('Reply').press('Enter');
  await page.getByText('/botstatus is not supported in threads. Sorry!').waitFor();
});

test('everybody has a Home of their own, whose buttons work and which follows by itself', async () => {
  const { page } = here;
  const home = page.getByRole('region', { name: 'App Home' });
  await open(page, 'Outage Bot');
  await home.getByText('Pressed 0').waitFor();
  await home.getByRole('button', { name: 'Count' }).click();
  await home.getByText(/Pressed [1-9]/).waitFor();
  await become(page, 'Ben');
  await home.getByText('Pressed 0').waitFor();

  expect(await home.getByText(/Pressed [1-9]/).count()).toBe(0);
});

test('counts in words as people do', async () => {
  const said = await here.page.evaluate(
    "import('/words.js').then(({ counted }) => [[1, 'reply'], [2, 'reply'], [1, 'day'], [3, 'day'], [2, 'hour']].map((each) => counted(...each)))",
  );

  expect(said).toEqual(['1 reply', '2 replies', '1 day', '3 days', '2 hours']);
});
