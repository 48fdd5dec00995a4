import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Megabytes held by this process once nothing more can be let go: objects and buffers. */
export async function heldMb(): Promise<number> {
  await collectAll();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

/** Whether something still holds on to what was given. */
export async function isHeld(what: WeakRef<object>): Promise<boolean> {
  await collectAll();
  return what.deref() !== undefined;
}

async function collectAll(): Promise<void> {
  // What a first collection lets go is swept behind the back, and counted until the next one has looked.
  for (let i = 0; i < 2; i += 1) {
    collect();
    await setImmediate();
  }
}
