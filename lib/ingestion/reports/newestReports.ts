import { readBlob } from '../storage/blobs';
import type { Storage } from '../storage/connect';
import type { Report } from './report';

/**
 * Reads the reports of a feed's newest file: several where files are of one second. An id begins
 * with the time of its file, so that no other report is read. @param id of the only ingestion to read
 */
export async function listNewestReports(feed: string, { reports }: Storage, id?: string): Promise<Report[]> {
  const folders = id === undefined ? await findNewestFolders(feed, { reports }) : [`${feed}/${id}/`];
  const found = await Promise.all(folders.map((folder) => readBlob(reports.getBlobClient(`${folder}report.json`))));
  return found
    .filter((blob) => blob !== undefined)
    .map(({ bytes }) => JSON.parse(bytes.toString()) as Report)
    .sort((one, other) => ((one.inspectedAt ?? '') > (other.inspectedAt ?? '') ? -1 : 1));
}

async function findNewestFolders(feed: string, { reports }: Pick<Storage, 'reports'>): Promise<string[]> {
  let newest = '';
  let folders: string[] = [];
  for await (const { kind, name } of reports.listBlobsByHierarchy('/', { prefix: `${feed}/` })) {
    const second = /\/(\d{8}T\d{6}Z)-[0-9a-f]{8}\/$/.exec(name)?.[1];
    if (kind !== 'prefix' || second === undefined || second < newest) continue;
    folders = second === newest ? [...folders, name] : [name];
    newest = second;
  }
  return folders;
}
