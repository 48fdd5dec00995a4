import type { Messages } from '../../../app/announce/messages.ts';
import { refusal } from './slack-errors.ts';

/** A message as it stands in the channel. */
export interface Posted {
  ts: string;
  id: string;
  keys: readonly string[];
  text: string;
  /** The ts of its root, in a thread. */
  thread?: string;
  broadcast?: boolean;
}

type Step = 'root' | 'reply' | 'edit' | 'remove' | 'roots' | 'replies';

/** A channel in memory, which can fail each step before or after its effect. */
export interface FakeChannel extends Messages {
  standing: Posted[];
  /** Every step that was asked for, in order. */
  asked: Step[];
  /** The next calls of `step` fail, `times` times. */
  fail(step: Step, when: 'before' | 'after', error: Error, times?: number): void;
  /** Puts a message there by hand. */
  add(message: Omit<Posted, 'ts'>): string;
  rootsStanding(): Posted[];
  /** What the threads say, oldest first. */
  thread(): string[];
}

/** An empty channel. */
export function fakeChannel(): FakeChannel {
  const standing: Posted[] = [];
  const asked: Step[] = [];
  const faults: { step: Step; when: 'before' | 'after'; error: Error }[] = [];
  let last = 0;

  async function run<T>(step: Step, effect: () => T): Promise<T> {
    asked.push(step);
    const index = faults.findIndex((fault) => fault.step === step);
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault?.when === 'before') throw fault.error;
    const result = effect();
    if (fault) throw fault.error;
    return result;
  }

  function add(message: Omit<Posted, 'ts'>): string {
    const ts = `${++last}.000000`;
    standing.push({ ts, ...message });
    return ts;
  }

  function find(ts: string, otherwise: string): Posted {
    const found = standing.find((one) => one.ts === ts);
    if (!found) throw refusal(otherwise);
    return found;
  }

  const rootsStanding = () => standing.filter(({ thread }) => thread === undefined);

  return {
    standing,
    asked,
    add,
    rootsStanding,
    roots: (_channel, id) => run('roots', () => rootsStanding().filter((one) => one.id === id)).then(copies),
    fail(step, when, error, times = 1) {
      for (let i = 0; i < times; i++) faults.push({ step, when, error });
    },
    thread: () => standing.filter(({ thread }) => thread !== undefined).map(({ text }) => text),
    async post(_channel, { text }, { id, keys, thread, before }) {
      await before();
      return run(thread ? 'reply' : 'root', () => {
        if (!thread) return add({ id, keys, text });
        find(thread.ts, 'thread_not_found');
        return add({ id, keys, text, thread: thread.ts, broadcast: thread.broadcast });
      });
    },
    async edit(_channel, ts, { message, before }) {
      await before();
      await run('edit', () => {
        find(ts, 'message_not_found').text = message.text;
      });
    },
    editInMs: () => 0,
    remove: (_channel, ts) =>
      run('remove', () => {
        const index = standing.findIndex((one) => one.ts === ts);
        if (index >= 0) standing.splice(index, 1);
      }),
    replies: (_channel, rootTs, id) =>
      run('replies', () => {
        find(rootTs, 'thread_not_found');
        return standing.filter((one) => one.thread === rootTs && one.id === id);
      }).then(copies),
  };
}

function copies(messages: Posted[]): (Posted & { keys: string[] })[] {
  return messages.map((one) => ({ ...one, keys: [...one.keys] }));
}
