import type { Rig } from '../rig.ts';
import type { Crowd } from './crowd.ts';

/** Slack shows what was said long ago to nobody here. */
const KEPT_MS = 60 * 60_000;

/** Has the stand-ins forget what the application has no more to do with: only it is measured. */
export function tidy({ slack, pages, login, channel, ops, now }: Rig, crowd: Crowd): void {
  for (const page of [...pages, ...crowd.pages]) page.requests.length = 0;
  login.requests.length = 0;
  slack.calls.length = 0;
  slack.edits.length = 0;
  slack.publications.length = 0;
  const { workspace } = slack;
  workspace.ephemerals.length = 0;
  for (const id of [channel, ops]) {
    const old = workspace.channel(id);
    for (const root of old.roots()) {
      if (Number(root.ts) * 1000 > now() - KEPT_MS) continue;
      for (const reply of old.replies(root.ts)) old.remove(reply);
      old.remove(root);
    }
  }
}
