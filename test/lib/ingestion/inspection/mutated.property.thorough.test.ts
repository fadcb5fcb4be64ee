import fc from 'fast-check';
import { type OpenFile, readCsv } from '../../../../lib/csv/read';
import { FileError, MappingError } from '../../../../lib/errors';
import { inspectRecords } from '../../../../lib/ingestion/inspection/inspect';
import { formatRejectedCsv } from '../../../../lib/ingestion/reports/rejectedCsv';
import { readRejections } from '../../../../lib/ingestion/reports/rejections';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { mapping } from '../../../support/files';
import { canary, mutatedFile, validFiles } from '../../../support/mutations';
import { inChunks, readAll } from '../../csv/readAll';
import { type Referred, referenceRead, trimRecords } from '../../csv/reference';

const numRuns = Number(process.env.CHAOS_RUNS ?? 60);
const { attributes } = mapping() as { attributes: object };
const active = { column: 'Status', equals: 'Active' };
const parsed = (changes = {}) =>
  parseMapping(JSON.stringify(mapping('employees', { attributes: { ...attributes, active }, ...changes }))).mapping;
const encodings = ['auto', 'utf-8', 'windows-1252', 'utf-16le', 'utf-16be', 'shift_jis', 'gb18030', 'euc-jp'];
const mappings = encodings.map((encoding) => parsed({ csv: { encoding } }));
const size = fc.constantFrom(1, 2, 3, 7, 64, Number.POSITIVE_INFINITY);

/** What it ends with: `undefined`, or the one error that it may end with. */
async function refusalOf(work: () => Promise<unknown>): Promise<FileError | MappingError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof FileError || error instanceof MappingError) return error;
    throw error;
  }
}

/** The text by the byte order mark, else as UTF-8, else as windows-1252: what `auto` promises. */
function textOf(bytes: Buffer): string {
  const labels =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? ['utf-16le']
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? ['utf-16be']
        : ['utf-8', 'windows-1252'];
  for (const label of labels) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {}
  }
  throw new Error('no encoding fits');
}

/** Records without empty fields at their ends, and without those that repeat the header. */
function plain(records: readonly Referred[]): string[][] {
  const bare = records.map(([line, ...all]) => {
    const fields = all.map((field) => field.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '').trim()); // none is in a header name
    const width = fields.findLastIndex((field) => field !== '') + 1;
    return [String(line), ...fields.slice(0, width)];
  });
  const header = JSON.stringify(bare[0]?.slice(1));
  return bare
    .filter(([, ...fields], index) => index === 0 || JSON.stringify(fields) !== header)
    .map((fields, index) => (index === 0 ? fields.slice(1) : fields));
}

test('the files that are mutated are valid', async () => {
  for (const bytes of validFiles) {
    const open: OpenFile = (csv) => readCsv(inChunks(bytes, 64), csv);
    const { records } = (await inspectRecords(open, parsed())).plan;
    expect(records).toEqual({ read: 14, valid: 10, rejected: 3, duplicates: 1, skipped: 0, repeatedHeaders: 0 });
  }
});

test('`readCsv()` reads a mutated file as the reference does, on the same lines, or refuses it in one sentence', async () => {
  await fc.assert(
    fc.asyncProperty(mutatedFile, size, async (bytes, size) => {
      let read: Awaited<ReturnType<typeof readAll>> | undefined;
      const error = await refusalOf(async () => {
        read = await readAll(bytes, { size });
      });
      if (read !== undefined) {
        const reference = plain(trimRecords(referenceRead(textOf(bytes), read.delimiter)));
        expect(plain([[1, ...read.header], ...read.records])).toEqual(reference);
        return;
      }
      expect(error).toBeInstanceOf(FileError);
      expect(error?.message).not.toContain(canary);
      expect(error?.message).toMatch(/^[^\n]{20,400}$/);
      const breaks = bytes.filter((byte) => byte === 10 || byte === 13).length;
      expect((error as FileError).line).toBeGreaterThanOrEqual(1);
      expect((error as FileError).line).toBeLessThanOrEqual(breaks + 1);
    }),
    { numRuns },
  );
});

test('`inspectRecords()` counts each record of a mutated file once, and tells of each rejected one, or refuses the file', async () => {
  await fc.assert(
    fc.asyncProperty(
      mutatedFile,
      size,
      fc.constantFrom(...mappings, ...mappings.slice(0, 1)),
      async (bytes, size, mapping) => {
        const open: OpenFile = (csv) => readCsv(inChunks(bytes, size), csv);
        const error = await refusalOf(async () => {
          const { plan } = await inspectRecords(open, mapping);
          const { read, valid, rejected, duplicates } = plan.records;
          expect(read).toBe(valid + rejected + duplicates);
          expect(read).toBe((await readAll(bytes, mapping.csv)).records.length);
          const told: number[] = [];
          for await (const { line, reason } of (await readRejections(open, mapping, plan)).rejections) {
            told.push(line);
            expect(reason).not.toContain(canary);
          }
          expect(told).toHaveLength(rejected);
          expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b));
          for await (const line of formatRejectedCsv(await readRejections(open, mapping, plan)))
            expect(line.length).toBeGreaterThan(0);
        });
        expect(error?.message ?? '').not.toContain(canary);
      },
    ),
    { numRuns },
  );
});

test('`inspectRecords()` ends for bytes that were never a file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      size,
      fc.constantFrom(...mappings),
      async (bytes, size, mapping) => {
        await refusalOf(() => inspectRecords((csv) => readCsv(inChunks(bytes, size), csv), mapping));
      },
    ),
    { numRuns },
  );
});
