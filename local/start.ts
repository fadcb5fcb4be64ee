import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { Csv2ScimError } from '../lib/errors';
import type { Report } from '../lib/ingestion/report';
import { loadMappings, mappingFor } from '../lib/mapping/load';
import { type Stack, startStack } from './stack';

/**
 * `npm start [-- [feed=]file.csv …]`: drops HR files into the inbox of a local stack, lets the real functions ingest them,
 * says what happened and where the report lies. Exit code 0 when every file was accepted, 3 otherwise.
 */
async function main(files: readonly string[]): Promise<number> {
  const stack = await startStack({
    log: (level, message) => console.log(`  ${level === 'error' ? '!' : '·'} ${message}`),
  });
  try {
    console.log(
      `The local stack runs: Azurite, a simulated Entra, and the functions ${stack.host.functionNames.join(', ')}.`,
    );
    let code = 0;
    for (const file of files) {
      const report = await ingest(file, stack);
      if (report.state !== 'accepted') code = 3;
      tell(report, stack);
    }
    return code;
  } finally {
    await stack.stop();
  }
}

const containers = (stack: Stack, name: string): ContainerClient =>
  BlobServiceClient.fromConnectionString(stack.connectionString).getContainerClient(name);

/** Uploads a file the way HR does, and waits until its report says that the ingestion has ended. */
async function ingest(argument: string, stack: Stack): Promise<Report> {
  const [, feed = 'employees', file = ''] = /^(?:([a-z0-9-]+)=)?(.+)$/s.exec(argument) ?? [];
  const path = `${feed}/${basename(file)}`;
  mappingFor(path, await loadMappings(process.env.MAPPINGS ?? 'mappings', process.env)); // what none is for, no function reports on
  console.log(`\nUploading ${file} to hr-inbox/${path} …`);
  const inbox = containers(stack, 'hr-inbox');
  await inbox.createIfNotExists();
  const { etag } = await inbox.getBlockBlobClient(path).uploadData(await readFile(file));
  for (;;) {
    const report = await reportOf(feed, etag ?? '', stack);
    if (report !== undefined && ['accepted', 'rejected', 'failed', 'superseded'].includes(report.state)) return report;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The newest report of one version of a blob. */
async function reportOf(feed: string, etag: string, stack: Stack): Promise<Report | undefined> {
  const reports = containers(stack, 'hr-reports');
  if (!(await reports.exists())) return undefined;
  for await (const { name } of reports.listBlobsFlat({ prefix: `${feed}/` })) {
    if (!name.endsWith('/report.json')) continue;
    const report = JSON.parse(await textOf(reports, name)) as Report;
    if (report.etag === etag) return report;
  }
  return undefined;
}

/** In one read, so that a report which is being rewritten comes whole. */
async function textOf(container: ContainerClient, name: string): Promise<string> {
  const { readableStreamBody } = await container.getBlobClient(name).download();
  const chunks: Buffer[] = [];
  for await (const chunk of readableStreamBody as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function tell({ state, feed, ingestionId, records, requests, reasons }: Report, { entra }: Stack): void {
  console.log(
    `${state}: ${records.valid} of ${records.read} records in ${requests.accepted} of ${requests.total} requests`,
  );
  for (const { code, message } of reasons) console.log(`  ${code}: ${message}`);
  if (records.rejected > 0)
    console.log(`  ${records.rejected} records were rejected: hr-reports/${feed}/${ingestionId}/rejected.csv`);
  if (records.duplicates > 0) console.log(`  ${records.duplicates} records repeat others`);
  const accounts = entra?.tenant.jobs.flatMap((job) => [...job.accounts.values()]) ?? [];
  if (entra !== undefined)
    console.log(
      `  Entra knows ${accounts.length} people, ${accounts.filter(({ enabled }) => enabled).length} of them enabled`,
    );
  console.log(`Report: hr-reports/${feed}/${ingestionId}/report.json`);
}

const files = process.argv.slice(2);
main(files.length > 0 ? files : [join(__dirname, '..', '..', 'samples', 'employees.csv')]).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(error instanceof Csv2ScimError ? 3 : 5);
  },
);
