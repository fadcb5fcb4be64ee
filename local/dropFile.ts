import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { MappingError, unreadable } from '../lib/errors';
import type { Report } from '../lib/ingestion/report';
import { loadMappings, mappingFor } from '../lib/mapping/load';

const ends = ['accepted', 'unchanged', 'rejected', 'held', 'failed', 'superseded'];

export const container = (connectionString: string, name: string): ContainerClient =>
  BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);

/** Uploads a file (`[feed=]file.csv`) the way HR does, and waits until its report says that the ingestion has ended, or is held. */
export async function dropFile(argument: string, connectionString: string): Promise<Report> {
  const [, feed = 'employees', file = ''] = /^(?:([a-z0-9-]+)=)?(.+)$/s.exec(argument) ?? [];
  const path = `${feed}/${basename(file)}`;
  mappingFor(path, await loadMappings(process.env.MAPPINGS ?? 'mappings', process.env)); // what none is for, no function reports on
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path: file, message: unreadable(error) }]);
  });
  console.log(`\nUploading ${file} to hr-inbox/${path} …`);
  const inbox = container(connectionString, 'hr-inbox');
  await inbox.createIfNotExists();
  await nextSecond(); // of two files of one second, the later by name would count as the newer
  const { etag } = await inbox.getBlockBlobClient(path).uploadData(content);
  for (;;) {
    const report = await reportOf(feed, etag ?? '', container(connectionString, 'hr-reports'));
    if (report !== undefined && ends.includes(report.state)) return report;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000)));

/** The report of one version of a blob. */
async function reportOf(feed: string, etag: string, reports: ContainerClient): Promise<Report | undefined> {
  if (!(await reports.exists())) return undefined;
  for await (const { name } of reports.listBlobsFlat({ prefix: `${feed}/` })) {
    if (!name.endsWith('/report.json')) continue;
    const report = JSON.parse((await bytesOf(reports, name)).toString()) as Report;
    if (report.etag === etag) return report;
  }
  return undefined;
}

/** In one read, so that a blob which is being rewritten comes whole. */
export async function bytesOf(container: ContainerClient, name: string): Promise<Buffer> {
  const { readableStreamBody } = await container.getBlobClient(name).download();
  const chunks: Buffer[] = [];
  for await (const chunk of readableStreamBody as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
