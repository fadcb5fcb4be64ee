import type { CycleStatistics } from '../cycles/statistics';
import type { LogEntry } from '../graph/logs/logEntry';
import type { Report } from '../ingestion/reports/report';

/** All that a page shows. It holds people's fields: for eyes that asked, never for a log. */
export interface PageInput {
  report: Report;
  /** At most some hundred are shown; `report.records.rejected` tells how many there are. */
  rejections: readonly PageRejection[];
  header: readonly string[];
  /** Newest first. */
  cycles: readonly CycleStatistics[];
  /** Entries that failed or were warned about and, when they are all given, what Entra did with each person. */
  entries: readonly LogEntry[];
  /** When the page was made, ISO 8601. */
  madeAt: string;
  /** What somebody has to do, where the advice for the file's state does not apply: the storage is gone. */
  nextStep?: string;
}

export interface PageRejection {
  line: number;
  reason: string;
  /** What Entra said about it. */
  words?: string;
  fields: readonly string[];
}
