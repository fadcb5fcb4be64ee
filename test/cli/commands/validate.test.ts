import { csv2scim, linesOf } from '../../support/cli';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../../support/files';

let folder: Folder;
let mappingFile: string;

beforeAll(async () => {
  folder = await newFolder();
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
});
afterAll(() => folder.remove());

test('`validate` ends with 0 for a right mapping, and a file whose records are right', async () => {
  const csv = await folder.write('right.csv', csvOf(people(3)));
  expect(await csv2scim(['validate', mappingFile])).toMatchObject({ code: 0, stderr: '' });
  expect(await csv2scim(['validate', mappingFile, csv])).toEqual({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('3 records, 3 valid'),
  });
});

test('`validate` tells every problem of a mapping in a line of its own', async () => {
  const wrong = await folder.write('wrong.json', JSON.stringify(mapping('Not A Feed', { emptyValue: 'null' })));
  const { code, stdout, stderr } = await csv2scim(['validate', wrong]);
  expect([code, stdout]).toEqual([3, '']);
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/^feed: /),
    'emptyValue: unknown key; did you mean emptyValues?',
  ]);
});

test('`validate` tells that a namespace was not validated, and ends with 0 all the same', async () => {
  const { attributes } = mapping() as { attributes: object };
  const file = await folder.write(
    'urn.json',
    JSON.stringify(mapping('employees', { attributes: { ...attributes, 'urn:x:y': { a: 'JobTitle' } } })),
  );
  const { code, stderr } = await csv2scim(['validate', file]);
  expect([code, linesOf(stderr)]).toEqual([0, [expect.stringMatching(/^note: attributes\.urn:x:y: not validated/)]]);
});

test.each([
  ['a record without an id', csvOf([person(1), ['', ...person(2).slice(1)]]), [/^line 3: externalId is empty/]],
  [
    'a file without a mapped column',
    'WorkerID,Status\nw1,Active\n',
    [/column UserID/, /column LastName/, /column FirstName/, /column JobTitle/],
  ],
  [
    'a mapped column that a header with a line break lacks',
    '"User\nID",Status\n1,Active\n',
    [/WorkerID/, /UserID/, /LastName/, /FirstName/, /JobTitle/],
  ],
  ['an unclosed quote', `${csvOf([person(1)])}"w2,`, [/^line 3: .*quotation mark/]],
  ['an empty file', '', [/^line 1: the file is empty/]],
])('`validate` ends with 3 for %s, one problem a line', async (_, content, problems) => {
  const { code, stderr } = await csv2scim(['validate', mappingFile, await folder.write('wrong.csv', content)]);
  expect(code).toBe(3);
  expect(linesOf(stderr).toSorted()).toHaveLength(problems.length);
  for (const problem of problems) expect(linesOf(stderr)).toContainEqual(expect.stringMatching(problem));
});

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const notedAttributes = {
  externalId: 'Id',
  active: { value: true },
  userName: 'User',
  title: { column: 'Hired', type: 'dateTime', invalid: 'null' },
  addresses: [{ type: { value: 'work' }, country: { column: 'Country', lookup: { UK: 'GB' } } }],
  phoneNumbers: [{ type: 'ColumnKind', value: 'Phone' }],
  [enterprise]: { department: 'Department', manager: { value: 'Manager' } },
};

test.each([
  ['a value that cannot be read', { Hired: '31.02.2024' }, /^note: column Hired: a value cannot be read/],
  [
    'a word that a lookup does not list',
    { Country: 'Wakanda' },
    /^note: column Country: a word is not listed in lookup/,
  ],
  ['a type other than work', { ColumnKind: 'mobile' }, /^note: .*type other than work/],
  ['a user name with a blank', { User: 'a b@contoso.com' }, /^note: the user name has characters/],
  ['a user name with a mark on a letter', { User: 'ü2@contoso.com' }, /^note: the user name has characters/],
  ['a user name with a dot before the @', { User: 'u2.@contoso.com' }, /^note: the user name has characters/],
  ['a user name with a long domain', { User: `u2@${'c'.repeat(49)}` }, /^note: the user name has .* 48 behind it/],
  ['a user name twice', { User: 'U1@contoso.com' }, /^note: two active people have the same user name/],
  ['a long id', { Id: '12345678901234567' }, /^note: the externalId has more than 16/],
  ['a long department', { Department: 'x'.repeat(65) }, /^note: the department has more than 64/],
  ['a manager who is nowhere', { Manager: '99' }, /^note: the manager is in no record/],
])('`validate` notes %s, with the line, and refuses nothing', async (_, changes, note) => {
  const columns = ['Id', 'User', 'Hired', 'Country', 'ColumnKind', 'Phone', 'Department', 'Manager'];
  const record = (fields: Record<string, string>): string[] => columns.map((name) => fields[name] ?? '');
  const usual = {
    Hired: '2024-02-28',
    Country: 'uk ',
    ColumnKind: 'Work',
    Phone: '1',
    Department: 'Sales',
    Manager: '1',
  };
  const csv = csvOf(
    [
      record({ ...usual, Id: '1', User: 'u1@contoso.com' }),
      record({ ...usual, Id: '2', User: 'u2@contoso.com', ...changes }),
    ],
    columns,
  );
  const mappingFile = await folder.write(
    'notes.json',
    JSON.stringify(mapping('notes', { attributes: notedAttributes })),
  );
  const { code, stderr } = await csv2scim(['validate', mappingFile, await folder.write('notes.csv', csv)]);
  expect([code, linesOf(stderr)]).toEqual([0, [expect.stringMatching(note)]]);
  expect(stderr).toMatch(/\(line 3\)$/m);
});

