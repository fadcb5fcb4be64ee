import type { CsvFile, CsvOptions } from '../csv/read';
import type { CsvRecord } from '../csv/record';
import { Columns } from '../mapping/compile/columns';
import { type CompileOptions, compileWithLeaves, type MappingResult } from '../mapping/compile/compile';
import type { LeafInfo } from '../mapping/compile/compileNode';
import type { Mapping } from '../mapping/file/parse';

/** Reads the file anew; each stage reads it from the start, so that it never has to be kept. */
export type OpenFile = (options: CsvOptions) => Promise<CsvFile>;

export interface MappedFile {
  header: readonly string[];
  delimiter: string;
  /** The mapped columns' indexes, by the names that the mapping gives them. */
  columns: ReadonlyMap<string, number>;
  /** The leaves of the mapping, in the order of a user's values. */
  leaves: readonly LeafInfo[];
  /** Each record is mapped when it is asked for. */
  batches: AsyncIterable<Iterable<MappedRecord>>;
}

/** A record, its number in the file (from 0), and what the mapping gives for it. */
export interface MappedRecord {
  number: number;
  record: CsvRecord;
  mapped: MappingResult;
}

export interface ReadOptions extends Pick<CompileOptions, 'withValues'> {
  /** Which records are mapped, by their numbers, asked in ascending order; the others are left out. */
  only?: (number: number) => boolean;
}

/** Reads an HR file's records through its mapping. @throws FileError, MappingError (`wrong_columns`) */
export async function readHrFile(
  open: OpenFile,
  mapping: Mapping,
  { only = () => true, ...options }: ReadOptions = {},
): Promise<MappedFile> {
  const { header, delimiter, batches } = await open(mapping.csv);
  const columns = new Columns(header);
  const { toUser, leaves } = compileWithLeaves(mapping, header, { ...options, columns });
  let next = 0;
  function* mapRecords(batch: readonly CsvRecord[]): Generator<MappedRecord> {
    for (const record of batch) {
      const number = next++;
      if (only(number)) yield { number, record, mapped: toUser(record) };
    }
  }
  async function* mappedBatches(): AsyncGenerator<Iterable<MappedRecord>> {
    for await (const batch of batches) yield mapRecords(batch);
  }
  return { header, delimiter, columns: columns.found, leaves, batches: mappedBatches() };
}

/** The externalId that a record has, rejected or not. */
export const externalIdOf = (mapped: MappingResult): string | undefined =>
  mapped.user === undefined ? mapped.externalId : mapped.user.externalId;
