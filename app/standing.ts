import type { Doubt } from '../views/doubt.ts';
import { instant, instantAt } from './announce/present.ts';
import type { Standing } from './platforms.ts';

/** How looking at a platform stands, as the views show it. Written without spreading: platforms may be thousands. */
export function shownStanding(standing: Standing): Doubt & { name: string } {
  const { platform, lastGoodLookAt, unreadable, suspicious, partly } = standing;
  const shown: Doubt & { name: string } = { name: platform.name };
  if (lastGoodLookAt !== undefined) shown.lastGoodLook = instantAt(lastGoodLookAt);
  if (unreadable) shown.cannotTell = { since: instant(unreadable.since), why: unreadable.message };
  if (suspicious !== undefined) shown.suspicious = suspicious;
  if (partly !== undefined) shown.partly = partly;
  return shown;
}
