const pids = new Set<number>();

process.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Ends every process that the bench has started and that is still there. */
export function endAll(): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  pids.clear();
}

/** A process that must not outlive the bench, however that ends; the returned function forgets it. */
export function endsWithUs(pid: number | undefined): () => void {
  // One that could not be started has none, and 0 would be all of us.
  if (pid === undefined) return () => {};
  pids.add(pid);
  return () => void pids.delete(pid);
}
