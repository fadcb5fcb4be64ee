import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { SettingsError } from '../../lib/errors';
import { inspectRecords } from '../../lib/ingestion/inspection/inspect';
import { createOperations } from '../../lib/ingestion/inspection/operations';
import type { Plan } from '../../lib/ingestion/plan';
import { expandRanges } from '../../lib/ingestion/ranges';
import { readRejections } from '../../lib/ingestion/reports/rejections';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { type BulkRequest, encodeBulkRequest, type Operation, packBulkRequests } from '../../lib/scim/bulkRequests';
import type { Context, Output } from '../context/context';
import { openCsvFile } from '../context/csvFile';
import { exitCode, reportRecords, reportUnusable } from '../output/report';
import { createSpool } from '../output/spool';

interface GenerateOptions {
  mapping: string;
  output?: string;
}

/**
 * `generate <csv>`: writes the bulk requests of a file to standard output or to a folder. Nothing
 * is sent.
 */
export function addGenerate(program: Command, context: Context): void {
  program
    .command('generate')
    .description('write the SCIM bulk requests of a CSV file, without sending them')
    .argument('<csv>', 'CSV file')
    .requiredOption('--mapping <file>', 'mapping file')
    .option(
      '--output <folder>',
      'write one file per request to this folder (default: one line per request to standard output)',
    )
    .action(async (csv: string, options: GenerateOptions) => context.end(await generate(csv, options, context)));
}

/**
 * Reads the file once, unless it names managers in another letter case. Its operations are spooled
 * to a temporary file until the last record is read, because a later record can make an earlier one
 * a duplicate.
 */
async function generate(
  csv: string,
  { mapping: mappingFile, output }: GenerateOptions,
  context: Context,
): Promise<number> {
  const { mapping } = await loadMapping(mappingFile);
  const open = await openCsvFile(csv, context);
  const spool = await createSpool();
  try {
    const { plan } = await inspectRecords(open, mapping, { onOperation: spool.add });
    const operations =
      plan.managers === undefined ? planned(spool.lines(), plan) : createOperations(open, mapping, plan);
    const requests = packBulkRequests(operations);
    await (output === undefined ? writeStream(requests, context.stdout) : writeFolder(requests, output));
    if (plan.records.rejected > 0) {
      await reportRecords((await readRejections(open, mapping, plan)).rejections, context);
    }
    reportUnusable(plan, context);
    return plan.records.valid > 0 ? exitCode.done : exitCode.wrongFile;
  } finally {
    await spool.remove();
  }
}

/**
 * Yields the spooled operations without those of duplicate records. Rejected records were never
 * spooled.
 */
async function* planned(lines: AsyncIterable<string[]>, plan: Plan): AsyncGenerator<Operation[]> {
  const excluded = expandRanges(plan.excluded);
  const spooledToo = new Set([...expandRanges(plan.duplicates), ...plan.conflicts.map(([number]) => number)]);
  let number = -1;
  for await (const batch of lines) {
    const operations: Operation[] = [];
    for (const json of batch) {
      do number++;
      while (excluded.has(number) && !spooledToo.has(number));
      if (!excluded.has(number)) operations.push({ line: number, json });
    }
    yield operations;
  }
}

async function writeStream(requests: AsyncIterable<BulkRequest>, stream: Output): Promise<void> {
  for await (const request of requests) {
    if (!stream.write(Buffer.concat([encodeBulkRequest(request), lineBreak]))) await once(stream, 'drain');
  }
}

const lineBreak = Buffer.from('\n');

const fileName = (number: number): string => `request-${String(number).padStart(5, '0')}.json`;

/**
 * Writes one numbered file per request. Deletes files of an earlier run that have higher numbers.
 */
async function writeFolder(requests: AsyncIterable<BulkRequest>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError('--output', `the folder ${folder} cannot be created (${error.code})`);
  });
  let number = 0;
  for await (const request of requests)
    await writeFile(join(folder, fileName(++number)), Buffer.concat([encodeBulkRequest(request), lineBreak]));
  const stale = (await readdir(folder)).filter(
    (name) => /^request-\d{5,}\.json$/.test(name) && name > fileName(number),
  );
  for (const name of stale) await rm(join(folder, name));
}
