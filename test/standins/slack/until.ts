import type { Workspace } from './workspace.ts';

/** Waits, in real time, until something in the workspace is so. */
export function until<T>(
  workspace: Workspace,
  look: () => T | undefined,
  timeoutMs: number,
  complaint: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      clearInterval(polling);
      unsubscribe();
    };
    const check = () => {
      const found = look();
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`After ${timeoutMs} ms: ${complaint()}`));
    }, timeoutMs);
    const polling = setInterval(check, 5); // for what no listener is told of
    const unsubscribe = workspace.onChange(check);
    check();
  });
}
