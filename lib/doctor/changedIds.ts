import { FileError } from '../errors';
import { createFinder, exactPersonKey } from '../ingestion/people/person';
import { findPeopleKey, hasLegacyStore, readPeople } from '../ingestion/people/storeBlob';
import { listNewestReports } from '../ingestion/reports/newestReports';
import { BlobReplacedError, openBlob } from '../ingestion/storage/blobs';
import type { Storage } from '../ingestion/storage/connect';
import { Columns } from '../mapping/compile/columns';
import { isEmpty } from '../mapping/compile/leafContext';
import { toSentId } from '../mapping/compile/sentIds';
import type { Mapping } from '../mapping/file/parse';
import { sourceColumnOf } from '../mapping/leaves';
import { createFindings, type Finding } from './finding';

/** The most lines that are listed. */
const mostLines = 20;

/**
 * Finds people whom version 0.1 sent under the exact text of their id, where white space, invisible
 * characters or the Unicode form of that text are no longer sent: Entra would take them for new
 * people. Tells their lines in the newest file, and no id.
 */
export async function examineChangedIds(mapping: Mapping, storage: Storage): Promise<Finding[]> {
  const { feed } = mapping;
  const key = await findPeopleKey(storage);
  if (key === undefined || !(await hasLegacyStore(feed, storage))) return [];
  const find = createFinder((await readPeople(feed, storage)).keys);
  const lines: number[] = [];
  try {
    for await (const { line, id } of readExactIds(mapping, storage))
      if (toSentId(id) !== id && find(exactPersonKey(id, key)) >= 0) lines.push(line);
  } catch (error) {
    if (!(error instanceof FileError || error instanceof BlobReplacedError)) throw error;
  }
  return lines.length === 0 ? [] : [describeChanged(feed, lines)];
}

/** The ids of the newest file, as it has them. */
async function* readExactIds(
  { feed, attributes, csv }: Mapping,
  storage: Storage,
): AsyncGenerator<{ line: number; id: string }> {
  const [newest] = await listNewestReports(feed, storage);
  const column = sourceColumnOf(attributes.externalId);
  if (newest === undefined || column === undefined) return;
  const version = { path: newest.blob, etag: newest.etag, lastModified: new Date(0) };
  const { header, batches } = await openBlob(version, storage)({ ...csv, trim: 'none' });
  const place = new Columns(header).find(column) ?? -1;
  for await (const batch of batches)
    for (const { line, fields } of batch)
      if (!isEmpty(fields[place] ?? '')) yield { line, id: fields[place] as string };
}

function describeChanged(feed: string, lines: readonly number[]): Finding {
  const listed = lines.slice(0, mostLines).join(', ');
  const unlisted = lines.length > mostLines ? ` and ${lines.length - mostLines} more` : '';
  return createFindings(`feed ${feed}`, 'mapping').warning(
    `the next file sends ${lines.length} people under another externalId than version 0.1 did: without white space and invisible characters, in NFC (lines ${listed}${unlisted} of the newest file)`,
    "correct the externalId of these people's accounts in Entra before the next file, or Entra takes them for new people",
  );
}
