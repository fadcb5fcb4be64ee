import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { readCsv } from '../lib/csv/read';
import type { OpenFile } from '../lib/ingestion/hrFile';
import { type Inspection, inspectRecords } from '../lib/ingestion/inspection/inspect';
import { type Baseline, baselineFromBytes, baselineToBytes, minutesOf } from '../lib/ingestion/people/baseline';
import { printSize } from '../lib/ingestion/people/bytes';
import { type MergeOptions, mergedBytes } from '../lib/ingestion/people/merge';
import { createSelection } from '../lib/ingestion/people/selection';
import { loadMapping } from '../lib/mapping/load';
import { mappingFile } from './mappingFile';

/** Of the hashes that stand for people. */
export const key = 'bench';
const now = Date.now();

/** Where the baseline of a file's people lies: as it is kept where everybody is sent each time, or only changes. */
export const baselineFile = (file: string, send: 'all' | 'changes'): string => `${file}.baseline-${send}`;

export const mergeOptions: MergeOptions = {
  ingestionId: 'bench',
  sentAt: now,
  now,
  everybody: true,
  absent: new BigUint64Array(),
  keepsAbsent: false,
};

const openFile =
  (file: string): OpenFile =>
  (csv) =>
    readCsv(createReadStream(file), csv);

/** Inspects a file of which only changes are sent. */
export async function select(file: string, baseline: Baseline | undefined): Promise<Inspection> {
  const { mapping } = await loadMapping(mappingFile);
  const everybody = baseline === undefined;
  const selection = createSelection({ baseline, everybody, key, now: minutesOf(now) });
  return inspectRecords(openFile(file), mapping, { key, selection });
}

/** Writes the baselines of a file's people: the same people, of whom 1 % said something else before. */
export async function writeBaselines(file: string): Promise<void> {
  const { people } = await select(file, undefined);
  const { given: _, ...withoutPrints } = people;
  await writeFile(baselineFile(file, 'all'), Buffer.concat([...mergedBytes(undefined, withoutPrints, mergeOptions)]));
  const baseline = baselineFromBytes(Buffer.concat([...mergedBytes(undefined, people, mergeOptions)]));
  if (baseline === undefined) throw new Error('the baseline cannot be read');
  for (let index = 0; index < baseline.entries.length; index += 100)
    baseline.prints.fill(0, index * printSize, (index + 1) * printSize);
  await writeFile(baselineFile(file, 'changes'), baselineToBytes(baseline));
}
