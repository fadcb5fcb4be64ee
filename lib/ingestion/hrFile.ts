import type { CsvFile, CsvOptions, CsvRecord } from '../csv/read';
import { compileMapping, type Mapped } from '../mapping/compile';
import type { Mapping } from '../mapping/parse';

/** Reads the file anew; each stage reads it from the start, so that it never has to be kept. */
export type OpenFile = (options: CsvOptions) => Promise<CsvFile>;

export interface MappedFile {
  header: readonly string[];
  delimiter: string;
  batches: AsyncIterable<MappedRecord[]>;
}

/** A record, its number in the file (from 0), and what the mapping gives for it. */
export interface MappedRecord {
  number: number;
  record: CsvRecord;
  mapped: Mapped;
}

/** Reads an HR file's records through its mapping. @throws FileError, MappingError (`wrong_columns`) */
export async function readHrFile(open: OpenFile, mapping: Mapping): Promise<MappedFile> {
  const { header, delimiter, batches } = await open(mapping.csv);
  const toUser = compileMapping(mapping, header);
  async function* mappedBatches(): AsyncGenerator<MappedRecord[]> {
    let number = 0;
    for await (const batch of batches)
      yield batch.map((record) => ({ number: number++, record, mapped: toUser(record) }));
  }
  return { header, delimiter, batches: mappedBatches() };
}
