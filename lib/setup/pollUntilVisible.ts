import { GraphError } from '../errors';
import type { Clock } from '../graph/clock';

/** What was made shows everywhere within a minute, mostly. */
const patience = 180_000;
const betweenLooks = 5000;

/**
 * Asks until there is an answer: Graph is eventually consistent, and shows what was made only after
 * a while. Every 5 seconds, for 3 minutes. @throws GraphError `unavailable`
 */
export async function pollUntilVisible<T>(clock: Clock, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = clock.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (clock.now() >= end)
      throw new GraphError(
        'unavailable',
        `Graph does not show ${what} after ${patience / 60_000} minutes: run the command again later, it goes on where it stopped`,
      );
    await clock.wait(betweenLooks);
  }
}