test('`validate` and `generate` end with 3 and say so when the mapping skips every record', async () => {
  const where = { records: { where: "row['Status'] == 'x'" } };
  const mappingFile = await folder.write('where.json', JSON.stringify(mapping('where', where)));
  const csv = await folder.write('where.csv', csvOf([person(1), person(2)]));
  for (const args of [
    ['validate', mappingFile, csv],
    ['generate', csv, '--mapping', mappingFile],
  ]) {
    const { code, stderr } = await csv2scim(args);
    expect([code, linesOf(stderr)]).toEqual([3, [expect.stringMatching(/^records\.where skips every record .*\(2\)/)]]);
  }
});

test('`validate` counts managers whom `find` does not find as named, and rejected ones as in the file', async () => {
  const attributes = { externalId: 'Id', active: 'Active' };
  const manager = (value: unknown) => ({ attributes: { ...attributes, [enterprise]: { manager: { value } } } });
  const csv = await folder.write('managers.csv', 'Id,Active,User,Boss\n1,true,a,b\n2,true,b,\n3,true,c,zz\n4,,d,a\n');
  const find = await folder.write(
    'find.json',
    JSON.stringify(mapping('find', manager({ column: 'Boss', find: 'User' }))),
  );
  expect((await csv2scim(['validate', find, csv])).stdout).toContain('managers: 1 of 2 are in the file');
  const ids = await folder.write('ids.csv', 'Id,Active,Boss\n1,true,4\n2,true,9\n4,,\n');
  const plain = await folder.write('plain.json', JSON.stringify(mapping('plain', manager('Boss'))));
  expect((await csv2scim(['validate', plain, ids])).stdout).toContain('managers: 1 of 2 are in the file');
});

test.each([
  ['2001-13-01,2001-01-02', [0, /^note: column From: a value cannot be read.* \(line 2\)$/m]],
  ['9999-01-01,x', [0, /^note: column Until: a value cannot be read.* \(line 2\)$/m]],
  ['2001-13-01,9999-01-02', [3, /^line 2: column From: the text is not a date$/m]],
  ['2001-13-01,x', [3, /^line 2: column From.*Until: the text is not a date$/m]],
])('`validate` takes who is not active by one date, whatever the other is: %s', async (dates, [code, message]) => {
  const attributes = { externalId: 'Id', active: { from: 'From', until: 'Until' } };
  const file = await folder.write('dates.json', JSON.stringify(mapping('dates', { attributes, timeZone: 'UTC' })));
  const csv = await folder.write('dates.csv', `Id,From,Until\n1,${dates}\n`);
  expect(await csv2scim(['validate', file, csv])).toMatchObject({
    code,
    stderr: expect.stringMatching(message as RegExp),
  });
});

test('the note on a value names the attribute where an expression gives it', async () => {
  const attributes = { externalId: 'Id', active: 'Active', title: { expression: "string(int(row['Grade']))" } };
  const file = await folder.write('cel.json', JSON.stringify(mapping('cel', { attributes })));
  const csv = await folder.write('cel.csv', 'Id,Active,Grade\n1,false,x\n');
  expect((await csv2scim(['validate', file, csv])).stderr).toMatch(/^note: title: a value cannot be read/);
});

test('`validate` names every value that `otherwise` can have', async () => {
  const title = { column: 'T', lookup: { a: 'b' }, otherwise: 'null' };
  const attributes = { ...(mapping().attributes as object), title };
  const file = await folder.write('otherwise.json', JSON.stringify(mapping('otherwise', { attributes })));
  expect((await csv2scim(['validate', file])).stderr).toBe('attributes.title.otherwise: must be "reject" or null\n');
});

const labelled = {
  csv: { skipRecords: 1 },
  attributes: { ...(mapping().attributes as object), active: { column: 'Status', equals: 'Active' } },
};

test.each([
  ['labels', ['Worker', 'Status', 'User', 'Last name', 'First name', 'Title'], [0, '']],
  ['an active person', ['anna', 'Active', 'anna', 'l', 'f', 't'], [3, 'line 2: ']],
  ['a leaver with a number', ['w2', 'Left', 'anna', 'l', 'f', 't'], [3, 'line 2: ']],
  ['a leaver with a mail address', ['anna', 'Left', 'anna@contoso.com', 'l', 'f', 't'], [3, 'line 2: ']],
])(
  '`validate` refuses a file whose record below the header is a person and no label: %s',
  async (_, first, expected) => {
    const mappingFile = await folder.write('labels.json', JSON.stringify(mapping('labels', labelled)));
    const csv = await folder.write('labels.csv', csvOf([first, person(5)]));
    const { code, stderr } = await csv2scim(['validate', mappingFile, csv]);
    expect([code, stderr.slice(0, 'line 2: '.length)]).toEqual(expected);
  },
);

