import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { readCsv } from '../lib/csv/read';
import type { OpenFile } from '../lib/ingestion/hrFile';
import { type Inspection, inspect } from '../lib/ingestion/inspect';
import { type Baseline, baselineFromBytes, baselineToBytes, minutesOf } from '../lib/ingestion/people/baseline';
import { printSize } from '../lib/ingestion/people/bytes';
import { type MergeOptions, mergedBytes } from '../lib/ingestion/people/merge';
import { createSelection } from '../lib/ingestion/people/selection';
import { loadMapping } from '../lib/mapping/load';
import { measured } from './measured';

const key = 'bench';
const now = Date.now();
const at: MergeOptions = {
  ingestionId: 'bench',
  sentAt: now,
  now,
  everybody: true,
  absent: new BigUint64Array(),
  keepsAbsent: false,
};

async function select(file: string, baseline: Baseline | undefined): Promise<Inspection> {
  const { mapping } = await loadMapping('mappings/employees.json');
  const open: OpenFile = (csv) => readCsv(createReadStream(file), csv);
  const everybody = baseline === undefined;
  return inspect(open, mapping, { key, selection: createSelection({ baseline, everybody, key, now: minutesOf(now) }) });
}

/** Writes the baseline of a file before 1 % of its people changed. */
async function prepare(file: string): Promise<void> {
  const bytes = Buffer.concat([...mergedBytes(undefined, (await select(file, undefined)).people, at)]);
  const baseline = baselineFromBytes(bytes);
  if (baseline === undefined) throw new Error('the baseline cannot be read');
  for (let index = 0; index < baseline.entries.length; index += 100)
    baseline.prints.fill(0, index * printSize, (index + 1) * printSize);
  await writeFile(`${file}.baseline`, baselineToBytes(baseline));
}

/** What an ingestion of a file does that sends only changes: the baseline is read, compared with, and replaced. */
async function run(file: string): Promise<void> {
  const baseline = baselineFromBytes(await readFile(`${file}.baseline`));
  const { people, plan } = await select(file, baseline);
  const { entries } = people;
  if (plan.selected?.changed !== Math.ceil(entries.length / 100))
    throw new Error('something else than 1 % was selected');
  await writeFile(`${file}.baseline.next`, mergedBytes(baseline, people, { ...at, everybody: false }));
}

void (process.argv[3] === 'prepare' ? prepare(process.argv[2] ?? '') : measured(run));
