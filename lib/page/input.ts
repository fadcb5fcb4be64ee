import type { CycleStatistics } from '../cycles/statistics';
import type { LogEntry } from '../graph/logs/logEntry';
import type { Report } from '../ingestion/reports/report';

/** The content of a page. It contains personal data: never log it. */
export interface PageInput {
  report: Report;
  /** At most some hundred. `report.records.rejected` is the total. */
  rejections: readonly PageRejection[];
  header: readonly string[];
  /** Newest first. */
  cycles: readonly CycleStatistics[];
  /**
   * Failures and warnings. When all entries are available, also the other entries of each person.
   */
  entries: readonly LogEntry[];
  /** When the page was made, ISO 8601. */
  madeAt: string;
  /** The next step, when the usual advice does not apply because the storage has been deleted. */
  nextStep?: string;
  /** What became of the people, where it is known from `outcomes.csv` and not from the logs. */
  outcomes?: PageOutcomes;
  /** The files that lie beside the page, and where: `''`, or a folder with a slash. */
  files?: { beside: string; rejected: boolean; outcomes: boolean };
}

export interface PageOutcomes {
  /** How many people have each outcome, the most urgent first. */
  counts: ReadonlyMap<string, number>;
  /** Some hundred of the people for whom somebody must act. */
  rows: readonly { line: string; externalId: string; outcome: string; reason: string; whoActs: string }[];
}

export interface PageRejection {
  line: number;
  reason: string;
  /** Entra's message. */
  words?: string;
  fields: readonly string[];
}
