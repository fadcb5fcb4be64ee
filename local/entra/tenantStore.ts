import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { parseOperations } from './http/uploadRules';
import type { LogEntry } from './tenant/logEntry';
import type { Tenant } from './tenant/tenant';

/** The saved state. Permissions and limits belong to the program. The log is in a separate file. */
type Snapshot = Omit<Tenant, 'tokens' | 'limits' | 'thresholds' | 'logLag' | 'log'> & {
  /** The snapshot contains the uploads in `entra.uploads` up to this number. */
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
 * Saves a tenant in a folder. All writes are done when a method returns, so that a killed process
 * loses nothing that the tenant has answered.
 */
export interface TenantStore {
  /** Appends an accepted upload, before it is answered. */
  addUpload(upload: Omit<Upload, 'number'>): void;
  /**
   * Writes everything else. The cost depends on the number of people, not on the length of the log.
   */
  save(): void;
}

/** Restores the directory, the jobs and the log of an earlier run, if there are any. */
export function openTenantStore(folder: string, tenant: Tenant): TenantStore {
  const snapshotFile = join(folder, 'entra.bin');
  const logFile = join(folder, 'entra.log');
  const uploadsFile = join(folder, 'entra.uploads');
  let uploads = restoreSnapshot(snapshotFile, tenant);
  const savedLog = restoreLog(logFile);
  let logged = savedLog.length;
  tenant.log = [...savedLog, ...tenant.log];
  for (const upload of readUploads(uploadsFile)) {
    if (upload.number > uploads) restageUsers(upload, tenant);
    uploads = Math.max(uploads, upload.number);
  }
  return {
    addUpload(upload) {
      uploads++;
      appendFileSync(uploadsFile, `${JSON.stringify({ number: uploads, ...upload } satisfies Upload)}\n`);
    },
    save() {
      const { tokens: _, limits: __, thresholds: ___, logLag: ____, log, ...kept } = tenant;
      if (log.length > logged) appendFileSync(logFile, encodeFrame(log.slice(logged)));
      logged = log.length;
      writeFileSync(`${snapshotFile}.new`, serialize({ ...kept, uploads } satisfies Snapshot));
      renameSync(`${snapshotFile}.new`, snapshotFile);
      writeFileSync(uploadsFile, ''); // the snapshot contains all of them
    },
  };
}

function restoreSnapshot(file: string, tenant: Tenant): number {
  const bytes = readIfPresent(file);
  if (bytes === undefined) return 0;
  try {
    const { uploads = 0, ...kept } = deserialize(bytes) as Partial<Snapshot>;
    Object.assign(tenant, kept);
    return uploads;
  } catch (cause) {
    throw new Error(`${file} cannot be read. Delete it to start with an empty simulated Entra.`, { cause });
  }
}

/** Encodes entries with their length in front. */
function encodeFrame(entries: readonly LogEntry[]): Buffer {
  const content = serialize(entries);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([length, content]);
}

/** Reads all complete frames, and deletes an incomplete one. */
function restoreLog(file: string): LogEntry[] {
  const bytes = readIfPresent(file) ?? Buffer.alloc(0);
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

/** Reads the uploads. An incomplete line was not answered, so it is ignored. */
function readUploads(file: string): Upload[] {
  const lines = readIfPresent(file)?.toString().split('\n').slice(0, -1) ?? [];
  return lines.map((line) => JSON.parse(line) as Upload);
}

function restageUsers({ jobId, time, body }: Upload, tenant: Tenant): void {
  tenant.calls.push(time);
  const job = tenant.jobs.find(({ id }) => id === jobId);
  for (const { data } of parseOperations(body)) job?.staged.push(data as Record<string, unknown>);
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
