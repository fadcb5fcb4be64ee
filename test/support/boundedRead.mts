import { createRequire } from 'node:module';

/** Reads files without an end, or very large ones, that are made as they are read; prints what became of each, and the most memory it took until then. */
const require = createRequire(import.meta.url);
const { peakMegabytes } = require('../../dist/bench/peak.js') as typeof import('../../bench/peak');
const { readCsv } = require('../../dist/lib/csv/read.js') as typeof import('../../lib/csv/read');
const { inspectRecords } =
  require('../../dist/lib/ingestion/inspection/inspect.js') as typeof import('../../lib/ingestion/inspection/inspect');
const { parseMapping } =
  require('../../dist/lib/mapping/file/parse.js') as typeof import('../../lib/mapping/file/parse');

const megabyte = 1024 * 1024;
const header = 'WorkerID,Status\n';
const names = (count: number): string => Array.from({ length: count }, (_, index) => `c${index}`).join(',');

/** What the file begins with, what it goes on with, and how many MB of that there are. */
const files: Record<string, [start: string, rest: string, megabytes: number]> = {
  quotedField: [`${header}w1,"`, 'x', 500],
  bareField: [`${header}w1,`, 'x', 500],
  quotedLines: [`${header}w1,"`, 'x\n', 500],
  quoteInHeader: ['"WorkerID,Status\n', 'w1,Active\n', 500],
  endlessHeader: ['WorkerID,Status', ',x', 500],
  endlessName: ['WorkerID', 'x', 500],
  wideHeader: [`WorkerID,Status,${names(100_000)}\nw1,Active,${','.repeat(99_999)}\n`, '', 0],
  emptyLines: [header, '\n', 10],
  emptyCrlfLines: [header, '\r\n', 20],
  emptyLinesFirst: ['', '\n', 10],
  manyFields: [`${header}w1`, ',', 500],
};
const attributes = { externalId: 'WorkerID', active: { column: 'Status', equals: 'Active' }, 'urn:x': { a: 'Status' } };
const extension = { schema: 'urn:y', columns: '*' };
const { mapping } = parseMapping(JSON.stringify({ feed: 'p', attributes, extension }));

for (const name of process.argv.slice(2)) {
  const [start, rest, megabytes] = files[name] ?? ['', '', 0];
  let read = 0;
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.from(start);
    const chunk = Buffer.from(rest.repeat(65_536 / Math.max(1, rest.length)));
    for (; read < megabytes * megabyte; read += chunk.length) yield chunk;
  }
  const outcome = await inspectRecords((csv) => readCsv(bytes(), csv), mapping).then(
    ({ plan: { records } }) => `read ${records.read}`,
    (error: { code?: string; line?: number }) => `${error.code} ${error.line}`,
  );
  process.stdout.write(`${JSON.stringify({ name, outcome, read: read / megabyte, peak: peakMegabytes() })}\n`);
}
