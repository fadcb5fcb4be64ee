import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCsv } from '../lib/csv/read';
import type { CycleStatistics } from '../lib/cycles/statistics';
import type { LogEntry } from '../lib/graph/logEntry';
import type { Report } from '../lib/ingestion/report';
import { readBlob } from '../lib/ingestion/storage';
import type { PageInput } from '../lib/page/input';
import { renderPage } from '../lib/page/page';
import { container } from './dropFile';

/** The newest cycle of a feed's job, and what its log says of each person. */
export interface NewestCycle {
  cycles: CycleStatistics[];
  entries: LogEntry[];
}

const folder = 'reports';
/** As many are read as the page shows, and some. */
const mostRejections = 1000;

/** Writes the page of a file and its cycle below ./reports/, `rejected.csv` and `outcomes.csv` beside it; gives their paths. */
export async function writePage(report: Report, cycle: NewestCycle, connectionString: string): Promise<string[]> {
  const { feed, ingestionId } = report;
  const name = join(folder, `${feed}-${ingestionId}`);
  const reports = container(connectionString, 'hr-reports');
  const [rejected, outcomes] = await Promise.all(
    ['rejected.csv', 'outcomes.csv'].map(async (file) => {
      const found = await readBlob(reports.getBlobClient(`${feed}/${ingestionId}/${file}`));
      return found?.bytes;
    }),
  );
  const rejections = rejected === undefined ? { header: [], rejections: [] } : await rejectionsOf(rejected);
  const page = renderPage({ report, ...rejections, ...cycle, madeAt: new Date().toISOString() });
  await mkdir(folder, { recursive: true });
  const files = { html: page, 'rejected.csv': rejected, 'outcomes.csv': outcomes };
  const written: string[] = [];
  for (const [ending, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await writeFile(`${name}.${ending}`, content);
    written.push(`${name}.${ending}`);
  }
  return written;
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
