import { Readable } from 'node:stream';
import { formatSummary } from '../../../../cli/output/fileSummary';
import { type OpenFile, readCsv } from '../../../../lib/csv/read';
import { summarizeFile } from '../../../../lib/ingestion/inspection/fileSummary';
import { inspectRecords } from '../../../../lib/ingestion/inspection/inspect';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { enterpriseUser } from '../../../../lib/scim/schemas';

const base = {
  feed: 'employees',
  csv: { emptyWords: ['NULL'] },
  attributes: {
    externalId: 'Id',
    active: { value: true },
    title: 'Title',
    [enterpriseUser]: { manager: { value: 'Manager' } },
  },
};

function inspect(text: string, keys: object = {}) {
  const { mapping } = parseMapping(JSON.stringify({ ...base, ...keys }));
  async function* bytes() {
    yield Buffer.from(text);
  }
  return inspectRecords((options) => readCsv(bytes(), options), mapping);
}

test('`inspectRecords()` counts a word that means empty as empty', async () => {
  const { people } = await inspect('Id,Title,Manager\n1,NULL,\n2,null,\n3,Clerk,\n');
  expect(people.filled).toMatchObject({ Id: 3, Title: 1, Manager: 0 });
});

test('`duplicates.prefer` sees a word that means empty as empty', async () => {
  const text = 'Id,Title,Manager,End\n1,old,,2026-01-01\n1,new,,NULL\n';
  const { plan } = await inspect(text, { duplicates: { prefer: "row['End'] == ''" } });
  expect(plan).toMatchObject({ records: { valid: 1, rejected: 0, duplicates: 1 }, excluded: [[0, 1]] });
});

test('`inspectRecords()` takes a manager whose record is skipped for somebody of the file', async () => {
  const text = 'Id,Title,Manager\n1,Clerk,2\n2,skip,\n3,Clerk,4\n';
  const { plan } = await inspect(text, { records: { where: "row['Title'] != 'skip'" } });
  expect(plan.notes).toEqual([expect.objectContaining({ code: 'manager_not_found', lines: [4] })]);
});

test('`inspectRecords()` tells the likely cause when the header has no column of the mapping', async () => {
  await expect(inspect('Staff list\nId,Title,Manager\n1,Clerk,\n')).rejects.toMatchObject({
    problems: expect.arrayContaining([{ path: 'csv', message: expect.stringMatching(/1 field \(delimiter: comma\)/) }]),
  });
});

test('`summarizeFile()` counts the records whose status word it does not list', async () => {
  const { mapping } = parseMapping(
    JSON.stringify({ feed: 'e', attributes: { externalId: 'Id', active: { column: 'Status', equals: 'A' } } }),
  );
  const open: OpenFile = (options) =>
    readCsv(
      Readable.from([Buffer.from(`Id,Status\n${Array.from({ length: 60 }, (_, id) => `${id},w${id}\n`).join('')}`)]),
      options,
    );
  const { plan } = await inspectRecords(open, mapping);
  const summary = await summarizeFile(open, mapping, plan);
  expect([summary.statusWords.length, summary.otherWords]).toEqual([50, 10]);
  expect(formatSummary(summary)[1]).toMatch(/, 10 records with other words$/);
});
