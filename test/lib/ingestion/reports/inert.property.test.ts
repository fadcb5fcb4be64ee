import fc from 'fast-check';
import { formatRejectedCsv } from '../../../../lib/ingestion/reports/rejectedCsv';
import type { Rejections } from '../../../../lib/ingestion/reports/rejections';
import { referenceRead } from '../../csv/reference';

const numRuns = Number(process.env.CHAOS_RUNS ?? 500);

const piece = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '＝',
  '＋',
  '－',
  '＠',
  '\t',
  '\r',
  '\n',
  '\r\n',
  ' ',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\ufeff',
  '"',
  '""',
  "'",
  ',',
  ';',
  '|',
  'a',
  '1',
  'cmd|"/c calc"!A1',
  'HYPERLINK("https://evil.example")',
  '=1+1',
  'sep=;',
);
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
const live = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/;

const guardNote = 'An apostrophe at the start of a field keeps the spreadsheet from running it: it is not in your file';

async function written(rejections: Rejections): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of formatRejectedCsv(rejections)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('no cell of rejected.csv is a formula, its header and reasons neither, and each keeps its text', async () => {
  const row = fc.tuple(text, text, text);
  await fc.assert(
    fc.asyncProperty(
      row,
      fc.array(row, { maxLength: 4 }),
      text,
      fc.constantFrom(',', ';', '\t', '|'),
      async (header, rows, reason, delimiter) => {
        async function* rejections() {
          for (const [index, fields] of rows.entries()) yield { line: index + 2, reason, fields };
        }
        const file = await written({ header, delimiter, rejections: rejections() });
        expect(file.startsWith('\ufeff"')).toBe(true);
        const cells = referenceRead(file.slice(1), delimiter).map(([, ...fields]) => fields);
        const originals = [
          [...header, 'line', 'reason'],
          ...rows.map((fields, index) => {
            const isGuarded = fields.some((field) => live.test(field));
            return [...fields, String(index + 2), isGuarded ? `${reason}. ${guardNote}` : reason];
          }),
        ];
        expect(cells).toHaveLength(originals.length);
        for (const [index, original] of originals.flat().entries()) {
          const cell = cells.flat()[index] ?? '';
          expect(cell).not.toMatch(live);
          expect(cell.startsWith("'") && live.test(original) ? cell.slice(1) : cell).toBe(original);
        }
      },
    ),
    { numRuns },
  );
});
