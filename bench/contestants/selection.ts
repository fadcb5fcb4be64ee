import { readFile, writeFile } from 'node:fs/promises';
import { baselineFromBytes } from '../../lib/ingestion/people/baseline';
import { mergedBytes } from '../../lib/ingestion/people/merge';
import { baselineFile, mergeOptions, select } from '../baselines';

/** What an ingestion of a file does that sends only changes: the baseline is read, compared with, and replaced. */
export async function run(file: string): Promise<void> {
  const path = baselineFile(file, 'changes');
  const baseline = baselineFromBytes(await readFile(path));
  const { people, plan } = await select(file, baseline);
  if (plan.selected?.changed !== Math.ceil(people.entries.length / 100))
    throw new Error('something else than 1 % was selected');
  await writeFile(`${path}.next`, mergedBytes(baseline, people, { ...mergeOptions, everybody: false }));
}
