import type { GraphClient } from '../graph/client/client';
import type { LogEntry } from '../graph/logs/logEntry';
import { type LogQuery, readProvisioningLogs } from '../graph/logs/provisioningLogs';
import { type CountedCycle, createCycleCounter } from './statistics';

export interface HistoryOptions {
  /** How many of the newest cycles; all that Entra keeps when absent. */
  cycles?: number | undefined;
  query: Omit<LogQuery, 'order' | 'since'>;
  /** Receives every page that is read. It can hold entries of older cycles. */
  onEntries?: (entries: readonly LogEntry[]) => void;
}

/**
 * A job runs one cycle after another. An entry that is older than a cycle's start by this many
 * milliseconds belongs to an earlier cycle.
 */
const overlap = 60 * 60_000;

/**
 * Reads a job's newest cycles, newest first. Reading stops when they are complete, but only while
 * Entra returns the newest entries first.
 */
export async function readLastCycles(
  client: GraphClient,
  { cycles: wanted = Number.POSITIVE_INFINITY, query, onEntries = () => {} }: HistoryOptions,
): Promise<CountedCycle[]> {
  const count = createCycleCounter(query.jobId);
  let last = Number.POSITIVE_INFINITY;
  let inOrder = true;
  for await (const entries of readProvisioningLogs(client, { ...query, order: 'desc' })) {
    count.add(entries);
    onEntries(entries);
    for (const { activityDateTime } of entries) {
      const time = Date.parse(activityDateTime);
      inOrder &&= time <= last;
      last = Math.min(last, time);
    }
    const oldest = newestFirst(count.cycles())[wanted - 1]?.statistics.startDateTime;
    if (inOrder && oldest !== undefined && last < Date.parse(oldest) - overlap) break;
  }
  return newestFirst(count.cycles()).slice(0, wanted);
}

const newestFirst = (cycles: CountedCycle[]): CountedCycle[] => cycles.reverse();
