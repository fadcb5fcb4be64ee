import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CycleStatistics } from '../../lib/cycles/statistics';
import type { LogEntry } from '../../lib/graph/logs/logEntry';
import type { Report } from '../../lib/ingestion/reports/report';
import { readBlob } from '../../lib/ingestion/storage/blobs';
import { renderPage } from '../../lib/page/page';
import { readRejections } from '../../lib/page/saveReportPage';
import { getContainer } from './dropFile';

/** The newest cycle of a feed's job, and its log entries. */
export interface NewestCycle {
  cycles: CycleStatistics[];
  entries: LogEntry[];
}

/** Paths of the files of an ingestion that remain after the stack ends. */
export type WrittenFiles = Partial<Record<'report' | 'rejected' | 'outcomes' | 'page', string>>;

export interface PageOptions {
  connectionString: string;
  /** Replaces the page's advice for the ingestion's state. */
  nextStep: string | undefined;
}

/**
 * Writes the page of a file and its cycle below ./reports/, like hr-reports, with `report.json`,
 * `rejected.csv` and `outcomes.csv`. @returns their paths
 */
export async function writePage(
  report: Report,
  cycle: NewestCycle,
  { connectionString, nextStep }: PageOptions,
): Promise<WrittenFiles> {
  const { feed, ingestionId } = report;
  const folder = join('reports', feed, ingestionId);
  const reports = getContainer(connectionString, 'hr-reports');
  const [rejected, outcomes] = await Promise.all(
    ['rejected.csv', 'outcomes.csv'].map(async (file) => {
      const found = await readBlob(reports.getBlobClient(`${feed}/${ingestionId}/${file}`));
      return found?.bytes;
    }),
  );
  const rejections =
    rejected === undefined
      ? { header: [], rejections: [] }
      : await readRejections(oneChunk(rejected), delimiterOf(rejected));
  const page = renderPage({
    report,
    ...rejections,
    ...cycle,
    madeAt: new Date().toISOString(),
    ...(nextStep !== undefined && { nextStep }),
  });
  await mkdir(folder, { recursive: true });
  const contents = {
    report: ['report.json', `${JSON.stringify(report, null, 2)}\n`],
    rejected: ['rejected.csv', rejected],
    outcomes: ['outcomes.csv', outcomes],
    page: ['report.html', page],
  } as const;
  const written: WrittenFiles = {};
  for (const [what, [name, content]] of Object.entries(contents)) {
    if (content === undefined) continue;
    await writeFile(join(folder, name), content);
    written[what as keyof WrittenFiles] = join(folder, name);
  }
  return written;
}

/** `rejected.csv` has the delimiter of the HR file. */
const delimiterOf = (rejected: Buffer): string => /"line"(.)"reason"/.exec(rejected.toString())?.[1] ?? ',';

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