test('`validate` tells all missing columns at once, those of conditions too, and the nearest names', async () => {
  const file = mapping('missing', {
    attributes: { ...(mapping().attributes as object), title: 'JobTitel' },
    records: { where: "row['Primry'] == 'Y'" },
    duplicates: { prefer: "row['Main'] == 'Y' && row['Stats'] == 'Active'" },
  });
  const mappingFile = await folder.write('missing.json', JSON.stringify(file));
  const { code, stderr } = await csv2scim([
    'validate',
    mappingFile,
    await folder.write('missing.csv', csvOf(people(3))),
  ]);
  expect([code, linesOf(stderr)]).toEqual([
    3,
    [
      expect.stringMatching(/^attributes\.title: .*did you mean JobTitle/),
      expect.stringMatching(/^records\.where: column Primry/),
      expect.stringMatching(/^duplicates\.prefer: column Main/),
      expect.stringMatching(/^duplicates\.prefer: column Stats .*did you mean Status/),
    ],
  ]);
});

test('`validate` counts people in its summary, and not the records that repeat them', async () => {
  const mappingFile = await folder.write('twice.json', JSON.stringify(mapping()));
  const csv = await folder.write('twice.csv', csvOf([person(1), person(1), person(2)]));
  expect((await csv2scim(['validate', mappingFile, csv])).stdout).toMatch(/^active: 2 of 2 people$/m);
});

test('`validate` groups problems and notes of one kind', async () => {
  const wrong = Array.from({ length: 30 }, (_, index) => [`w${index}`, 'maybe', `u${index}`, 'l', 'f', 't']);
  const csv = await folder.write('groups.csv', csvOf(wrong));
  const mappingFile = await folder.write('groups.json', JSON.stringify(mapping()));
  const { code, stderr } = await csv2scim(['validate', mappingFile, csv]);
  expect([code, linesOf(stderr)]).toEqual([
    3,
    ['lines 2, 3, 4, 5, 6 and 25 more: column Status: the text is not one of the words listed for true and false'],
  ]);
  const named = { ...notedAttributes, title: 'Id' };
  const namedFile = await folder.write('named.json', JSON.stringify(mapping('named', { attributes: named })));
  const people = Array.from({ length: 60 }, (_, index) => [
    ...[`${index}`, `u${index}`, '', '', '', ''],
    'Sales',
    'Ann Lee',
  ]);
  const { stderr: notes } = await csv2scim([
    ...['validate', namedFile],
    await folder.write(
      'named.csv',
      csvOf(people, ['Id', 'User', 'Hired', 'Country', 'ColumnKind', 'Phone', 'Department', 'Manager']),
    ),
  ]);
  expect(linesOf(notes)).toEqual([expect.stringMatching(/^note: 60 records: the manager is in no record/)]);
});

test.each([
  [[], 2],
  [['frobnicate'], 2],
  [['validate'], 2],
  [['validate', '--frobnicate', 'x'], 2],
  [['generate', 'x.csv'], 2],
  [['--help'], 0],
  [['validate', 'no-such-file.json'], 3],
])('csv2scim %j ends with %d', async (args, expected) => {
  expect((await csv2scim(args)).code).toBe(expected);
});

test('`validate` tells the first and the last day from which and until which people are active', async () => {
  const file = await folder.write(
    'days.json',
    JSON.stringify({
      feed: 'days',
      timeZone: 'Europe/Zurich',
      records: { where: "row['State'] != 'ProposalDraft'" },
      attributes: {
        externalId: 'Id',
        active: { column: 'State', equals: 'On', from: 'Start', until: 'End', format: 'dd.MM.yyyy' },
      },
    }),
  );
  const csv = await folder.write(
    'days.csv',
    'Id,State,Start,End\n1,On,01.02.2020,\n2,On,05.03.2019,31.12.2030\n3,Off,01.01.1990,01.01.2050\n4,ProposalDraft,01.01.1980,01.01.2060\n',
  );
  const { code, stdout } = await csv2scim(['validate', file, csv]);
  expect([code, linesOf(stdout).slice(-2)]).toEqual([
    0,
    ['active.from: from 2019-03-05 to 2020-02-01', 'active.until: from 2030-12-31 to 2030-12-31'],
  ]);
});

test('`validate` does not note the user name of a person who is in the file twice', async () => {
  const csv = await folder.write('twice.csv', csvOf([person(1), person(2), person(1)]));
  expect(await csv2scim(['validate', mappingFile, csv])).toMatchObject({ code: 0, stderr: '' });
});
