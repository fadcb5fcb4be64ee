import { enterpriseUser } from '../../lib/scim/schemas';
import { mapping as columnsOf } from '../support/files';
import { externalIdsIn, operationsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';

const header = 'WorkerID,UserID,Status,FirstName,LastName,FullName,Department,ManagerID';
const attributes = {
  externalId: 'WorkerID',
  userName: 'UserID',
  active: { column: 'Status', equals: 'Active' },
  name: { familyName: 'LastName', givenName: 'FirstName' },
  displayName: 'FullName',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
    department: 'Department',
    manager: { value: 'ManagerID' },
  },
};
const { provisioningJob } = columnsOf();
const base = (feed: string, changes: object = {}) => ({ feed, provisioningJob, attributes, ...changes });
const line = (
  id: number | string,
  changes: Partial<Record<'user' | 'status' | 'last' | 'manager', string>> = {},
): string =>
  [
    id,
    changes.user ?? `u${id}@contoso.com`,
    changes.status ?? 'Active',
    'Ann',
    changes.last ?? 'Lee',
    'Ann Lee',
    'Sales',
    changes.manager ?? '',
  ].join(',');
const file = (...lines: string[]): string => [header, ...lines, ''].join('\n');
const dated = (name: string, rows: string[]): string => [`${header},${name}`, ...rows, ''].join('\n');

