import type { AppProcess } from './app-process.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 60_000;

/** Resolves once the bot is connected to Slack and has read all pages; rejects when it ends before. */
export async function ready(world: World, app: AppProcess, { looked = true } = {}): Promise<void> {
  // Azure's subscriptions say nothing of how it is.
  const isRead = ({ page }: World['stages'][number]) =>
    page.requests.some(({ status, path }) => status === 200 && path !== '/subscriptions');
  const isReady = () => world.slack.sockets.live() > 0 && (!looked || world.stages.every(isRead));
  const patience = performance.now() + PATIENCE_MS;
  while (!isReady()) {
    if (!app.running()) throw new Error(`The app has ended before it was ready:\n${app.log()}`);
    if (performance.now() > patience) throw new Error(`The app does not get ready:\n${app.log()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
