import { hasTypographicQuotes, typographicQuotes } from '../csv/header';
import type { OpenFile } from '../csv/read';
import type { CsvRecord } from '../csv/record';
import type { Tally } from '../csv/table';
import { describeWrongHeader } from '../csv/wrongRecord';
import { FileError, MappingError, type Problem } from '../errors';
import { createCondition } from '../mapping/compile/cel/condition';
import { Columns } from '../mapping/compile/columns';
import { type CompileOptions, compileWithLeaves, type MappingResult } from '../mapping/compile/compile';
import type { LeafInfo } from '../mapping/compile/compileNode';
import type { Mapping } from '../mapping/file/parse';
import { createEmptyWords } from './emptyWords';
import { indexPeople } from './personIndex';

export interface MappedFile {
  header: readonly string[];
  delimiter: string;
  /** The mapped columns' indexes, by the names that the mapping gives them. */
  columns: ReadonlyMap<string, number>;
  /** The leaves of the mapping, in the order of a user's values. */
  leaves: readonly LeafInfo[];
  /** Each record is mapped when it is asked for. */
  batches: AsyncIterable<Iterable<MappedRecord>>;
  /** What was passed over so far. */
  tally: Readonly<Tally>;
}

export interface MappedRecord {
  /** Its place in the file, from 0, without skipped ones. */
  number: number;
  /** As the mapping reads it: `emptyWords` are empty. */
  record: CsvRecord;
  /** As in the file. */
  original: CsvRecord;
  mapped: MappingResult;
}

export interface ReadOptions extends Pick<CompileOptions, 'withValues' | 'today'> {
  /**
   * Which records are mapped, by their numbers, asked in ascending order; the others are left out.
   */
  only?: (number: number) => boolean;
  /** Sees each record that `records.where` skips: whose it is, if that is known. */
  onSkipped?: (externalId: string | undefined) => void;
}

/**
 * Reads an HR file's records through its mapping. @throws FileError, MappingError (`wrong_columns`)
 */
export async function readHrFile(
  open: OpenFile,
  mapping: Mapping,
  { only = () => true, onSkipped, ...options }: ReadOptions = {},
): Promise<MappedFile> {
  const findPerson = await indexPeople(open, mapping);
  const { header, delimiter, batches, tally } = await open(mapping.csv);
  const columns = new Columns(header);
  const { compiled, isSkipped } = compileTogether(columns, delimiter, {
    compiled: () => compileWithLeaves(mapping, header, { ...options, columns, findPerson }),
    isSkipped: () => createSkipCheck(mapping, columns, options.today),
    prefer: () => createPreferCheck(mapping, columns, options.today),
  });
  const { toUser, leaves } = compiled;
  const clearEmptyWords = createEmptyWords(mapping.csv.emptyWords);
  let [next, labels] = [0, mapping.csv.skipRecords];
  function* mapRecords(batch: readonly CsvRecord[]): Generator<MappedRecord> {
    for (const original of batch) {
      const record = clearEmptyWords(original);
      if (labels > 0) {
        labels--;
        checkLabels(record.line, toUser(record));
        continue;
      }
      const skipped = isSkipped(record.fields);
      if (skipped === true) {
        onSkipped?.(externalIdOf(toUser(record)));
        continue;
      }
      const number = next++;
      if (!only(number)) continue;
      const mapped = toUser(record);
      checkQuotes(record.line, externalIdOf(mapped));
      yield { number, record, original, mapped: skipped === undefined ? whereFails(mapped) : mapped };
    }
  }
  async function* mappedBatches(): AsyncGenerator<Iterable<MappedRecord>> {
    for await (const batch of batches) yield mapRecords(batch);
  }
  return { header, delimiter, columns: columns.found, leaves, batches: mappedBatches(), tally };
}

/** The externalId that a record has, rejected or not. */
export const externalIdOf = (mapped: MappingResult): string | undefined =>
  mapped.user === undefined ? mapped.externalId : mapped.user.externalId;

/**
 * Compiles several things for one header. @throws MappingError (`wrong_columns`) with the problems
 * of all, and the likely cause where the header has no column of the mapping
 */
function compileTogether<T extends object>(
  columns: Columns,
  delimiter: string,
  compilers: { [Name in keyof T]: () => T[Name] },
): T {
  const problems: Problem[] = [];
  const compiled = Object.entries(compilers).map(([name, compile]) => {
    try {
      return [name, (compile as () => unknown)()];
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      problems.push(...error.problems);
      return [name, undefined];
    }
  });
  if (problems.length > 0 && columns.found.size === 0)
    problems.push({ path: 'csv', message: describeWrongHeader(columns.header.length, delimiter) });
  if (problems.length > 0) throw new MappingError(problems, 'wrong_columns');
  return Object.fromEntries(compiled) as T;
}

/** Compiles `duplicates.prefer`; `undefined` where the mapping has none. */
export function createPreferCheck(
  { duplicates, timeZone }: Mapping,
  columns: Columns,
  today: string | undefined,
): ReturnType<typeof createCondition> | undefined {
  if (typeof duplicates !== 'object') return undefined;
  return createCondition(duplicates.prefer, columns, { path: 'duplicates.prefer', timeZone, today });
}

/** Whether `records.where` skips a record; `undefined` when it fails. */
function createSkipCheck(
  { records, timeZone }: Mapping,
  columns: Columns,
  today: string | undefined,
): (fields: readonly string[]) => boolean | undefined {
  if (records.where === undefined) return () => false;
  const holds = createCondition(records.where, columns, { path: 'records.where', timeZone, today });
  return (fields) => {
    const held = holds(fields);
    return held === undefined ? undefined : !held;
  };
}

const whereFails = (mapped: MappingResult): MappingResult => ({
  reasons: ['records.where: the expression fails on this record, or gives neither true nor false'],
  externalId: externalIdOf(mapped),
});

/**
 * A record that `csv.skipRecords` passes over must not be a person. With `equals`, labels give a
 * user too, who is not active. But ids and user names have a digit or an @, and labels have none.
 */
function checkLabels(line: number, mapped: MappingResult): void {
  if (mapped.user === undefined) return;
  const { active, externalId, userName } = mapped.user;
  if (active !== true && !/[\p{N}@]/u.test(`${externalId}${userName}`)) return;
  throw new FileError(
    'skipped_person',
    'csv.skipRecords passes over this record, but it is a person: the line of labels is gone from the export. Remove skipRecords, or export with labels',
    line,
  );
}

function checkQuotes(line: number, externalId: string | undefined): void {
  if (externalId !== undefined && hasTypographicQuotes(externalId)) throw typographicQuotes('the ids', line);
}
