import type { Doubt } from '../views/doubt.ts';
import { instant } from './announce/present.ts';
import type { Standing } from './platforms.ts';

/** How looking at a platform stands, as the views show it. */
export function shownStanding({
  platform,
  lastGoodLookAt,
  unreadable,
  suspicious,
  partly,
}: Standing): Doubt & { name: string } {
  return {
    name: platform.name,
    ...(lastGoodLookAt === undefined
      ? {}
      : { lastGoodLook: instant(new Date(lastGoodLookAt).toISOString()) }),
    ...(unreadable ? { cannotTell: { since: instant(unreadable.since), why: unreadable.message } } : {}),
    ...(suspicious === undefined ? {} : { suspicious }),
    ...(partly === undefined ? {} : { partly }),
  };
}