const absent = { absent: 'deactivate', send: 'changes' };
const feeds = {
  plain: base('plain'),
  absent: base('absent', absent),
  spaces: base('spaces', absent),
  forms: base('forms', absent),
  managers: base('managers', absent),
  commas: base('commas', absent),
  footer: base('footer', { csv: { footer: '^Total' } }),
  where: base('where', { records: { where: "row['Primary'] == 'Y'" } }),
  prefer: base('prefer', { duplicates: { prefer: "row['Primary'] == 'Y'" } }),
  until: base('until', {
    timeZone: 'Europe/Zurich',
    attributes: { ...attributes, active: { column: 'Status', equals: 'Active', until: 'EndDate' } },
  }),
  leavers: base('leavers', {
    attributes: { ...attributes, title: { column: 'HireDate', type: 'dateTime' } },
  }),
  words: base('words', {
    csv: { emptyWords: ['NULL', '0000-00-00'] },
    attributes: { ...attributes, title: { column: 'HireDate', type: 'dateTime' } },
  }),
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(...Object.values(feeds));
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

let files = 0;
async function take(feed: keyof typeof feeds, content: string) {
  const before = stage.entra.accepted().length;
  const report = await stage.report(await stage.drop(`${feed}/${String(++files).padStart(3, '0')}.csv`, content));
  const operations = operationsIn(stage.entra.accepted().slice(before));
  return { report, sent: externalIdsIn(stage.entra.accepted().slice(before)), operations };
}
const activeOf = ({ operations }: Awaited<ReturnType<typeof take>>): Record<string, unknown> =>
  Object.fromEntries(operations.map(({ data }) => [data.externalId, data.active]));

test('an id with a blank behind it is the same person', async () => {
  await take('spaces', file(line(100), line(101), line(102)));
  const second = await take('spaces', file(line('100 ', { user: 'u100@contoso.com' }), line(101), line(102)));
  expect([second.report.state, second.sent]).toEqual(['unchanged', []]);
});

test('an id in another Unicode form is the same person, and is sent in NFC', async () => {
  const first = await take('forms', file(line(100), line('\u00c9101', { user: 'x@contoso.com' })));
  const second = await take('forms', file(line(100), line('E\u0301101', { user: 'x@contoso.com' })));
  expect([first.sent, second.report.state, second.sent]).toEqual([['100', '\u00c9101'], 'unchanged', []]);
});

test('a manager is sent as their own id, whatever the letter case, and another letter case is no change', async () => {
  const managersOf = ({ operations }: Awaited<ReturnType<typeof take>>) =>
    operations.map(({ data }) => (data[enterpriseUser] as { manager: { value: string | null } }).manager.value);
  const first = await take(
    'managers',
    file(line('a1', { manager: 'B2' }), line('b2', { manager: 'b\u00ad3' }), line('B3', { manager: 'elsewhere' })),
  );
  expect(first.sent).toEqual(['b2', 'B3', 'a1']); // managers first
  expect(managersOf(first)).toEqual(['B3', 'elsewhere', 'b2']);
  const second = await take(
    'managers',
    file(
      line('a1', { manager: 'b2' }),
      line('B2', { manager: 'b3', user: 'ub2@contoso.com' }),
      line('B3', { manager: 'elsewhere' }),
    ),
  );
  expect([second.report.state, second.sent]).toEqual(['unchanged', []]);
});

test('two records of a person whose managers differ in letter case alone are one', async () => {
  const { report, sent } = await take(
    'plain',
    file(line('a1', { manager: 'B2' }), line('a1', { manager: 'b2' }), line('b2')),
  );
  expect([report.records.duplicates, report.records.rejected, sent]).toEqual([1, 0, ['b2', 'a1']]);
});

test('a line of delimiters is passed over, and a leaver beside it is disabled', async () => {
  await take('commas', file(...[100, 101, 102, 103, 104].map((id) => line(id))));
  const second = await take('commas', file(...[100, 101, 102, 103].map((id) => line(id)), ',,,,,,,'));
  expect(activeOf(second)).toEqual({ 104: false });
});

test('a repeated header is counted, and is nobody', async () => {
  const { report, sent } = await take('plain', file(line(100), header, line(102)));
  expect(sent).toEqual(['100', '102']);
  expect(report.records).toMatchObject({ read: 2, valid: 2, repeatedHeaders: 1 });
});

test('a totals line is rejected, and not read behind `footer`', async () => {
  const total = file(line(100), line(101), 'Total: 2,,,,,,,');
  expect((await take('footer', total)).report.records).toMatchObject({ read: 2, valid: 2, rejected: 0 });
});

test.each([
  ['`sep=;`', `sep=;\n${file(line(200), line(201)).replaceAll(',', ';')}`],
  ['a delimiter at the end of every line', file(line(200), line(201)).replaceAll('\n', ',\n')],
  ['a delimiter at the end of records', file(`${line(200)},`, `${line(201)},`)],
])('a file with %s is read', async (_, content) => {
  expect((await take('plain', content)).report).toMatchObject({ records: { read: 2, valid: 2 } });
});

test.each([
  ['U+FFFD', file(line(100, { last: 'M\ufffdller' })), 'invalid_encoding'],
  ['NUL for empty texts', file(`${line(100)}\0`), 'nul_byte'],
  ['typographic quotation marks', file(line('\u201c100\u201d')), 'misplaced_quote'],
])('a file with %s is refused', async (_, content, code) => {
  const { report, sent } = await take('plain', content);
  expect([report.state, report.reasons.map((reason) => reason.code), sent]).toEqual(['rejected', [code], []]);
});

test.each(['where', 'prefer'] as const)('of two contracts, the primary one counts (%s)', async (feed) => {
  const content = dated('Primary', [`${line(100)},Y`, `${line(100, { last: 'Ray' })},N`, `${line(101)},Y`]);
  const { report, operations } = await take(feed, content);
  expect(operations.map(({ data }) => [data.externalId, (data.name as { familyName: string }).familyName])).toEqual([
    ['100', 'Lee'],
    ['101', 'Lee'],
  ]);
  expect(report.records).toMatchObject(feed === 'where' ? { read: 3, skipped: 1 } : { read: 3, duplicates: 1 });
});

test('the last day counts as active', async () => {
  const rows = [
    `${line(100)},2999-12-31`,
    `${line(101)},2020-12-31`,
    `${line(102)},`,
    `${line(103, { status: 'Left' })},`,
  ];
  expect(activeOf(await take('until', dated('EndDate', rows)))).toEqual({
    100: true,
    101: false,
    102: true,
    103: false,
  });
});

test('a leaver with a bad date is disabled, with a note', async () => {
  await take('leavers', dated('HireDate', [`${line(100)},2024-03-05`, `${line(101)},2024-03-05`]));
  const day2 = dated('HireDate', [`${line(100, { status: 'Left' })},2024-02-31`, `${line(101)},2024-03-05`]);
  const second = await take('leavers', day2);
  expect(activeOf(second)).toMatchObject({ 100: false });
  expect(second.report.notes).toContainEqual(expect.objectContaining({ code: 'invalid_value', lines: [2] }));
});

test('words that mean empty are empty', async () => {
  const rows = [`${line(100)},0000-00-00`, `${line(101)},null`, `${line(102)},2024-03-05`];
  const { report, operations } = await take('words', dated('HireDate', rows));
  expect(report.records).toMatchObject({ valid: 3, rejected: 0 });
  expect(operations.map(({ data }) => data.title)).toEqual([null, null, '2024-03-05T00:00:00+00:00']);
});
