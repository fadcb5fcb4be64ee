import { GraphError } from '../errors';
import type { Clock } from '../graph/clock';

/** In milliseconds. New objects are usually visible everywhere within a minute. */
const patience = 180_000;
const betweenLooks = 5000;

/**
 * Polls until `ask` returns a value, because Graph is eventually consistent: every 5 seconds, for 3
 * minutes.
 * @throws GraphError `unavailable`
 */
export async function pollUntilVisible<T>(clock: Clock, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = clock.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (clock.now() >= end)
      throw new GraphError(
        'unavailable',
        `Graph does not show ${what} after ${patience / 60_000} minutes. Run the command again later. It continues where it stopped`,
      );
    await clock.wait(betweenLooks);
  }
}
