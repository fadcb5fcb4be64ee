import type { Child } from '../support/child';
import { columns, csvOf, eachForItself, mapping, people } from '../support/files';
import { type RefusingEntra, startRefusingEntra } from '../support/refusingEntra';
import { type Stage, setStage } from '../support/stage';
import { fewOf, thorough } from '../support/tiers';
import { until } from '../support/until';

/** Stands in every field; Entra quotes it, and no log may. */
const canary = 'Kanarienvogel';
const secret = (...changes: [index: number, text: string][]): string[] =>
  changes.reduce(
    (fields, [index, text]) => fields.with(index, text),
    columns.map((name) => `${canary}-${name}`),
  );

let stage: Stage;
let front: RefusingEntra;
let host: Child;
beforeAll(async () => {
  const typed = { column: 'FirstName', type: 'dateTime' };
  const attributes = {
    externalId: 'WorkerID',
    active: { column: 'Status', type: 'boolean' },
    'urn:x:y': {
      Date: typed,
      Number: { column: 'LastName', type: 'integer' },
      Word: { expression: "int(row['UserID'])" },
    },
  };
  stage = await setStage(mapping('employees', eachForItself), mapping('typed', { ...eachForItself, attributes }));
  front = await startRefusingEntra(stage.entra.origin, (body) =>
    body.includes(canary) ? { status: 400, message: `the value ${canary} is wrong: ${body}` } : undefined,
  );
  host = await stage.startHost({ GRAPH_ENDPOINT: front.origin });
});
afterAll(async () => {
  await stage.close();
  await front.stop();
});

const active: [number, string] = [1, 'Active'];
const lines = (...records: string[][]): string => csvOf(records);
const cases: [what: string, feed: string, csv: string, state: string][] = [
  ['records that the mapping rejects', 'typed', lines(secret(), secret([0, ''])), 'rejected'],
  ['a record that contradicts another', 'employees', lines(secret(active), secret(active, [5, 'x'])), 'rejected'],
  ['a first request that Entra refuses', 'employees', lines(secret(active)), 'failed'],
  ['a record that Entra refuses', 'employees', csvOf([...people(3), secret(active)]), 'accepted'],
  ['too few fields', 'employees', `${lines(secret())}${canary},${canary}\n`, 'rejected'],
  ['an unclosed quote', 'employees', `${lines(secret())}"${canary}\n`, 'rejected'],
  ['a misplaced quote', 'employees', `${lines(secret())}${canary}"${canary},a,b,c,d,e\n`, 'rejected'],
  ['a NUL byte', 'employees', `${lines(secret())}${canary}\0\n`, 'rejected'],
  ['a record instead of the header', 'employees', `${secret().join(',')}\n`, 'rejected'],
  ['a record with equal fields instead of the header', 'employees', `${canary},${canary},c,d,e,f\n`, 'rejected'],
];

test.each(fewOf(4, cases))(
  'no log line and no report holds a field when a file has %s',
  async (what, feed, csv, state) => {
    const path = `${feed}/${what}.csv`;
    const report = await stage.report(await stage.drop(path, csv));
    expect(report.state).toBe(state);
    await until('the log line', () => (host.output().includes(report.ingestionId) ? true : undefined));
    expect(JSON.stringify(report.reasons)).not.toContain(canary);
    expect(host.output()).not.toContain(canary);
  },
);

thorough('rejected.csv may hold what Entra says of a record', async () => {
  const csv = csvOf([...people(3, 10), secret(active)]);
  const report = await stage.report(await stage.drop('employees/words.csv', csv));
  const rejected = await stage.read('hr-reports', `employees/${report.ingestionId}/rejected.csv`);
  expect(rejected).toContain(`the value ${canary} is wrong`);
});
