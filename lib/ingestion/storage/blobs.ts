import type { BlobClient } from '@azure/storage-blob';
import { type CsvFile, type CsvOptions, readCsv } from '../../csv/read';
import { Csv2ScimError } from '../../errors';
import { callTimeout, hasStatus, withResponseTimeout } from './calls';
import type { Storage } from './connect';

/** One version of a blob: another ETag is another version. */
export interface BlobVersion {
  /** Path inside `hr-inbox`. */
  path: string;
  etag: string;
  lastModified: Date;
}

/**
 * The blob as it is now, and for how many milliseconds it has been so, by the storage's clock;
 * `undefined` when there is none. New metadata make a new version, index tags do not.
 */
export async function findVersion(
  path: string,
  { inbox }: Storage,
): Promise<{ version: BlobVersion; age: number } | undefined> {
  try {
    const {
      etag = '',
      lastModified = new Date(0),
      date,
    } = await inbox.getBlobClient(path).getProperties(callTimeout());
    return { version: { path, etag, lastModified }, age: (date?.getTime() ?? Date.now()) - lastModified.getTime() };
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

/**
 * Streams a version's bytes; every read carries If-Match, so that no other version slips in. An
 * upload reads as slowly as Entra takes, so connections that the storage closes meanwhile are
 * opened again where they stopped. @throws the reason of `stop`
 */
export async function* downloadVersion(
  { path, etag }: BlobVersion,
  { inbox }: Storage,
  stop?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const options = { conditions: { ifMatch: etag }, maxRetryRequests: 100 };
  try {
    const response = await withResponseTimeout((abortSignal) =>
      inbox.getBlobClient(path).download(0, undefined, { ...options, abortSignal }),
    );
    for await (const chunk of response.readableStreamBody as AsyncIterable<Buffer>) {
      stop?.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    throw hasStatus(error, 404, 412)
      ? new BlobReplacedError('the file was replaced or removed while it was read')
      : error;
  }
}

/** Reads a version as CSV, from the start at each call. */
export const openBlob =
  (version: BlobVersion, storage: Storage) =>
  (options: CsvOptions): Promise<CsvFile> =>
    readCsv(downloadVersion(version, storage), options);

export interface WholeBlob {
  bytes: Buffer;
  etag: string;
}

/**
 * A small blob in one read, so that one that is being rewritten comes whole; `undefined` when it is
 * not there.
 */
export async function readBlob(client: BlobClient): Promise<WholeBlob | undefined> {
  try {
    const response = await client.download(0, undefined, callTimeout());
    const bytes = Buffer.alloc(response.contentLength ?? 0); // a people store is large: one copy will do
    let length = 0;
    for await (const chunk of response.readableStreamBody as AsyncIterable<Buffer>) length += chunk.copy(bytes, length);
    return { bytes, etag: response.etag ?? '' };
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

/** The version that an ingestion is of is no more. */
export class BlobReplacedError extends Csv2ScimError {
  readonly code = 'blob_replaced';
}

/** What lies in the inbox now. */
export async function listInboxVersions({ inbox }: Storage): Promise<BlobVersion[]> {
  const versions: BlobVersion[] = [];
  for await (const { name: path, properties } of inbox.listBlobsFlat()) {
    versions.push({ path, etag: properties.etag, lastModified: properties.lastModified });
  }
  return versions;
}
