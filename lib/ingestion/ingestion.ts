import { createHash } from 'node:crypto';
import type { Mapping } from '../mapping/parse';
import { type StateStore, stateStore } from './stateStore';
import type { BlobVersion, Storage } from './storage';

/** One version of one blob under one mapping. */
export interface Ingestion {
  id: string;
  version: BlobVersion;
  mapping: Mapping;
  mappingHash: string;
  /** `<feed>/<ingestionId>`, its folder in `hr-reports` and `ingestion-state`. */
  folder: string;
  storage: Storage;
  state: StateStore;
}

/** The same version and mapping always give the same ingestion, so that every retry finds the work already done. */
export function ingestionOf(version: BlobVersion, mapping: Mapping, storage: Storage): Ingestion {
  const mappingHash = sha256(JSON.stringify(mapping));
  const time = version.lastModified.toISOString().replace(/[-:]|\.\d+/g, '');
  const id = `${time}-${sha256(JSON.stringify([version.path, version.etag, mappingHash])).slice(0, 8)}`;
  const folder = `${mapping.feed}/${id}`;
  return { id, version, mapping, mappingHash, folder, storage, state: stateStore(folder, storage) };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
