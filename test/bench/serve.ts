/** What a measured process can be asked to do. */
export type Tasks = Record<string, (argument: never) => unknown>;

/** A question over the line between the bench and a measured process. */
export interface Question {
  id: number;
  task: string;
  argument?: unknown;
}

/** What comes back, with the CPU time that this process used meanwhile. */
export interface Reply {
  id: number;
  value?: unknown;
  error?: string;
  cpuMs: number;
  /** The CPU time that this process has used since it began. */
  usedMs: number;
}

function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Does what the bench asks for, until the bench is gone. */
export function serve(tasks: Tasks): void {
  process.on('message', (question: Question) => void answer(question));
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');

  async function answer({ id, task, argument }: Question): Promise<void> {
    const before = process.cpuUsage();
    let result: Pick<Reply, 'value' | 'error'>;
    try {
      const act = tasks[task];
      if (!act) throw new Error(`no task ${task}`);
      result = { value: await act(argument as never) };
    } catch (error) {
      result = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    const { user, system } = process.cpuUsage(before);
    process.send?.({ id, ...result, cpuMs: (user + system) / 1000, usedMs: usedMs() } satisfies Reply);
  }
}
