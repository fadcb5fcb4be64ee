import { isCsv } from '../../mapping/load';
import { type Identity, type Ingestion, identityOf } from '../ingestion';
import { sha256 } from '../storage/blobNames';
import { type BlobVersion, versionOf } from '../storage/blobs';
import type { Storage } from '../storage/connect';
import { stateStore } from '../storage/stateStore';

const folder = '_seen'; // no feed has such a name

/** Which ingestion a version of a blob became; none when it was passed over for a newer one. */
export interface Seen {
  ingestion?: Identity & { feed: string; id: string };
}

type Version = Pick<BlobVersion, 'path' | 'etag'>;

/** The listing of blobs gives ETags without the quotes that their headers have. */
const bare = (etag: string): string => etag.replaceAll('"', '');

export const isVersion = (one: Version, other: Version): boolean =>
  one.path === other.path && bare(one.etag) === bare(other.etag);

const nameOf = ({ path, etag }: Version): string => sha256(JSON.stringify([path, bare(etag)]));

export const readSeen = (version: Version, storage: Storage): Promise<Seen | undefined> =>
  stateStore(folder, storage).read<Seen>(nameOf(version));

export async function markSeen(ingestion: Ingestion): Promise<void> {
  const { feed, id, version, storage } = ingestion;
  const seen: Seen = { ingestion: { feed, id, ...identityOf(ingestion) } };
  await stateStore(folder, storage).update<Seen>(nameOf(version), (current) =>
    current?.ingestion?.id === id ? current : seen,
  );
}

/** Notes that a version will not be ingested by itself; whoever asks for it still can. */
export const passOver = (version: Version, storage: Storage): Promise<void> =>
  stateStore(folder, storage).create(nameOf(version), {});

/** Tells the versions that were ever seen, all at once. */
export async function seenVersions(storage: Storage): Promise<(version: Version) => boolean> {
  const names = new Set<string>();
  for await (const { name } of storage.state.listBlobsFlat({ prefix: `${folder}/` })) names.add(name);
  return (version) => names.has(`${folder}/${nameOf(version)}.json`);
}

/** Notes a version that no mapping matches; gives whether it is the first time. */
export async function isUnmatchedNews(version: Version, storage: Storage): Promise<boolean> {
  const unmatched = stateStore('_unmatched', storage);
  if ((await unmatched.read(nameOf(version))) !== undefined) return false;
  await unmatched.create(nameOf(version), {});
  return true;
}

/** Records a CSV file that no mapping matches. @returns whether it is the first time */
export async function recordUnmatchedFile(path: string, storage: Storage): Promise<boolean> {
  if (!isCsv(path)) return false; // a .filepart, .tmp and the like becomes a CSV file later
  const found = await versionOf(path, storage);
  return found === undefined || (await isUnmatchedNews(found.version, storage));
}
