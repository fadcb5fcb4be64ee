import { type Baseline, baselineFromBytes } from '../../../../lib/ingestion/people/baseline';
import { type MergeOptions, mergedBytes } from '../../../../lib/ingestion/people/merge';
import type { People } from '../../../../lib/ingestion/people/people';

/** The baseline that `mergedBytes()` writes, read again. */
export function merge(before: Baseline | undefined, file: People, options: MergeOptions): Baseline {
  const merged = baselineFromBytes(Buffer.concat([...mergedBytes(before, file, options)]));
  if (merged === undefined) throw new Error('what was merged cannot be read');
  return merged;
}
