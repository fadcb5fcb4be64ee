import type { Mapping } from '../../mapping/parse';
import { externalIdOf, type OpenFile, readHrFile } from '../hrFile';
import { personHash } from './people';

/** The people whose records are on certain lines; reads the file again. */
export async function peopleOn(
  lines: ReadonlySet<number>,
  open: OpenFile,
  mapping: Mapping,
  key: string,
): Promise<bigint[]> {
  const found: bigint[] = [];
  const { batches } = await readHrFile(open, mapping);
  for await (const batch of batches) {
    for (const { record, mapped } of batch) {
      const externalId = lines.has(record.line) ? externalIdOf(mapped) : undefined;
      if (externalId !== undefined) found.push(personHash(externalId, key));
    }
  }
  return found;
}
