import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type BlobClient, type BlobItem, BlobServiceClient, type RestError } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { Report } from '../../lib/ingestion/reports/report';
import { isAtRest } from '../../lib/ingestion/states';
import type { HostJson } from '../../local/host/trigger';
import type { Child } from './child';
import { permissions, startTestEntra, type TestEntra } from './entra';
import { type Folder, mapping, newFolder } from './files';
import { newHosts } from './hosts';
import { ownAccount } from './storage';
import { until } from './until';

const hostJson: HostJson = JSON.parse(readFileSync(join(__dirname, '..', '..', 'host.json'), 'utf8'));

/** Real storage, a simulated Entra, mapping files, and the host when a test starts it. */
export interface Stage {
  entra: TestEntra;
  mappings: Folder;
  /** Connection string of the storage: HrStorage. */
  connectionString: string;
  /**
   * Starts the functions' host; app settings and host.json's queue settings may differ from the
   * usual.
   */
  startHost(settings?: Record<string, string>, queues?: HostJson['extensions']): Promise<Child>;
  /** Runs a timer's function on a host, and gives `done`, or `failed:` and why. */
  run(host: Child, name: string): Promise<string>;
  /** Puts a file into hr-inbox, and gives its ETag. */
  drop(path: string, content: string | Uint8Array): Promise<string>;
  /**
   * The report of one version of a blob, once it satisfies a condition (by default: the ingestion
   * has ended, or is held).
   */
  report(etag: string, when?: (report: Report) => boolean, deadline?: number): Promise<Report>;
  /** All reports of one version of a blob: of several mappings, or days. */
  allReports(etag: string): Promise<Report[]>;
  /** How many reports there are for one version of a blob. */
  reports(etag: string): Promise<number>;
  /** A blob's text; `undefined` when it is not there. */
  read(container: string, path: string): Promise<string | undefined>;
  readBytes(container: string, path: string): Promise<Buffer | undefined>;
  write(container: string, path: string, content: string | Uint8Array): Promise<void>;
  /** The names and versions of all blobs of the app's own containers. */
  blobs(): Promise<string[]>;
  /** How many messages a queue has, also those that are not visible yet. */
  messages(queue: string): Promise<number>;
  enqueue(queue: string, message: unknown): Promise<void>;
  /** Loses a queue's messages. */
  clearQueue(queue: string): Promise<void>;
  /** How many locks are held. */
  leases(): Promise<number>;
  /** Ends the leases that killed hosts left behind, as 60 seconds would; gives how many. */
  breakLeases(): Promise<number>;
  /**
   * Ends the hosts, or lets one rest, and forgets everything but the mapping files that it was set
   * with.
   */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function setStage(...mappingFiles: Record<string, unknown>[]): Promise<Stage> {
  const connectionString = ownAccount();
  const [entra, mappings] = await Promise.all([startTestEntra(), newFolder()]);
  const files = mappingFiles.length > 0 ? mappingFiles : [mapping()];
  for (const file of files) await mappings.write(`${file.feed}.json`, JSON.stringify(file));
  const blobs = BlobServiceClient.fromConnectionString(connectionString);
  const queues = QueueServiceClient.fromConnectionString(connectionString);
  const inbox = blobs.getContainerClient('hr-inbox');
  await inbox.createIfNotExists();
  const hosts = newHosts();

  async function readBytes(container: string, path: string): Promise<Buffer | undefined> {
    const blob = blobs.getContainerClient(container).getBlobClient(path);
    const answer = await blob.download().catch(ifMissing); // one read: a blob that is being rewritten comes whole
    return answer && (await buffer(answer.readableStreamBody as Readable));
  }
  const read = async (container: string, path: string): Promise<string | undefined> =>
    (await readBytes(container, path))?.toString();

  /** The blobs of a container, which may not be there yet. */
  async function blobsOf(container: string): Promise<BlobItem[]> {
    const found: BlobItem[] = [];
    const read = async (): Promise<void> => {
      for await (const blob of blobs.getContainerClient(container).listBlobsFlat()) found.push(blob);
    };
    await read().catch(ifMissing);
    return found;
  }

  async function leased(): Promise<BlobClient[]> {
    const state = blobs.getContainerClient('ingestion-state');
    const found = (await blobsOf('ingestion-state')).filter(({ properties }) => properties.leaseState === 'leased');
    return found.map(({ name }) => state.getBlobClient(name));
  }

  async function breakLeases(): Promise<number> {
    const locks = await leased();
    for (const lock of locks) await lock.getBlobLeaseClient().breakLease(0);
    return locks.length;
  }

  /** Reports as they were when they were read, by path: tests ask again and again. */
  const lastRead = new Map<string, { version: string; report: Report }>();

  async function reportOf(path: string, version: string): Promise<Report> {
    const known = lastRead.get(path);
    if (known?.version === version) return known.report;
    const report = JSON.parse((await read('hr-reports', path)) ?? '{}') as Report;
    lastRead.set(path, { version, report });
    return report;
  }

  async function reportsOf(etag: string): Promise<Report[]> {
    const reports: Report[] = [];
    for (const { name, properties } of await blobsOf('hr-reports')) {
      if (!name.endsWith('/report.json')) continue;
      const report = await reportOf(name, properties.etag);
      if (report.etag === etag) reports.push(report);
    }
    return reports;
  }

  return {
    entra,
    mappings,
    connectionString,
    read,
    readBytes,
    startHost: (settings = {}, extensions = {}) =>
      hosts.start({
        HrStorage: connectionString,
        GRAPH_ENDPOINT: entra.origin,
        GRAPH_CALLS_PER_5_SECONDS: '100000',
        GRAPH_CALLS_PER_DAY: '1000000',
        ENTRY_FILE: join(__dirname, '..', '..', 'deploy', 'app', 'main.js'),
        MAPPINGS: mappings.path,
        SETTLE_SECONDS: '0',
        SUMMARY_SCHEDULE: '0 0 0 1 1 *', // a test runs it itself
        HOST_JSON: JSON.stringify(withExtensions(extensions)),
        ...settings,
      }),
    async run(host, name) {
      const outcomes = (): string[] =>
        [...host.output().matchAll(/^ran \w+: (.*)$/gm)].map(([, outcome = '']) => outcome);
      const before = outcomes().length;
      host.write(name);
      return await until(`a run of ${name}`, () => outcomes()[before]);
    },
    async drop(path, content) {
      const { etag = '' } = await inbox.getBlockBlobClient(path).uploadData(Buffer.from(content));
      return etag;
    },
    report: (etag, when = isAtRest, deadline = undefined) =>
      until('the report', async () => (await reportsOf(etag)).find(when), deadline),
    allReports: reportsOf,
    reports: async (etag) => (await reportsOf(etag)).length,
    async write(container, path, content) {
      await blobs.getContainerClient(container).getBlockBlobClient(path).uploadData(Buffer.from(content));
    },
    async blobs() {
      const found: string[] = [];
      for (const container of ['ingestion-state', 'hr-reports']) {
        for (const { name, properties } of await blobsOf(container))
          found.push(`${container}/${name} ${properties.etag}`);
      }
      return found;
    },
    async messages(queue) {
      const client = queues.getQueueClient(queue);
      if (!(await client.exists())) return 0;
      return (await client.getProperties()).approximateMessagesCount ?? 0;
    },
    async enqueue(queue, message) {
      const client = queues.getQueueClient(queue);
      await client.createIfNotExists();
      await client.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
    },
    async clearQueue(queue) {
      await queues.getQueueClient(queue).clearMessages();
    },
    leases: async () => (await leased()).length,
    breakLeases,
    async clear() {
      await hosts.rest();
      await breakLeases();
      for await (const { name } of blobs.listContainers()) {
        const container = blobs.getContainerClient(name);
        for await (const blob of container.listBlobsFlat()) await container.deleteBlob(blob.name);
      }
      for await (const { name } of queues.listQueues()) await queues.getQueueClient(name).clearMessages();
      const known = files.map(({ feed }) => `${feed}.json`);
      for (const name of await readdir(mappings.path)) if (!known.includes(name)) await rm(join(mappings.path, name));
      entra.forget();
      entra.permit(permissions);
    },
    async close() {
      await hosts.end();
      await Promise.all([entra.stop(), mappings.remove()]);
    },
  };
}

/** The shipped host.json, polling more often than in Azure. */
function withExtensions({ queues, ...extensions }: NonNullable<HostJson['extensions']>): HostJson {
  const own = { ...hostJson.extensions?.queues, maxPollingInterval: '00:00:00.3', ...queues };
  return { ...hostJson, extensions: { ...hostJson.extensions, ...extensions, queues: own } };
}

/** Not there: `undefined`. */
function ifMissing(error: RestError): undefined {
  if (error.statusCode !== 404) throw error;
}
