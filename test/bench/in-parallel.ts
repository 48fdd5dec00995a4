/** As many at once as keep a process busy without a queue of its own. */
const AT_ONCE = 4;

/** Does something so many times, a few at once. */
export async function inParallel(times: number, act: () => Promise<void>, atOnce = AT_ONCE): Promise<void> {
  let left = times;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, times) }, async () => {
      while (left-- > 0) await act();
    }),
  );
}
