import { during, type Entry } from '../diary.ts';
import type { Invariant } from './known.ts';

/** No copy ended but by our signals, and each that was asked to stop did so. */
export const nobodyDied: Invariant = ({ copies }) =>
  copies.flatMap(({ name, doomed, exit, log }) => {
    if (!exit || doomed === 'killed') return [];
    const how = exit.signal ?? `code ${exit.code}`;
    if (doomed === undefined) return [`The copy ${name} ended by itself with ${how}: ${tail(log)}`];
    // Before it is up it has nothing to finish and does not listen yet.
    const early = exit.signal === 'SIGTERM' && !log.includes('Outage Bot started');
    return exit.code === 0 || early
      ? []
      : [`The copy ${name} was asked to stop and ended with ${how}: ${tail(log)}`];
  });

/** No error that nobody handled, and none that is a fault of ours. */
export const noUncaughtError: Invariant = ({ copies, unreadable, diary }) => [
  ...copies.flatMap(({ name, log }) =>
    log
      .split('\n')
      .filter((line) => line !== '' && isFault(line, diary))
      .map((line) => `The copy ${name} logged: ${line.slice(0, 600)}`),
  ),
  ...unreadable.map((key) => `The row ${key} cannot be read`),
];

/** No secret in anything that left the bot, in whatever form it travels. */
export const noSecret: Invariant = ({ output, secrets }) =>
  secrets
    .filter((secret) => formsOf(secret).some((form) => output.includes(form)))
    .map((secret) => `A secret is in some output: ${secret.slice(0, 6)}…`);

/** Slack had nothing to complain of, but for what the script did to the copies. */
export const noViolation: Invariant = ({ violations, diary, notified, speed }) => [
  ...violations
    .filter(({ at, what }) => {
      const before = (realMs: number, kind: Entry['kind'], which: RegExp) =>
        during(diary, [kind], at - realMs * speed, at).some((entry) => which.test(entry.what));
      // Sent while the other end, which was to stop, said goodbye: they crossed on the way.
      const crossed = Number(CROSSED.exec(what)?.[1]) <= CROSSING_MS;
      if (crossed && before(PATIENCE_MS, 'stopped', /./)) return false;
      // Whoever is paused or starved cannot acknowledge, nor who is at the end of a line that has fallen silent meanwhile.
      if (UNHEARD.test(what))
        return !(
          before(PATIENCE_MS, 'paused', /./) ||
          before(PATIENCE_MS, 'starved', /./) ||
          before(SILENCE_MS, 'socket', /^silent$/)
        );
      // Who is woken reads what came meanwhile, and answers it too late.
      if (LATE.test(what))
        return !(before(PATIENCE_MS, 'paused', /./) || before(PATIENCE_MS, 'starved', /./));
      // The same envelope went to two copies: both answer it, and Slack takes only the first view, or five replies.
      if (USED_UP.test(what)) return !before(PATIENCE_MS, 'twice', /./);
      return true;
    })
    .map(({ what }) => `Slack was not amused: ${what}`),
  // A line that only one person sees notifies nobody, whoever is named in it.
  ...notified.filter((who) => !who.includes(' by ephemeral ')).map((who) => `Somebody was notified: ${who}`),
];

/** No event is in both tables. */
export const oneTable: Invariant = ({ open, resolved }) =>
  open.filter(({ id }) => resolved.some((one) => one.id === id)).map(({ id }) => `${id} is in both tables`);

const UNHEARD = /was not acknowledged (within 3 seconds|before the app closed its socket)/;
const CROSSED = /before the app closed its socket, (\d+) ms after/;
/** How long words may be on their way between two processes of a machine that is busy with others. */
const CROSSING_MS = 500;
const LATE = /expired_trigger_id/;
const USED_UP = /exchanged_trigger_id|response_url: used_url/;
/** Three real seconds, and a little. */
const PATIENCE_MS = 4_000;
/** The bot takes up to 7 s to find a line dead, and what is under way on it dies with it. */
const SILENCE_MS = 11_000;
/** Errors that only a person can mend, said once and with advice, and what of the script they are about. */
const EXPLAINED: Readonly<Record<string, Entry['kind']>> = { 'A channel takes no messages': 'channel' };

function isFault(line: string, diary: readonly Entry[]): boolean {
  try {
    const { level, msg = '' } = JSON.parse(line) as { level?: string; msg?: string };
    const explained = diary.some(({ kind }) => kind === EXPLAINED[msg]);
    return (level === 'error' || level === 'fatal') && !explained;
  } catch {
    // Whatever is no line of the log was not meant to be written: a stack, a warning.
    return true;
  }
}

function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(`:${secret}`).toString('base64')];
}

function tail(log: string): string {
  return log.slice(-600).replaceAll('\n', ' / ');
}
