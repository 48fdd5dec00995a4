import type {
  AllMiddlewareArgs,
  AnyMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import type { LookLine } from '../../views/look-result.ts';
import { lineOf } from './manual-check.ts';
import type { Parts } from './parts.ts';
import { askedBy } from './pressed.ts';
import { allowed } from './wish.ts';

type Press = Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body' | 'respond'>;

/** Somebody opened App Home: it is shown as things stand now. */
export function homeOpened({ home }: Pick<Parts, 'home'>) {
  return async ({ event }: Pick<SlackEventMiddlewareArgs<'app_home_opened'>, 'event'>): Promise<void> => {
    if (event.tab !== 'home') return;
    const { hash } = (event.view ?? {}) as { hash?: string };
    await home.opened(event.user, hash);
  };
}

/** "Previous" and "Next" on Home. */
export function turnHomePage(parts: Pick<Parts, 'home' | 'rights' | 'log' | 'clock' | 'client'>) {
  return async (press: Press): Promise<void> => {
    await press.ack();
    const asked = askedBy(press);
    if (!(await allowed(parts, asked, { what: 'look at outages', need: 'member' }))) return;
    const page = Number(press.body.actions[0]?.action_id.split(':')[1]);
    await parts.home.turned(asked.user, page);
  };
}

/** "Check everything now": Home shows how far it is, and then what was found. */
export function checkEverything(parts: Parts) {
  return async (press: Press): Promise<void> => {
    await press.ack();
    const asked = askedBy(press);
    const wish = { what: 'have everything checked at once', need: 'operator' } as const;
    if (!(await allowed(parts, asked, wish))) return;
    const lines: LookLine[] = parts.platforms.map(({ name }) => ({ platform: name }));
    const show = () => parts.home.checking(asked.user, lines);
    show();
    await Promise.all(
      parts.platforms.map(async (platform, i) => {
        lines[i] = { platform: platform.name, result: lineOf(await parts.look(platform, { ofAll: true })) };
        show();
      }),
    );
  };
}

/** Whoever presses something on Home sees theirs as it then is, whatever came of it. A middleware. */
export function afterHomePress({ home }: Pick<Parts, 'home'>) {
  return async ({
    body,
    next,
  }: Pick<AnyMiddlewareArgs & AllMiddlewareArgs, 'body' | 'next'>): Promise<void> => {
    const { type, view, user } = body as Partial<BlockAction>;
    if (type !== 'block_actions' || view?.type !== 'home' || !user) return next();
    home.pressing(user.id, view.hash);
    await next();
    await home.pressed(user.id);
  };
}
