import { readFile, writeFile } from 'node:fs/promises';
import { storeAfterUpload } from '../../lib/ingestion/people/moveStore';
import { storeFromBytes } from '../../lib/ingestion/people/store';
import { select, storeFile, uploadResultOf } from '../peopleStore';

/**
 * What an ingestion of a file does that sends only changes: the store is read, compared with, and
 * replaced.
 */
export async function run(file: string): Promise<void> {
  const store = storeFromBytes(await readFile(storeFile(file)));
  if (store === undefined) throw new Error('the store cannot be read');
  const { selected } = await select(file, store);
  if (selected.counts.changed !== Math.ceil(store.keys.length / 100))
    throw new Error('something else than 1 % was selected');
  await writeFile(`${storeFile(file)}.next`, storeAfterUpload(store, uploadResultOf(selected)));
}
