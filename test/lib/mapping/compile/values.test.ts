import { compileMapping } from '../../../../lib/mapping/compile/compile';
import { activeOf, mapped, mappingText, parsed, problemsOf, rejected, titleOf } from '../mapped';

const dates = ['yyyy-MM-dd', 'd/M/yyyy', 'd.M.yy', 'd.M.yyyy', 'excel'];

test.each([
  ['2024-03-05', '2024-03-05T00:00:00+00:00'],
  ['5/3/2024', '2024-03-05T00:00:00+00:00'],
  ['05.03.24', '2024-03-05T00:00:00+00:00'],
  ['5.3.1998', '1998-03-05T00:00:00+00:00'],
  ['5.3.99', '1999-03-05T00:00:00+00:00'],
  ['45356', '2024-03-05T00:00:00+00:00'],
  ['45356.5', '2024-03-05T12:00:00+00:00'],
  ['31.02.2024', rejected],
  ['0', rejected],
  ['2958466', rejected],
])('a list of date formats reads %j', (text, value) => {
  expect(titleOf({ column: 'A', type: 'dateTime', format: dates }, { A: text })).toEqual(value);
});

test('month names are those of the locale', () => {
  const leaf = { column: 'A', type: 'dateTime', format: 'd. MMMM yyyy', locale: 'de' };
  expect(titleOf(leaf, { A: '5. März 2024' })).toBe('2024-03-05T00:00:00+00:00');
});

test.each([
  [['d/M/yyyy', 'M/d/yyyy'], /d\/M\/yyyy and M\/d\/yyyy read the same text as different dates/],
  [['yyyy', 'excel'], /yyyy and excel/],
])('the formats %j contradict each other', (format, message) => {
  const problems = problemsOf(mappingText({ title: { column: 'A', type: 'dateTime', format } }));
  expect(problems).toEqual([expect.stringMatching(message)]);
});

const country = { UK: 'GB', none: null };
test.each([
  [{ lookup: country }, 'uk ', 'GB'],
  [{ lookup: country }, 'FR', 'FR'],
  [{ lookup: country }, 'None', null],
  [{ lookup: country, otherwise: 'reject' }, 'FR', rejected],
  [{ lookup: country, otherwise: null }, 'FR', null],
])('%j looks %j up', (options, text, value) => {
  expect(titleOf({ column: 'A', ...options }, { A: text })).toEqual(value);
});

test('a value that its type refuses becomes empty where the leaf, or a person who is not active, says so', () => {
  const date = { column: 'A', type: 'dateTime' };
  const active = { column: 'S', equals: 'Active' };
  const give = (leaf: object, S: string) => mapped({ title: leaf, active }, { A: '2024-02-31', S });
  expect(give(date, 'Active')).toMatchObject({ reasons: [expect.stringMatching(/column A: .*date like/)] });
  expect(give(date, 'Left')).toMatchObject({
    user: { active: false, title: null },
    notes: [{ code: 'invalid_value', column: 'A' }],
  });
  expect(give({ ...date, invalid: 'null' }, 'Active')).toMatchObject({
    user: { title: null },
    notes: [{ code: 'invalid_value', column: 'A' }],
  });
  const failing = { expression: "int(row['A']) > 1 ? 'a' : 'b'" };
  expect(give(failing, 'Left')).toMatchObject({ user: { title: null } });
});

test('another Unicode form is the same word, and the same column', () => {
  expect(activeOf({ column: 'A', equals: 'Akt\u00edv' }, { A: 'Akti\u0301v' })).toBe(true);
  expect(titleOf('Pr\u00e9nom x', { 'Pre\u0301nom\u00a0x': 'Ada' })).toBe('Ada');
});

test('an empty field rejects a record with `equals`, unless `empty` says otherwise', () => {
  expect(activeOf({ column: 'A', equals: 'Active' }, { A: ' ' })).toEqual(rejected);
  expect(activeOf({ column: 'A', equals: 'Active', empty: true }, { A: ' ' })).toBe(true);
});

describe('`from` and `until`', () => {
  const activeOn = (today: string, leaf: object, record: Record<string, string>): unknown => {
    const { mapping } = parsed({ active: leaf }, { timeZone: 'Europe/Zurich' });
    const fields = Object.entries({ Id: '1', ...record });
    const toUser = compileMapping(
      mapping,
      fields.map(([name]) => name),
      { today },
    );
    return toUser({ line: 2, fields: fields.map(([, text]) => text) }).user?.active;
  };
  const leaf = { column: 'S', equals: 'Active', from: 'F', until: 'U' };
  test.each([
    ['2026-12-31', 'Active', '', '2026-12-31', true],
    ['2027-01-01', 'Active', '', '2026-12-31', false],
    ['2026-12-31', 'Active', '2027-01-01', '', false],
    ['2027-01-01', 'Active', '2027-01-01', '', true],
    ['2026-06-01', 'Active', '', '', true],
    ['2026-06-01', 'Left', 'no date', '', false],
    ['2026-06-01', 'Active', 'no date', '', undefined],
    ['2026-06-01', '', '', '', undefined],
  ])('on %s: %j from %j until %j gives %j', (today, S, F, U, value) => {
    expect(activeOn(today, leaf, { S, F, U })).toBe(value);
  });
  test('stand alone', () => {
    expect(activeOn('2027-01-01', { until: 'U' }, { U: '2026-12-31' })).toBe(false);
  });
  test('need a time zone', () => {
    expect(problemsOf(mappingText({ active: { until: 'U' } }))).toEqual([expect.stringMatching(/^timeZone: /)]);
  });
});

test('ids are sent without invisible characters, in NFC', () => {
  const { user } = mapped({ userName: 'U' }, { Id: 'E\u0301\u200b1 ', U: 'jose\u0301@x' });
  expect(user).toMatchObject({ externalId: 'É1', userName: 'josé@x' });
});
