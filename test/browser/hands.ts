import type { Locator, Page } from 'playwright-core';

/** The announcement of the outage with this title: the first message that has it. */
export function announcement(page: Page, title: string): Locator {
  return page
    .getByRole('region', { name: 'Channel' })
    .getByRole('article')
    .filter({ hasText: title })
    .first();
}

/** Chooses from the menu of an event, a message or a button. */
export async function choose(within: Locator, menu: string, item: string): Promise<void> {
  await within.getByRole('button', { name: menu }).click();
  await within.getByRole('menuitem', { name: item }).click();
}

/** From now on the page is used as somebody else. */
export async function become(page: Page, name: string): Promise<void> {
  await page.getByRole('group', { name: 'You are' }).getByRole('button', { name }).click();
}

/** Opens a channel, the app's Home or Azure DevOps. */
export async function open(page: Page, room: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: room }).click();
}

/** Types a line below the channel. */
export async function type(page: Page, line: string): Promise<void> {
  await page.getByLabel('Message or command').fill(line);
  await page.getByLabel('Message or command').press('Enter');
}
