import type { Mapping } from '../mapping/file/parse';
import { sha256 } from './storage/blobNames';
import type { BlobVersion } from './storage/blobs';
import type { Storage } from './storage/connect';
import { openStateStore, type StateStore } from './storage/stateStore';

/** One version of one blob under one mapping. */
export interface Ingestion {
  id: string;
  feed: string;
  version: BlobVersion;
  mappingHash: string;
  /**
   * The date for which it is read, `yyyy-MM-dd` in the mapping's zone; only where the mapping
   * depends on it.
   */
  day?: string | undefined;
  /** `<feed>/<ingestionId>`, its folder in `hr-reports` and `ingestion-state`. */
  folder: string;
  storage: Storage;
  documents: StateStore;
}

/** One that can be worked on: its mapping is there. */
export interface MappedIngestion extends Ingestion {
  mapping: Mapping;
}

/** What is kept of an ingestion's identity, so that it can be ended under another mapping too. */
export interface Identity {
  path: string;
  etag: string;
  /** ISO 8601. */
  lastModified: string;
  mappingHash: string;
  day?: string | undefined;
}

/** Of an ingestion of which no more than its id is known. */
export const unknownIdentity: Identity = {
  path: '',
  etag: '',
  lastModified: new Date(0).toISOString(),
  mappingHash: '',
};

/**
 * The same version, mapping and day always give the same ingestion, so that every retry finds the
 * work already done.
 */
export function ingestionOf(
  version: BlobVersion,
  mapping: Mapping,
  storage: Storage,
  day?: string | undefined,
): MappedIngestion {
  const mappingHash = mappingHashOf(mapping);
  const time = version.lastModified.toISOString().replace(/[-:]|\.\d+/g, '');
  const inputs = [version.path, version.etag, mappingHash, ...(day === undefined ? [] : [day])];
  const id = `${time}-${sha256(JSON.stringify(inputs)).slice(0, 8)}`;
  return { ...ingestionAt(mapping.feed, id, { ...identityOfVersion(version), mappingHash, day }, storage), mapping };
}

/** An ingestion that was begun before, maybe under another mapping. */
export function ingestionAt(
  feed: string,
  id: string,
  { mappingHash, lastModified, day, ...version }: Identity,
  storage: Storage,
): Ingestion {
  const folder = `${feed}/${id}`;
  return {
    id,
    feed,
    version: { ...version, lastModified: new Date(lastModified) },
    mappingHash,
    day,
    folder,
    storage,
    documents: openStateStore(folder, storage),
  };
}

export const identityOf = ({ version, mappingHash, day }: Ingestion): Identity => ({
  ...identityOfVersion(version),
  mappingHash,
  ...(day !== undefined && { day }),
});

const identityOfVersion = ({ path, etag, lastModified }: BlobVersion): Omit<Identity, 'mappingHash' | 'day'> => ({
  path,
  etag,
  lastModified: lastModified.toISOString(),
});

export const mappingHashOf = (mapping: Mapping): string => sha256(JSON.stringify(mapping));

/** When the file of an ingestion was written last: an id begins with it. ISO 8601, UTC. */
export const fileTimeOf = (id: string): string => id.replace(/^(....)(..)(..T..)(..)(..Z).*$/, '$1-$2-$3:$4:$5');

export const isIngestionId = (text: string): boolean => /^\d{8}T\d{6}Z-[0-9a-f]{8}$/.test(text);
