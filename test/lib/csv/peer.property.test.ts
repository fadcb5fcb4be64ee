import { CsvError, parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { FileError } from '../../../lib/errors';
import { chunkSizes, readAll } from './readAll';

const numRuns = Number(process.env.CHAOS_RUNS ?? 500);

const piece = fc.constantFrom(
  'a',
  'é',
  '😀',
  ' ',
  '"',
  '""',
  '","',
  '"\n"',
  ',',
  ';',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '"a"',
  '"b,\r\nb"',
  '\n1,2',
);
const file = fc.record({
  text: fc.array(piece, { maxLength: 14 }).map((pieces) => `x,y\n${pieces.join('')}`),
  size: fc.constantFrom(...chunkSizes, 5, 7),
});

const codes: Record<string, string> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'wrong_field_count',
  CSV_QUOTE_NOT_CLOSED: 'unclosed_quote',
  CSV_INVALID_CLOSING_QUOTE: 'misplaced_quote',
  INVALID_OPENING_QUOTE: 'misplaced_quote',
};

/** The fields of every record, the header's first, as csv-parse reads them; or why it does not. */
function peerRead(text: string): string[][] | string | undefined {
  try {
    return parse(text, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) return codes[error.code];
    throw error;
  }
}

async function ownRead(text: string, size: number): Promise<string[][] | string> {
  try {
    const { header, records } = await readAll(text, { size, delimiter: ',' });
    return [[...header], ...records.map(([, ...fields]) => fields)];
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
}

test('`readCsv()` reads, and refuses, whatever csv-parse does, for the same reason', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(file, async ({ text, size }) => {
      const own = await ownRead(text, size);
      if (typeof own === 'string') refused++;
      expect(own).toEqual(peerRead(text));
    }),
    { numRuns },
  );
  expect(refused).toBeGreaterThan(numRuns / 10);
  expect(refused).toBeLessThan(0.9 * numRuns);
});
