import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCsv } from '../lib/csv/read';
import type { CycleStatistics } from '../lib/cycles/statistics';
import type { LogEntry } from '../lib/graph/logEntry';
import type { Report } from '../lib/ingestion/report';
import type { PageInput } from '../lib/page/input';
import { renderPage } from '../lib/page/page';
import { bytesOf, container } from './dropFile';

/** The newest cycle of a feed's job, and what its log says of each person. */
export interface NewestCycle {
  cycles: CycleStatistics[];
  entries: LogEntry[];
}

const folder = 'reports';
/** As many are read as the page shows, and some. */
const mostRejections = 1000;

/** Writes the page of a file and its cycle below ./reports/, and `rejected.csv` beside it; gives their paths. */
export async function writePage(report: Report, cycle: NewestCycle, connectionString: string): Promise<string[]> {
  const { feed, ingestionId, records } = report;
  const name = join(folder, `${feed}-${ingestionId}`);
  const rejected =
    records.rejected === 0
      ? undefined
      : await bytesOf(container(connectionString, 'hr-reports'), `${feed}/${ingestionId}/rejected.csv`);
  const rejections = rejected === undefined ? { header: [], rejections: [] } : await rejectionsOf(rejected);
  const page = renderPage({ report, ...rejections, ...cycle, madeAt: new Date().toISOString() });
  await mkdir(folder, { recursive: true });
  await writeFile(`${name}.html`, page);
  if (rejected === undefined) return [`${name}.html`];
  await writeFile(`${name}.rejected.csv`, rejected);
  return [`${name}.html`, `${name}.rejected.csv`];
}

/** What `rejected.csv` holds: the file's columns, then line and reason. */
async function rejectionsOf(bytes: Buffer): Promise<Pick<PageInput, 'header' | 'rejections'>> {
  const { header, batches } = await readCsv(chunks(bytes), {});
  const rejections: PageInput['rejections'][number][] = [];
  for await (const batch of batches) {
    for (const { fields } of batch) {
      const [line = '', reason = ''] = fields.slice(-2);
      if (rejections.length < mostRejections)
        rejections.push({ line: Number(line), reason, fields: fields.slice(0, -2) });
    }
  }
  return { header: header.slice(0, -2), rejections };
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
