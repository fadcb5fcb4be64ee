import { parse } from 'csv-parse/sync';
import { columns, csvOf, eachForItself, mapping, person } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { thorough } from '../support/tiers';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(
    mapping('employees', eachForItself),
    mapping('typed', {
      ...eachForItself,
      attributes: {
        externalId: 'WorkerID',
        active: { column: 'Status', type: 'boolean', true: ['A'], false: ['I'] },
        userName: 'UserID',
        'urn:ietf:params:scim:schemas:extension:csv:1.0:User': {
          Level: { column: 'LastName', type: 'integer' },
          Hired: { column: 'FirstName', type: 'dateTime' },
          Initial: { expression: "row['JobTitle'].substring(0, 1)" },
        },
      },
    }),
  );
  await stage.startHost();
});
afterAll(() => stage.close());

async function ingest(path: string, csv: string): Promise<{ text: string; records: string[][]; rejected: number }> {
  const report = await stage.report(await stage.drop(path, csv));
  expect(report.records.read).toBe(report.records.valid + report.records.rejected + report.records.duplicates);
  const text = (await stage.read('hr-reports', `${report.feed}/${report.ingestionId}/rejected.csv`)) ?? '';
  const delimiter = text.includes('"line";"') || text.includes('";"') ? ';' : ',';
  return { text, records: parse(text, { bom: true, delimiter }), rejected: report.records.rejected };
}

test('rejected.csv holds the fields, the line and the reason of each rejected record, in file order', async () => {
  const records = [
    person(1),
    ['', 'Active', 'a "quoted" one', 'two\nlines', 'comma, here', ' spaces '],
    person(2),
    ['  ', 'Active', '小明', "O'Neil", 'Zoë', ''],
  ];
  const {
    records: [header, ...rejected],
    rejected: count,
  } = await ingest('employees/fields.csv', csvOf(records));
  expect(count).toBe(2);
  expect(header).toEqual([...columns, 'line', 'reason']);
  expect(rejected.map((fields) => fields.slice(0, 6))).toEqual(
    [records[1], records[3]].map((fields) => fields?.map((field) => field.trim())),
  );
  expect(rejected.map((fields) => fields[6])).toEqual(['3', '6']);
  for (const fields of rejected) expect(fields[7]).toMatch(/externalId is empty/);
});

test('no field of rejected.csv is a live formula, and every one keeps its text', async () => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=cmd|"/c calc"!A1', ' =1', '＝1', '"=1'];
  const records = formulas.map((text) => ['', 'Active', text, `a${text}`, text, text]);
  const header = [...columns.slice(0, 5), '=JobTitle'];
  const csv = csvOf([...records, person(1)], header);
  await stage.mappings.write(
    'formulas.json',
    JSON.stringify(mapping('formulas', { attributes: attributesWithout('JobTitle') })),
  );
  const fresh = await stage.startHost();
  const {
    records: [names, ...rejected],
  } = await ingest('formulas/a.csv', csv);
  fresh.signal('SIGTERM');
  await fresh.ended;
  expect(rejected).toHaveLength(formulas.length);
  for (const text of [...(names ?? []), ...rejected.flat()]) expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
  expect(rejected.map((fields) => fields[2]?.replace(/^'/, ''))).toEqual(formulas.map((text) => text.trim()));
  expect(rejected.map((fields) => fields[3])).toEqual(formulas.map((text) => `a${text}`));
});

const attributesWithout = (_: 'JobTitle') => ({
  externalId: 'WorkerID',
  active: { column: 'Status', equals: 'Active' },
  userName: 'UserID',
});

thorough("rejected.csv keeps the file's own delimiter", async () => {
  const csv = 'WorkerID;Status;UserID;LastName;FirstName;JobTitle\n;Active;u;"a;b";c,d;e\nw1;Active;u;l;f;t\n';
  const {
    records: [header, fields],
  } = await ingest('employees/semicolons.csv', csv);
  expect(header).toEqual([...columns, 'line', 'reason']);
  expect(fields?.slice(0, 7)).toEqual(['', 'Active', 'u', 'a;b', 'c,d', 'e', '2']);
});

const good = ['w1', 'A', 'u', '7', '2021-05-01', 'Clerk'];
thorough.each([
  ['an empty externalId', 0, '', /externalId/],
  ['an empty active', 1, ' ', /active/],
  ['a word that is neither true nor false', 1, 'perhaps', /^column Status: .*true and false/],
  ['text that is no integer', 3, 'seven', /^column LastName: .*an integer/],
  ['a date of another form', 4, '01.05.2021', /^column FirstName: .*yyyy-MM-dd/],
  ['an expression that fails', 5, '', /Initial/],
])('a record with %s is rejected alone, with the column in its reason', async (what, index, text, reason) => {
  const { records, rejected } = await ingest(
    `typed/${what}.csv`,
    csvOf([good, ['w2', ...good.slice(1)].with(index, text)]),
  );
  expect(rejected).toBe(1);
  expect(records[1]?.[6]).toBe('3');
  expect(records[1]?.[7]).toMatch(reason);
});

thorough('a record with several faults has them all in its reason', async () => {
  const { records } = await ingest('typed/all.csv', csvOf([good, ['', '?', 'u', 'x', 'y', 'z']]));
  expect(records[1]?.[7]).toMatch(
    /column Status.*column LastName.*column FirstName.*externalId is empty \(column WorkerID\)/,
  );
});

thorough('a record that is alone larger than 1 MiB is rejected, the others go', async () => {
  const { records, rejected } = await ingest(
    'employees/large.csv',
    csvOf([person(1), person(2, 'x'.repeat(1_100_000))]),
  );
  expect(rejected).toBe(1);
  expect(records[1]?.slice(6)).toEqual(['3', expect.stringMatching(/1 MiB/)]);
});
