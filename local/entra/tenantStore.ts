import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { operationsOf } from './http/uploadRules';
import type { LogEntry } from './tenant/logEntry';
import type { Tenant } from './tenant/tenant';

/** What is of this run alone: rights and limits are those of the program. The log is in a file of its own. */
type Snapshot = Omit<Tenant, 'tokens' | 'limits' | 'thresholds' | 'logLag' | 'log'> & {
  /** Of the uploads in `entra.uploads`, those up to this number are in it. */
  uploads: number;
};

/** An accepted upload. */
interface Upload {
  number: number;
  jobId: string;
  time: number;
  body: string;
}

/**
 * Keeps a tenant in a folder. All writes are done when a method returns, so that a killed process loses nothing that the
 * tenant has answered for.
 */
export interface TenantStore {
  /** Appends an accepted upload, before it is answered. */
  addUpload(upload: Omit<Upload, 'number'>): void;
  /** Writes everything else: its cost grows with the people of the tenant, but not with the length of the log. */
  save(): void;
}

/** Takes over the directory, the jobs and the log that an earlier run kept in the folder, if there is one. */
export function openTenantStore(folder: string, tenant: Tenant): TenantStore {
  const snapshotFile = join(folder, 'entra.bin');
  const logFile = join(folder, 'entra.log');
  const uploadsFile = join(folder, 'entra.uploads');
  let uploads = restoreSnapshot(snapshotFile, tenant);
  const savedLog = restoreLog(logFile);
  let logged = savedLog.length;
  tenant.log = [...savedLog, ...tenant.log];
  for (const upload of readUploads(uploadsFile)) {
    if (upload.number > uploads) stageAgain(upload, tenant);
    uploads = Math.max(uploads, upload.number);
  }
  return {
    addUpload(upload) {
      uploads++;
      appendFileSync(uploadsFile, `${JSON.stringify({ number: uploads, ...upload } satisfies Upload)}\n`);
    },
    save() {
      const { tokens: _, limits: __, thresholds: ___, logLag: ____, log, ...kept } = tenant;
      if (log.length > logged) appendFileSync(logFile, frameOf(log.slice(logged)));
      logged = log.length;
      writeFileSync(`${snapshotFile}.new`, serialize({ ...kept, uploads } satisfies Snapshot));
      renameSync(`${snapshotFile}.new`, snapshotFile);
      writeFileSync(uploadsFile, ''); // all of them are in the snapshot
    },
  };
}

function restoreSnapshot(file: string, tenant: Tenant): number {
  const bytes = readIfThere(file);
  if (bytes === undefined) return 0;
  try {
    const { uploads = 0, ...kept } = deserialize(bytes) as Partial<Snapshot>;
    Object.assign(tenant, kept);
    return uploads;
  } catch (cause) {
    throw new Error(`${file} cannot be read. Delete it to start with an empty simulated Entra.`, { cause });
  }
}

/** Entries with their length in front. */
function frameOf(entries: readonly LogEntry[]): Buffer {
  const content = serialize(entries);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([length, content]);
}

/** Reads all frames that were written to their end, and drops the rest. */
function restoreLog(file: string): LogEntry[] {
  const bytes = readIfThere(file) ?? Buffer.alloc(0);
  const entries: LogEntry[] = [];
  let end = 0;
  while (end + 4 <= bytes.length) {
    const next = end + 4 + bytes.readUInt32LE(end);
    if (next > bytes.length) break;
    for (const entry of deserialize(bytes.subarray(end + 4, next)) as LogEntry[]) entries.push(entry);
    end = next;
  }
  if (end < bytes.length) truncateSync(file, end);
  return entries;
}

/** A line that was not written to its end was not answered either. */
function readUploads(file: string): Upload[] {
  const lines = readIfThere(file)?.toString().split('\n').slice(0, -1) ?? [];
  return lines.map((line) => JSON.parse(line) as Upload);
}

function stageAgain({ jobId, time, body }: Upload, tenant: Tenant): void {
  tenant.calls.push(time);
  const job = tenant.jobs.find(({ id }) => id === jobId);
  for (const { data } of operationsOf(body)) job?.staged.push(data as Record<string, unknown>);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
