import { type SummarizeOptions, summarizeCycles } from '../../lib/cycles/summarize';
import { createGraphClient } from '../../lib/graph/client/client';
import { developmentToken } from '../../lib/graph/client/tokens';
import { systemClock as clock } from '../../lib/graph/clock';
import { parseEndpoint } from '../../lib/graph/endpoint';
import { job } from '../job';
import { noRateLimit } from '../noRateLimit';

/**
 * What the timer makes of a log that it has never read: its cycles, counted and sent. The rate
 * limit of reading is not waited for.
 */
export async function run(origin: string, entries: string): Promise<void> {
  const graph = createGraphClient({
    endpoint: parseEndpoint(origin),
    token: async () => developmentToken,
    rateLimiter: noRateLimit,
    clock,
  });
  const stored = new Map<string, unknown>();
  const state: SummarizeOptions['state'] = {
    read: async <T>(name: string) => stored.get(name) as T | undefined,
    update: async <T>(name: string, change: (current: T | undefined) => T) => {
      const next = change(stored.get(name) as T | undefined);
      stored.set(name, next);
      return next;
    },
  };
  const telemetry = { send: async () => {} };
  const stop = new AbortController().signal;
  const { updates } = await summarizeCycles(
    { ...job, feeds: ['employees'] },
    { graph, logs: graph, state, telemetry, clock, stop },
  );
  const counted = updates.reduce((sum, cycle) => sum + cycle.entries, 0);
  if (counted !== Number(entries)) throw new Error(`${counted} entries were counted`);
}
