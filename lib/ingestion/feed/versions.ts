import { isCsv } from '../../mapping/findMapping';
import { type Identity, type Ingestion, identityOf } from '../ingestion';
import { sha256 } from '../storage/blobNames';
import { type BlobVersion, findVersion } from '../storage/blobs';
import type { Storage } from '../storage/connect';
import { openStateStore } from '../storage/stateStore';

const folder = '_seen'; // no feed has such a name

/** The ingestion of a version of a blob; none when the version was skipped for a newer one. */
export interface SeenVersion {
  ingestion?: Identity & { feed: string; id: string };
}

type VersionKey = Pick<BlobVersion, 'path' | 'etag'>;

/** The listing of blobs gives ETags without the quotes that their headers have. */
const unquoteETag = (etag: string): string => etag.replaceAll('"', '');

export const isSameVersion = (one: VersionKey, other: VersionKey): boolean =>
  one.path === other.path && unquoteETag(one.etag) === unquoteETag(other.etag);

const documentName = ({ path, etag }: VersionKey): string => sha256(JSON.stringify([path, unquoteETag(etag)]));

export const readSeenVersion = (version: VersionKey, storage: Storage): Promise<SeenVersion | undefined> =>
  openStateStore(folder, storage).read<SeenVersion>(documentName(version));

export async function recordSeenVersion(ingestion: Ingestion): Promise<void> {
  const { feed, id, version, storage } = ingestion;
  const seen: SeenVersion = { ingestion: { feed, id, ...identityOf(ingestion) } };
  await openStateStore(folder, storage).update<SeenVersion>(documentName(version), (current) =>
    current?.ingestion?.id === id ? current : seen,
  );
}

/** Records that the sweep does not ingest a version; a message for it still does. */
export const skipVersion = (version: VersionKey, storage: Storage): Promise<void> =>
  openStateStore(folder, storage).create(documentName(version), {});

/** Reads which versions were ever seen. */
export async function readSeenVersions(storage: Storage): Promise<(version: VersionKey) => boolean> {
  const names = new Set<string>();
  for await (const { name } of storage.state.listBlobsFlat({ prefix: `${folder}/` })) names.add(name);
  return (version) => names.has(`${folder}/${documentName(version)}.json`);
}

/** Records a version that no mapping matches. @returns whether it is the first time */
export async function recordUnmatched(version: VersionKey, storage: Storage): Promise<boolean> {
  const unmatched = openStateStore('_unmatched', storage);
  if ((await unmatched.read(documentName(version))) !== undefined) return false;
  await unmatched.create(documentName(version), {});
  return true;
}

/** Records a CSV file that no mapping matches. @returns whether it is the first time */
export async function recordUnmatchedFile(path: string, storage: Storage): Promise<boolean> {
  if (!isCsv(path)) return false; // a .filepart, .tmp and the like becomes a CSV file later
  const found = await findVersion(path, storage);
  return found === undefined || (await recordUnmatched(found.version, storage));
}
