import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type OpenFile, readCsv } from '../lib/csv/read';
import { type Inspection, inspectRecords } from '../lib/ingestion/inspection/inspect';
import { createSelector, type Selected } from '../lib/ingestion/inspection/selectPeople';
import type { UploadResult } from '../lib/ingestion/people/mergeSources';
import { storeAfterUpload } from '../lib/ingestion/people/moveStore';
import {
  emptyStore,
  minutesOf,
  type PeopleStore,
  printSize,
  storeFromBytes,
  storeToBytes,
} from '../lib/ingestion/people/store';
import { loadMapping } from '../lib/mapping/loadMappings';
import { mappingFile } from './mappingFile';

/** Of the hashes that stand for people. */
export const key = 'bench';
const now = Date.now();

/** Where the store of a file's people lies. */
export const storeFile = (file: string): string => `${file}.people`;

/** What a file's plan sends, all of it accepted. */
export const uploadResultOf = ({ planned }: Selected): UploadResult => ({
  ingestionId: 'bench',
  job: { servicePrincipalId: 'bench', jobId: 'bench' },
  planned,
  leaves: {},
  settled: planned.keys.length,
  inFlight: 0,
  refused: new Set(),
  users: undefined,
  isAccepted: true,
  removesMissing: false,
  since: now,
  now,
});

const openFile =
  (file: string): OpenFile =>
  (csv) =>
    readCsv(createReadStream(file), csv);

/** Inspects a file beside a store: who is new or changed is selected. */
export async function select(file: string, store: PeopleStore): Promise<Inspection & { selected: Selected }> {
  const { mapping } = await loadMapping(mappingFile);
  const inspection = await inspectRecords(openFile(file), mapping, {
    key,
    createSelector: (leaves, header) =>
      createSelector(leaves, header, {
        mapping: { ...mapping, send: 'changes' },
        store,
        key,
        now: minutesOf(now),
        callsLeft: 0,
        isOtherJob: false,
        stagedLossAt: 0,
        isLegacyMapping: false,
      }),
  });
  const { selected } = inspection;
  if (selected === undefined) throw new Error('nobody was selected');
  return { ...inspection, selected };
}

/** Writes the store of a file's people: the same people, of whom 1 % said something else before. */
export async function writeStore(file: string): Promise<void> {
  const { selected, people } = await select(file, emptyStore);
  const { people: count, sent, filled } = people;
  const before = { ...emptyStore, newest: { ingestionId: 'bench', people: count, sent, filled } };
  const store = storeFromBytes(Buffer.concat([...storeAfterUpload(before, uploadResultOf(selected))]));
  if (store === undefined) throw new Error('the store cannot be read');
  for (let index = 0; index < store.keys.length; index += 100)
    store.prints.fill(0, index * printSize, (index + 1) * printSize);
  await writeFile(storeFile(file), storeToBytes(store));
}
