import { readBlob, type WholeBlob } from './blobs';
import { uploadBlocks } from './blockUpload';
import { callTimeout, hasStatus } from './calls';
import type { Storage } from './connect';

/**
 * JSON documents in one folder of `ingestion-state`. Each write is conditional: nobody's work is
 * overwritten unseen.
 */
export interface StateStore {
  read<T>(name: string): Promise<T | undefined>;
  /** Writes a document that is not there yet; one that is stays as it is. */
  create(name: string, value: unknown): Promise<void>;
  /**
   * Changes a document as if nobody else did: read, change, write unless it was written meanwhile,
   * or again.
   */
  update<T>(name: string, change: (current: T | undefined) => T): Promise<T>;
  remove(name: string): Promise<void>;
}

export function openStateStore(folder: string, storage: Storage): StateStore {
  const pathOf = (name: string): string => `${folder}/${name}.json`;
  return {
    read: async <T>(name: string) => parseJson<T>((await readState(pathOf(name), storage))?.bytes),
    async create(name, value) {
      await writeState(pathOf(name), Buffer.from(JSON.stringify(value)), undefined, storage);
    },
    async update<T>(name: string, change: (current: T | undefined) => T) {
      for (;;) {
        const found = await readState(pathOf(name), storage);
        const current = parseJson<T>(found?.bytes);
        const next = change(current);
        if (next === current) return next;
        if (await writeState(pathOf(name), Buffer.from(JSON.stringify(next)), found?.etag, storage)) return next;
      }
    },
    async remove(name) {
      await storage.state.getBlockBlobClient(pathOf(name)).deleteIfExists(callTimeout());
    },
  };
}

const parseJson = <T>(bytes: Buffer | undefined): T | undefined =>
  bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as T);

/** A blob of `ingestion-state`, whole; `undefined` when it is not there. */
export const readState = (path: string, { state }: Storage): Promise<WholeBlob | undefined> =>
  readBlob(state.getBlobClient(path));

/**
 * Writes a blob in place of the version with that ETag, or where there is none; gives whether
 * nobody else was faster.
 */
export const writeState = (
  path: string,
  bytes: Buffer,
  etag: string | undefined,
  { state }: Storage,
): Promise<boolean> =>
  isWritten(state.getBlockBlobClient(path).uploadData(bytes, { ...overwriteCondition(etag), ...callTimeout() }));

/**
 * The same for one that is too large to be there as a whole; it is replaced when the last piece has
 * arrived.
 */
export const writeStateInBlocks = (
  path: string,
  bytes: Iterable<Buffer>,
  etag: string | undefined,
  { state }: Storage,
): Promise<boolean> => isWritten(uploadBlocks(state.getBlockBlobClient(path), bytes, overwriteCondition(etag)));

const overwriteCondition = (etag: string | undefined) => ({
  conditions: etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag },
});

async function isWritten(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (hasStatus(error, 409, 412)) return false;
    throw error;
  }
}
