import fc from 'fast-check';
import { csv2scim, linesOf } from '../support/cli';
import { type Folder, mapping, newFolder } from '../support/files';
import { canary, mutatedFile } from '../support/mutations';

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

const files = fc.sample(mutatedFile, { seed: 4711, numRuns: 12 }).map((bytes, index) => ({ index, bytes }));

/** Of how many records a problem is: `line 2: …` or `lines 2, 3, 4, 5, 6 and 7 more: …`. */
function countLines(problem: string): number {
  const [, lines = '', more = '0'] = /^lines? ([\d, ]+?)(?: and (\d+) more)?: /.exec(problem) ?? [];
  return lines.split(', ').length + Number(more);
}

test.concurrent.each(files)(
  '`validate` tells in lines what is wrong with mutated file $index, and no field of it',
  async ({ index, bytes }) => {
    const mappingFile = await folder.write(`mapping${index}.json`, JSON.stringify(mapping()));
    const csv = await folder.write(`${index}.csv`, bytes);
    const { code, stdout, stderr } = await csv2scim(['validate', mappingFile, csv]);
    const [, ...counts] = /: (\d+) records, (\d+) valid, (\d+) rejected, (\d+) repeating others/.exec(stdout) ?? [];
    const [read = 0, valid = 0, rejected = 0, duplicates = 0] = counts.map(Number);
    expect(read).toBe(valid + rejected + duplicates);
    expect(code).toBe(counts.length > 0 && rejected === 0 ? 0 : 3);
    const problems = linesOf(stderr).filter((line) => !line.startsWith('note: '));
    if (counts.length === 0) expect(problems.length).toBeGreaterThan(0);
    else expect(problems.reduce((sum, line) => sum + countLines(line), 0)).toBe(rejected);
    const shown = linesOf(stdout).filter((line) => !line.startsWith('column Status: ')); // its words are told
    expect([...shown, stderr].join()).not.toContain(canary);
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);
