import type { Storage } from '../ingestion/storage/connect';
import type { Mapping } from '../mapping/file/parse';
import { isCsv, isHrFile } from '../mapping/findMapping';

/** A blob of the inbox that is no file of a feed. */
export interface IgnoredBlob {
  path: string;
  reason: string;
}

/** The most that are listed. */
const most = 20;

/** Lists the blobs of the inbox that no feed reads, each with why. */
export async function listIgnoredBlobs(mappings: readonly Mapping[], { inbox }: Storage): Promise<IgnoredBlob[]> {
  const ignored: IgnoredBlob[] = [];
  for await (const { name: path } of inbox.listBlobsFlat()) {
    if (mappings.some((mapping) => isHrFile(path, mapping))) continue;
    const reason = isCsv(path)
      ? 'no mapping matches this path: upload it to a folder of a feed'
      : 'its name does not end in .csv';
    if (ignored.push({ path, reason }) === most) break;
  }
  return ignored;
}
