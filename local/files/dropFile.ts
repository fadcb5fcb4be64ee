import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { Report } from '../../lib/ingestion/reports/report';
import { isAtRest, isSending, isWaiting } from '../../lib/ingestion/states';
import type { Stack } from '../stack/stack';
import type { HrFile } from './hrFiles';

export const getContainer = (connectionString: string, name: string): ContainerClient =>
  BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);

/**
 * Uploads a file like HR, and waits until its report says that the ingestion has ended or is held.
 */
export async function dropFile(
  { file, feed, blob }: HrFile,
  { connectionString, ownsStorage }: Pick<Stack, 'connectionString' | 'ownsStorage'>,
  { onWaiting, onUploading }: { onWaiting: (report: Report) => void; onUploading: (report: Report) => void },
): Promise<Report> {
  const inbox = getContainer(connectionString, 'hr-inbox');
  await inbox.createIfNotExists();
  await waitForNextSecond(); // for two files of the same second, the order would depend on their names
  const { etag } = await inbox.getBlockBlobClient(blob).uploadData(await readFile(file));
  let waited = '';
  for (;;) {
    const report = await findReport(feed, etag ?? '', getContainer(connectionString, 'hr-reports'));
    if (report !== undefined && isAtRest(report)) return report;
    const reasons = report !== undefined && isWaiting(report) ? JSON.stringify(report.reasons) : waited;
    if (report !== undefined && reasons !== waited) onWaiting(report);
    if (report !== undefined && isSending(report)) onUploading(report);
    waited = reasons;
    if (ownsStorage && (await hasPoison(connectionString)))
      throw new Error('A function failed five times. Run with --verbose to see why.');
    await sleep(200);
  }
}

const waitForNextSecond = () => sleep(1000 - (Date.now() % 1000));

/** Finds the report of one version of a blob. */
async function findReport(feed: string, etag: string, reports: ContainerClient): Promise<Report | undefined> {
  if (!(await reports.exists())) return undefined;
  for await (const { name } of reports.listBlobsFlat({ prefix: `${feed}/` })) {
    if (!name.endsWith('/report.json')) continue;
    const report = JSON.parse((await readBlobAtOnce(reports, name)).toString()) as Report;
    if (report.etag === etag) return report;
  }
  return undefined;
}

/** Reads a blob in one request, so that a blob which is being rewritten is read consistently. */
async function readBlobAtOnce(container: ContainerClient, name: string): Promise<Buffer> {
  const { readableStreamBody } = await container.getBlobClient(name).download();
  const chunks: Buffer[] = [];
  for await (const chunk of readableStreamBody as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Whether the host has given up on an event or a message, so that the file will not continue. */
async function hasPoison(connectionString: string): Promise<boolean> {
  const queues = QueueServiceClient.fromConnectionString(connectionString);
  for await (const { name } of queues.listQueues()) {
    if (!name.endsWith('-poison')) continue;
    const { peekedMessageItems } = await queues.getQueueClient(name).peekMessages();
    if (peekedMessageItems.length > 0) return true;
  }
  return false;
}
