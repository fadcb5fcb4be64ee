import type { GraphClient } from '../graph/client/client';
import type { LogEntry } from '../graph/logs/logEntry';
import { type LogQuery, readProvisioningLogs } from '../graph/logs/provisioningLogs';
import { type CountedCycle, createCycleCounter } from './statistics';

export interface HistoryOptions {
  /** How many cycles, the newest; all that Entra keeps when absent. */
  cycles?: number | undefined;
  query: Omit<LogQuery, 'order' | 'since'>;
  /** Given every page that is read; those of older cycles may be among them. */
  onEntries?: (entries: readonly LogEntry[]) => void;
}

/** A job runs one cycle after another: an entry that is older than a cycle by this much is of none that follows it. */
const overlap = 60 * 60_000;

/** A job's newest cycles, newest first. It stops reading once it has them, as long as Entra gives the newest entries first. */
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
