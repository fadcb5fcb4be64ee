import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Milliseconds between two questions: the longer it has taken, the less one more tenth of it
 * matters.
 */
const intervalAfter = (elapsed: number): number => Math.min(Math.max(50, elapsed / 10), 250);

/**
 * Asks again and again until there is an answer other than `undefined`; fails with a sentence after
 * the deadline.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  deadline = 300_000, // long enough for a machine ten times slower
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    const elapsed = performance.now() - began;
    if (elapsed > deadline) throw new Error(`waited ${deadline} ms in vain for ${what}`);
    await sleep(intervalAfter(elapsed));
  }
}
