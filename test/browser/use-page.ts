import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { Player } from '../sandbox/people.ts';
import type { LoopbackSlack } from '../standins/slack/index.ts';
import { type OwnBrowser, startBrowser } from './browser.ts';

/** What serves the page of a sandbox, with or without all that usually is behind it. */
export interface Served {
  url: string;
  slack: LoopbackSlack;
  players: readonly Player[];
  close(): Promise<void>;
}

/** How long one step may take on a busy machine. */
const PATIENCE_MS = 20_000;

/**
 * A browser and what `start` serves for all tests of a file, and a fresh page for each. After each, the page must
 * have had no error, nobody may have been notified, and Slack must have had nothing to complain of.
 */
export function usePage<S extends Served>(start: () => Promise<S>): { page: Page; served: S } {
  let own: OwnBrowser | undefined;
  let served: S | undefined;
  let context: BrowserContext;
  let page: Page;
  let errors: string[] = [];

  beforeAll(async () => {
    await Promise.all([
      startBrowser().then((started) => {
        own = started;
      }),
      start().then((started) => {
        served = started;
      }),
    ]);
  });
  afterAll(async () => {
    await own?.close();
    await served?.close();
  });
  beforeEach(async () => {
    errors = [];
    context = await ready(own).browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(ready(served).url);
  });
  afterEach(async () => {
    await context.close();
    // What an unfinished test leaves open is not in the way of the next one.
    const { players, slack } = ready(served);
    for (const { id } of players) slack.reload(id);
    const { violations, notified } = slack;
    expect({ errors, violations, notified }).toEqual({ errors: [], violations: [], notified: [] });
  });

  return {
    get page() {
      return page;
    },
    get served() {
      return ready(served);
    },
  };
}

function ready<T>(started: T | undefined): T {
  if (started === undefined) throw new Error('It has not started');
  return started;
}
