import fc from 'fast-check';
import { compileMapping } from '../../../../lib/mapping/compile/compile';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { importMapping } from '../../../../lib/mapping/psd1/importMapping';
import { type Folder, newFolder } from '../../../support/files';
import { askPowerShell, reportMissingPowerShell, withPowerShell } from '../../../support/powershell';
import { readAll } from '../../csv/readAll';
import { unknownUrn } from '../mapped';
import { psd1, refusalOf } from './imported';
import { columns, csvFile, scriptBlock } from './randomBlocks';

const seed = Number(process.env.RANDOM_BLOCKS_SEED ?? 20261129);
/** `RANDOM_BLOCKS=full`: 3,000 script blocks over 600 files. */
const [files, blocksPerFile] = process.env.RANDOM_BLOCKS === 'full' ? [600, 5] : [8, 60];

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

/** What a script block gives here for each record; `undefined` where it rejects the record. */
function valuesFor(script: string, records: readonly (readonly string[])[]): unknown[] {
  const { text } = importMapping(Buffer.from(psd1(`'${unknownUrn}' = @{ a = ${script} }`)), 'people');
  const toUser = compileMapping(parseMapping(text).mapping, columns);
  return records.map((fields, index) => {
    const { user, reasons } = toUser({ line: index + 2, fields: [...fields] });
    if (reasons !== undefined) return undefined;
    return (user as unknown as Record<string, { a: unknown } | undefined>)[unknownUrn]?.a;
  });
}

/** The one difference that the decision on import-mapping names: a field of blanks is empty. */
const blankIsEmpty = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? '' : value);

withPowerShell('random script blocks give the values of PowerShell, or are refused with a reason', async () => {
  const csvs = fc.sample(csvFile, { seed, numRuns: files });
  const scripts = fc.sample(scriptBlock, { seed, numRuns: files * blocksPerFile });
  const questions = csvs.map((csv, index) => ({
    csv,
    scripts: scripts.slice(index * blocksPerFile, (index + 1) * blocksPerFile),
  }));
  const answers = await askPowerShell(folder, questions);
  const differences: unknown[] = [];
  let accepted = 0;
  let compared = 0;
  for (const [index, question] of questions.entries()) {
    const { records, given } = answers[index] ?? { records: [], given: [] };
    const read = (await readAll(question.csv, { trim: 'import-csv' })).records.map(([, ...fields]) => fields);
    expect(read).toEqual(records.map((record) => columns.map((column) => record[column])));
    for (const [at, script] of question.scripts.entries()) {
      const reason = refusalOf(script);
      if (reason !== undefined) {
        expect(reason).toMatch(/^line \d+: ./);
        continue;
      }
      accepted++;
      for (const [place, value] of valuesFor(script, read).entries()) {
        if (value === undefined) continue; // the record is rejected
        const told = given[at]?.[place];
        if (told === undefined || !('value' in told)) continue; // PowerShell fails: it has no value to compare
        compared++;
        const same = [told.value, blankIsEmpty(told.value)].map((one) => JSON.stringify(one));
        if (same.includes(JSON.stringify(value))) continue;
        differences.push({ script, fields: read[place], here: value, powershell: told.value });
        break;
      }
    }
  }
  expect(differences).toEqual([]);
  expect(accepted / scripts.length).toBeGreaterThanOrEqual(0.6);
  expect(compared).toBeGreaterThan(accepted * 2);
});

test('whether PowerShell is installed is told', reportMissingPowerShell);
