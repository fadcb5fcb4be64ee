import { columns, csvOf, eachForItself, mapping, people, person } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { fewOf } from '../support/tiers';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', eachForItself));
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

const good = csvOf(people(120));
const line = person(999).join(',');
const xlsx = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'), Buffer.from(good)]);
const noBody = `${columns.join(',')}\n`;

/** What is wrong, the file, the reason's code, its line, and a word of what to do. */
const cases: [what: string, file: string | Buffer, code: string, line: number, todo: RegExp][] = [
  ['an unclosed quote', `${good}"w999,Active,u,l,f,t\n`, 'unclosed_quote', 122, /close it|double/],
  ['too few fields', `${good}w999,Active\n${line}\n`, 'wrong_field_count', 122, /quotation marks/],
  ['too many fields', `${good}${line},more\n`, 'wrong_field_count', 122, /quotation marks/],
  ['text after a closing quote', `${good}"w999"x,Active,u,l,f,t\n`, 'misplaced_quote', 122, /doubled/],
  ['a quote in an unquoted text', `${good}w999,Active,u,l"x,f,t\n`, 'misplaced_quote', 122, /quote the whole field/],
  ['a column name twice', good.replace('JobTitle', 'Status'), 'duplicate_column_name', 1, /rename/],
  ['a column without a name', good.replace('FirstName', ' '), 'empty_column_name', 1, /name it/],
  ['no header', '\n\n\r\n', 'no_header', 1, /must name the columns/],
  ['zero bytes', '', 'empty_file', 1, /export/],
  ['a NUL byte', `${good}w999,Act\0ive,u,l,f,t\n`, 'nul_byte', 122, /UTF-8/],
  ['an Excel workbook', xlsx, 'binary_content', 1, /CSV UTF-8/],
  ['a header only', noBody, 'no_records', 1, /record/],
];

test.each(fewOf(2, cases))(
  'a file with %s is rejected with code, line and what to do, and nothing is sent',
  async (...row) => {
    const [what, file, code, lineNumber, todo] = row;
    const report = await stage.report(await stage.drop(`employees/${what}.csv`, file));
    expect(report.state).toBe('rejected');
    expect(report.reasons).toEqual([{ code, message: expect.stringMatching(todo) }]);
    expect(report.reasons[0]?.message).toMatch(new RegExp(`\\bline ${lineNumber}\\b`));
    expect(report.requests).toEqual({ total: 0, accepted: 0 });
    expect(report.acceptedAt).toBeNull();
    expect(stage.entra.answers).toHaveLength(0);
  },
);

test('a file that lacks mapped columns is rejected with each of them, and the nearest right name', async () => {
  const file = good.replace('JobTitle', 'JobTitel').replace('UserID', 'Login');
  const report = await stage.report(await stage.drop('employees/columns.csv', file));
  expect(report.state).toBe('rejected');
  expect(report.reasons.map(({ code }) => code)).toEqual(['wrong_columns', 'wrong_columns']);
  expect(report.reasons.map(({ message }) => message).join('\n')).toMatch(
    /attributes\.userName: column UserID .*\n.*attributes\.title: column JobTitle .*did you mean JobTitel\?/,
  );
  expect(stage.entra.answers).toHaveLength(0);
});

test('a file without a valid record is rejected, with rejected.csv to say why, and nothing is sent', async () => {
  const file = csvOf([['', 'Active', 'u', 'l', 'f', 't'], person(1, 'Clerk'), person(1, 'Chief')]);
  const report = await stage.report(await stage.drop('employees/invalid.csv', file));
  expect(report).toMatchObject({
    state: 'rejected',
    reasons: [{ code: 'no_valid_record', message: expect.stringMatching(/rejected\.csv/) }],
    records: { read: 3, valid: 0, rejected: 3, duplicates: 0 },
    requests: { total: 0, accepted: 0 },
  });
  const rejected = await stage.read('hr-reports', `employees/${report.ingestionId}/rejected.csv`);
  expect(rejected?.trim().split('\r\n')).toHaveLength(4);
  expect(stage.entra.answers).toHaveLength(0);
});

test('a mended file with the name of a rejected one is ingested', async () => {
  expect((await stage.report(await stage.drop('employees/mended.csv', ''))).state).toBe('rejected');
  expect((await stage.report(await stage.drop('employees/mended.csv', good))).state).toBe('accepted');
});
