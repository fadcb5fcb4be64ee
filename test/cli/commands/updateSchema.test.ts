import { csv2scim, linesOf, type Ran } from '../../support/cli';
import { permissions, servicePrincipalId, startTestEntra, type TestEntra } from '../../support/entra';
import { type Folder, newFolder } from '../../support/files';

const urn = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
let folder: Folder;
let entra: TestEntra;
beforeAll(async () => {
  folder = await newFolder();
  entra = await startTestEntra();
});
beforeEach(() => {
  entra.forget();
  entra.permit(permissions);
});
afterAll(async () => {
  await entra.stop();
  await folder.remove();
});

async function update(content: string | Buffer, args: readonly string[] = [], schema = urn): Promise<Ran> {
  const csv = await folder.write('a.csv', content);
  const command = ['update-schema', csv, '--schema', schema, '--service-principal-id', servicePrincipalId, ...args];
  return csv2scim(command, { GRAPH_ENDPOINT: entra.origin });
}

const schemaText = (): string => entra.tenant.jobs[0]?.schema ?? '';

interface Attribute {
  name: string;
  type: string;
}
interface Schema {
  directories: { name: string; objects: { attributes: Attribute[] }[] }[];
}

const attributesOf = (directory: string): Attribute[] =>
  (JSON.parse(schemaText()) as Schema).directories
    .filter(({ name }) => name === directory)
    .flatMap(({ objects }) => objects.flatMap(({ attributes }) => attributes));

/** The attributes of our extension, as `Name Type`. */
const extension = (): string[] =>
  attributesOf('API')
    .filter(({ name }) => name.startsWith(`${urn}:`))
    .map(({ name, type }) => `${name.slice(urn.length + 1)} ${type}`);

const note = 'note: HrStorage is not set, so this did not check whether an upload to this job is running';

test('`update-schema` adds a column as an attribute of the source directory, and changes nothing else', async () => {
  const before = schemaText();
  const target = attributesOf('Microsoft Entra ID');
  const { code, stdout, stderr } = await update('HireDate,Level\n2020-01-01,7\n');
  expect([code, linesOf(stdout), linesOf(stderr)]).toEqual([
    0,
    [`added ${urn}:HireDate (String)`, `added ${urn}:Level (String)`, '2 attributes added, 0 existed already'],
    [note],
  ]);
  expect(attributesOf('Microsoft Entra ID')).toEqual(target);
  const compact = before.replace(/\n */g, '').replaceAll('": ', '":');
  const added = /,\{"anchor":false,[^{}]*:(?:HireDate|Level)"[^{}]*\}/g;
  expect(schemaText().match(added)).toHaveLength(2);
  expect(schemaText().replace(added, '')).toBe(compact);
});

test.each<[string, string | Buffer, string[]]>([
  ['commas and quotes in quotes', '"Last, First","a ""b"" c"\r\n', ['Last, First', 'a "b" c']],
  ['umlauts behind a byte order mark', '\ufeffStraße,Größe,姓\n', ['Straße', 'Größe', '姓']],
  ['umlauts in windows-1252', Buffer.from('Stra\xdfe,Gr\xf6\xdfe', 'latin1'), ['Straße', 'Größe']],
  ['UTF-16', Buffer.from('\ufeffHireDate;Größe\r\n', 'utf16le'), ['HireDate', 'Größe']],
  ['semicolons', 'HireDate;Level;"a;b"\n', ['HireDate', 'Level', 'a;b']],
  ['records that are wrong', 'HireDate,Level\n1\n"', ['HireDate', 'Level']],
  ['names of objects', '__proto__,constructor\n', ['__proto__', 'constructor']],
])('`update-schema` reads a header with %s', async (_, content, names) => {
  const { code, stderr } = await update(content);
  expect([code, stderr.trim()]).toEqual([0, note]);
  expect(extension()).toEqual(names.map((name) => `${name} String`));
});

const header = 'WorkerID,HireDate,Level, Cost Center \n';

test.each<[string[], string[]]>([
  [['--columns', 'HireDate'], ['HireDate String']],
  [
    ['--columns', ' level ,HIREDATE,'],
    ['Level String', 'HireDate String'],
  ],
  [['--columns', 'cost center,Cost Center'], ['Cost Center String']],
  [
    ['--columns', 'HireDate,Level', '--types', 'HireDate=DateTime, level = INTEGER '],
    ['HireDate DateTime', 'Level Integer'],
  ],
  [
    ['--types', 'Level=boolean'],
    ['WorkerID String', 'HireDate String', 'Level Boolean', 'Cost Center String'],
  ],
])('`update-schema` with %j adds %j', async (args, expected) => {
  expect((await update(header, args)).code).toBe(0);
  expect(extension()).toEqual(expected);
});

test.each<[string, string[], number, RegExp]>([
  ['an unknown column', ['--columns', 'HireDat'], 3, /^HireDat: is not a column of the file; did you mean HireDate\?$/],
  ['an unknown column with a type', ['--types', 'Xyzzy=String'], 3, /^Xyzzy: is not a column of the file$/],
  ['an unknown type', ['--types', 'HireDate=Date'], 2, /^--types: HireDate=Date: must be .*DateTime/],
  ['a type without a column', ['--types', '=String'], 3, /is not a column/],
  ['a column without a type', ['--types', 'HireDate'], 2, /^--types: HireDate: must be COLUMN=TYPE/],
  [
    'a type of a column that is not chosen',
    ['--columns', 'Level', '--types', 'HireDate=DateTime'],
    2,
    /HireDate is not in --columns/,
  ],
])('`update-schema` ends, with nothing changed, for %s', async (_, args, expected, problem) => {
  const before = schemaText();
  const { code, stdout, stderr } = await update(header, args);
  expect([code, stdout, linesOf(stderr)]).toEqual([expected, '', [expect.stringMatching(problem)]]);
  expect(schemaText()).toBe(before);
});

test.each([
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user',
  'urn:a b',
])('`update-schema` ends with 2 for --schema %s', async (schema) => {
  const { code, stderr } = await update(header, [], schema);
  expect([code, linesOf(stderr)]).toEqual([2, [expect.stringMatching(/^--schema: must be the urn:/)]]);
});

test('`update-schema` puts nothing when all exists already', async () => {
  await update(header);
  const [job] = entra.tenant.jobs;
  if (job !== undefined) job.schema = job.schema.replaceAll(',"', ' ,\n"'); // a schema that was put would come without spaces
  const before = schemaText();
  const { code, stdout, stderr } = await update(header.toUpperCase());
  expect([code, linesOf(stdout)]).toEqual([0, ['0 attributes added, 4 existed already']]);
  expect(linesOf(stderr)).toEqual(Array(4).fill(expect.stringMatching(/^note: .* exists already$/)));
  expect(schemaText()).toBe(before);
});

test('`update-schema` adds what is not there yet, and names what is', async () => {
  await update('Level\n', ['--types', 'Level=Integer']);
  const { code, stdout, stderr } = await update('HireDate,level\n');
  expect([code, linesOf(stdout)]).toEqual([
    0,
    [`added ${urn}:HireDate (String)`, '1 attributes added, 1 existed already'],
  ]);
  expect(linesOf(stderr)).toEqual([`note: ${urn}:level exists already`, note]);
  expect(extension()).toEqual(['Level Integer', 'HireDate String']);
});

test('`update-schema` makes one attribute of columns that differ in case', async () => {
  const { code, stderr } = await update('ID,Id\n');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/:Id exists already/)]);
  expect(extension()).toEqual(['ID String']);
});

