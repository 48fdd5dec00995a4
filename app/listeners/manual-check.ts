import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { type LookLine, lookResultMessage } from '../../views/look-result.ts';
import type { Looked } from '../look.ts';
import { reply } from '../slack/reply.ts';
import { askedPlatforms } from './asked-platforms.ts';
import type { Parts } from './parts.ts';
import { allowed } from './wish.ts';

/** A response_url takes five messages: the first, two steps between, the result, and one that has to be sent again. */
const MOST_STEPS = 2;

/** `/manualcheck platform|all`: looks now; a progress line that fills up; what was found. */
export function manualCheck(
  parts: Pick<Parts, 'rights' | 'client' | 'clock' | 'log' | 'platforms' | 'look'>,
) {
  return async ({
    command,
    ack,
    respond,
  }: Pick<SlackCommandMiddlewareArgs, 'command' | 'ack' | 'respond'>): Promise<void> => {
    const asked = await askedPlatforms({ command, ack }, parts.platforms);
    if (!asked) return;
    const person = { user: command.user_id, respond };
    if (!(await allowed(parts, person, { what: 'have me look', need: 'member' }))) return;
    const lines: LookLine[] = asked.platforms.map(({ name }) => ({ platform: name }));
    const show = (replace: boolean) =>
      reply(
        respond,
        { response_type: 'ephemeral', replace_original: replace, ...lookResultMessage(lines) },
        parts,
      );
    let showing: Promise<unknown> = show(false);
    let done = 0;
    let shown = 0;
    await Promise.all(
      asked.platforms.map(async (platform, i) => {
        const looked = await parts.look(platform, { ofAll: asked.all });
        lines[i] = { platform: platform.name, result: lineOf(looked) };
        done += 1;
        const step = Math.floor((done * (MOST_STEPS + 1)) / lines.length);
        if (done === lines.length || step === shown) return;
        shown = step;
        showing = showing.then(() => show(true));
      }),
    );
    await showing;
    await show(true);
  };
}

/** What came of a look, for people. */
export function lineOf(looked: Looked): NonNullable<LookLine['result']> {
  if (looked.kind !== 'told') return { kind: looked.kind, message: looked.message };
  const { kind, open, forced, changed, elsewhere, doubt } = looked;
  return { kind, open, forced, changed: changed.length, elsewhere, doubt };
}
