import { setTimeout as sleep } from 'node:timers/promises';

const interval = 50;

/** Asks again and again until there is an answer other than `undefined`; fails with a sentence after the deadline. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  deadline = 60_000,
): Promise<T> {
  const end = Date.now() + deadline;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${deadline} ms in vain for ${what}`);
    await sleep(interval);
  }
}