test('`update-schema` prints nothing that a terminal obeys, and one problem a line', async () => {
  const { code, stdout, stderr } = await update('"a\u001b[2J\u202eb","c\nd"\n');
  expect(code).toBe(0);
  expect([linesOf(stdout).length, linesOf(stderr).length]).toEqual([3, 1]);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toMatch(/[\u0080-\u009f\u202e]/);
  const wrong = await update('a\n', ['--columns', 'x\u001b[2J\ny']);
  expect([wrong.code, linesOf(wrong.stderr)]).toEqual([3, [expect.not.stringContaining('\u001b')]]);
});

test.each<[string, string]>([
  ['empty', ''],
  ['of empty lines alone', '\n\n'],
  ['with a name twice', 'a,b,a\n'],
  ['whose header never ends', '"a,b\n'],
])('`update-schema` ends with 3 for a file that is %s', async (_, content) => {
  const before = schemaText();
  const { code, stdout, stderr } = await update(content);
  expect([code, stdout, linesOf(stderr)]).toEqual([3, '', [expect.stringMatching(/^line \d: /)]]);
  expect(schemaText()).toBe(before);
});

test.each([
  ['a folder', '', /is a folder/],
  ['missing', 'gone.csv', /there is no such file/],
])('`update-schema` ends with 3 for a file that is %s', async (_, name, problem) => {
  const args = ['update-schema', `${folder.path}/${name}`, '--schema', urn, '--service-principal-id', 'app-1'];
  const { code, stderr } = await csv2scim(args, { GRAPH_ENDPOINT: entra.origin });
  expect([code, linesOf(stderr)]).toEqual([3, [expect.stringMatching(problem)]]);
});

test.each([
  ['no schema', ['--service-principal-id', 'a'], /--schema/],
  ['no service principal', ['--schema', urn], /--service-principal-id/],
])('`update-schema` ends with 2 for %s', async (_, args, problem) => {
  const { code, stderr } = await csv2scim(['update-schema', 'a.csv', ...args], { GRAPH_ENDPOINT: entra.origin });
  expect([code, stderr]).toEqual([2, expect.stringMatching(problem)]);
});
