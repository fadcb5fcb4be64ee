import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { csv2scim, linesOf } from '../../support/cli';
import { type Folder, newFolder } from '../../support/files';

const exportsFolder = join(__dirname, '..', '..', 'fixtures', 'exports');
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const extension = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
let folder: Folder;

beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

type Attributes = Record<string, unknown>;
interface Written {
  code: number | null;
  stdout: string;
  stderr: string;
  attributes: Attributes;
  mapping: Record<string, unknown> & { attributes: Attributes };
}

let written = 0;

async function init(csv: string, args: readonly string[] = ['--yes'], answer?: string): Promise<Written> {
  const output = join(folder.path, `${written++}.json`);
  const ran = await csv2scim(
    ['init', csv, '--output', output, ...args],
    {},
    answer === undefined ? undefined : { answer },
  );
  const mapping = JSON.parse(await readFile(output, 'utf8')) as Written['mapping'];
  return { ...ran, mapping, attributes: mapping.attributes };
}

const fullName = (given: string, family: string) => ({ expression: `row['${given}'] + ' ' + row['${family}']` });
const words = (column: string, active: string[], inactive: string[]) => ({
  column,
  type: 'boolean',
  true: active,
  false: inactive,
});
const date = (column: string, format: string) => ({ column, type: 'dateTime', format });

interface Expected {
  externalId: string;
  active: unknown;
  names: [given: string, family: string, display: unknown];
  userName: string;
  manager: unknown;
  dates: unknown;
  csv?: unknown;
  /** How many guesses are not sure, `active` aside. */
  open: number;
}

const cases: Record<string, Expected> = {
  workday: {
    externalId: 'Employee ID',
    active: words('Worker Status', ['Active', 'On Leave'], ['Terminated']),
    names: ['Legal First Name', 'Legal Last Name', 'Worker'],
    userName: 'Work Email',
    manager: 'Manager ID',
    dates: { HireDate: date('Hire Date', 'yyyy-MM-dd'), TerminationDate: date('Termination Date', 'yyyy-MM-dd') },
    csv: { skipLines: 2, footer: '(?i)^total\\b' },
    open: 1,
  },
  successfactors: {
    externalId: 'USERID',
    active: words('STATUS', ['active'], ['inactive']),
    names: ['FIRSTNAME', 'LASTNAME', fullName('FIRSTNAME', 'LASTNAME')],
    userName: 'USERNAME',
    manager: 'MANAGER',
    dates: { HireDate: date('HIREDATE', 'M/d/yyyy') },
    csv: { skipRecords: 1, emptyWords: ['NO_MANAGER', 'NO_HR'] },
    open: 0,
  },
  bamboohr: {
    externalId: 'Employee #',
    active: words('Status', ['Active'], ['Inactive']),
    names: ['First Name', 'Last Name', 'Display name'],
    userName: 'Work Email',
    manager: 'Supervisor EID',
    dates: { HireDate: date('Hire Date', 'yyyy-MM-dd'), TerminationDate: date('Termination Date', 'yyyy-MM-dd') },
    csv: { emptyWords: ['0000-00-00'] },
    open: 1,
  },
  personio: {
    externalId: 'Personalnummer',
    active: words('Status', ['Aktiv', 'Elternzeit', 'Onboarding'], ['Inaktiv']),
    names: ['Vorname', 'Nachname', fullName('Vorname', 'Nachname')],
    userName: 'E-Mail',
    manager: { column: 'Vorgesetzter (E-Mail)', find: 'E-Mail' },
    dates: { HireDate: date('Eintrittsdatum', 'd.M.yyyy'), TerminationDate: date('Austrittsdatum', 'd.M.yyyy') },
    open: 1,
  },
  adp: {
    externalId: 'Associate ID',
    active: words('Position Status', ['Active', 'Leave'], ['Terminated']),
    names: ['Legal First Name', 'Legal Last Name', 'Payroll Name'],
    userName: 'Work Contact: Work Email',
    manager: 'Reports To Associate ID',
    dates: { HireDate: date('Hire Date', 'M/d/yyyy'), TerminationDate: date('Termination Date', 'M/d/yyyy') },
    open: 1,
  },
  'sap-hcm': {
    externalId: 'PersNr',
    active: words('Stat2', ['3'], ['0', '2']),
    names: ['Vorname', 'Name', fullName('Vorname', 'Name')],
    userName: 'E-Mail-Adresse',
    manager: 'Vorgesetzter',
    dates: { HireDate: date('Eintritt', 'd.M.yyyy'), TerminationDate: date('Austritt', 'd.M.yyyy') },
    csv: { encoding: 'ibm850', emptyWords: ['00000000', '31.12.9999'] },
    open: 1,
  },
  'oracle-hcm': {
    externalId: 'PERSON_NUMBER',
    active: words('ASSIGNMENT_STATUS', ['ACTIVE', 'SUSPENDED'], ['INACTIVE']),
    names: ['FIRST_NAME', 'LAST_NAME', 'DISPLAY_NAME'],
    userName: 'USER_NAME',
    manager: 'MANAGER_PERSON_NUMBER',
    dates: {
      HireDate: date('HIRE_DATE', 'yyyy/MM/dd'),
      TerminationDate: date('ACTUAL_TERMINATION_DATE', 'yyyy/MM/dd'),
    },
    csv: { emptyWords: ['4712/12/31'] },
    open: 0,
  },
  'microsoft-sample': {
    externalId: 'WorkerID',
    active: words('WorkerStatus', ['Active'], ['Inactive']),
    names: ['FirstName', 'LastName', 'FullName'],
    userName: 'UserID',
    manager: 'ManagerID',
    dates: { HireDate: date('HireDate', 'yyyy-MM-dd') },
    open: 0,
  },
  'french-payroll': {
    externalId: 'Matricule',
    active: words('Statut', ['Présent', 'Congé parental'], ['Sorti']),
    names: ['Prénom', 'Nom', fullName('Prénom', 'Nom')],
    userName: 'Courriel professionnel',
    manager: 'Matricule du responsable',
    dates: { HireDate: date("Date d'entrée", 'd/M/yyyy'), TerminationDate: date('Date de sortie', 'd/M/yyyy') },
    open: 1,
  },
  'spanish-payroll': {
    externalId: 'Nº empleado',
    active: words('Situación', ['Alta', 'Excedencia'], ['Baja']),
    names: ['Nombre', 'Apellidos', fullName('Nombre', 'Apellidos')],
    userName: 'Correo electrónico',
    manager: 'Nº empleado del responsable',
    dates: { HireDate: date('Fecha de alta', 'd-M-yyyy'), TerminationDate: date('Fecha de baja', 'd-M-yyyy') },
    open: 1,
  },
  'dutch-payroll': {
    externalId: 'Medewerkernummer',
    active: { from: 'Datum in dienst', until: 'Datum uit dienst', format: 'd-M-yyyy' },
    names: ['Roepnaam', 'Achternaam', fullName('Roepnaam', 'Achternaam')],
    userName: 'E-mailadres',
    manager: 'Leidinggevende',
    dates: { HireDate: date('Datum in dienst', 'd-M-yyyy'), TerminationDate: date('Datum uit dienst', 'd-M-yyyy') },
    open: 1,
  },
  'italian-payroll': {
    externalId: 'Matricola',
    active: words('Stato', ['In forza', 'In congedo'], ['Cessato']),
    names: ['Nome', 'Cognome', fullName('Nome', 'Cognome')],
    userName: 'Email aziendale',
    manager: undefined, // managers are named, and no column holds the whole name
    dates: { HireDate: date('Data assunzione', 'd/M/yyyy'), TerminationDate: date('Data cessazione', 'd/M/yyyy') },
    open: 1,
  },
};

test.each(Object.entries(cases))('`init --yes` reads the export of %s', async (name, expected) => {
  const csv = join(exportsFolder, `${name}.csv`);
  const { code, stdout, mapping, attributes } = await init(csv);
  expect(code).toBe(0);
  const { givenName, familyName } = attributes.name as Record<string, string>;
  expect({
    externalId: attributes.externalId,
    active: attributes.active,
    names: [givenName, familyName, attributes.displayName],
    userName: attributes.userName,
    manager: (attributes[enterprise] as { manager?: { value: unknown } }).manager?.value,
    dates: attributes[extension],
    csv: mapping.csv,
    open: linesOf(stdout).filter((line) => /^guess: (?:[a-z]+\.)?[a-z]+ is /i.test(line)).length,
  }).toEqual({ csv: undefined, ...expected });
  const file = await folder.write(`${name}.json`, JSON.stringify(mapping));
  const validated = await csv2scim(['validate', file, csv]);
  expect([validated.code, linesOf(validated.stdout)]).toEqual([
    0,
    expect.arrayContaining([expect.stringContaining('14 valid, 0 rejected'), 'active: 12 of 14 people']),
  ]);
  const generated = await csv2scim(['generate', csv, '--mapping', file]);
  expect(JSON.parse(generated.stdout).Operations).toHaveLength(14);
});

test('no column of an export about a private matter or another person is mapped', async () => {
  for (const name of Object.keys(cases)) {
    const { mapping } = await init(join(exportsFolder, `${name}.csv`));
    const mapped = JSON.stringify({ ...mapping, description: '' });
    expect(mapped).not.toMatch(/Home Email|Birth|Geburt|Privat|particular|naissance|Mobile|Home Phone|Legal Name"/);
  }
});

const people = (status: string, texts: readonly string[]) =>
  `Employee ID,First Name,Last Name,${status}\n${texts.map((text, index) => `E${index + 10},Ann,${'abcdefghijk'[index]}son,${text}\n`).join('')}`;

test.each<[string, string, string[], unknown]>([
  ['Y and N', 'Active', ['Y', 'Y', 'N', 'Y'], words('Active', ['Y'], ['N'])],
  ['1 and 0', 'Is Active', ['1', '0', '1', '1'], words('Is Active', ['1'], ['0'])],
  ['ja and nein', 'Aktiv', ['ja', 'ja', 'nein', 'ja'], words('Aktiv', ['ja'], ['nein'])],
  ['codes', 'Status', ['A', 'A', 'L', 'T'], words('Status', ['A', 'L'], ['T'])],
  ['who has left', 'Terminated', ['No', 'Yes', 'No', 'No'], words('Terminated', ['No'], ['Yes'])],
  [
    'a ticked box for who has left',
    'Ausgeschieden',
    ['', 'x', '', ''],
    { ...words('Ausgeschieden', expect.anything() as never, ['x']), default: true },
  ],
  [
    'a ticked box',
    'Aktiv',
    ['x', 'x', '', 'x'],
    { ...words('Aktiv', ['x'], expect.anything() as never), default: false },
  ],
  [
    'details after the word',
    'Status',
    ['Active - Payroll Eligible', 'Active - Payroll Eligible', 'Terminated - Voluntary', 'Active - Assignment'],
    words('Status', ['Active - Payroll Eligible', 'Active - Assignment'], ['Terminated - Voluntary']),
  ],
  [
    'only active people',
    'Status',
    ['Active', 'Active', 'Active', 'Active'],
    words('Status', ['Active'], expect.arrayContaining(['inactive', 'terminated']) as never),
  ],
])('`init --yes` reads a status of %s', async (what, column, texts, active) => {
  const { code, attributes } = await init(await folder.write(`${what}.csv`, people(column, texts)));
  expect([code, attributes.active]).toEqual([0, active]);
});

test('`init --yes` counts everybody as active when nothing says who has left, and says so', async () => {
  const csv = await folder.write('all.csv', 'Employee ID,First Name,Last Name\nE1,Ann,Berg\nE2,Bo,Cole\n');
  const { code, attributes, mapping, stdout } = await init(csv);
  expect([code, attributes.active]).toEqual([0, { value: true }]);
  expect(stdout).toContain('guess: everybody in the file is active: no column that can be read says who has left');
  expect(mapping.description).toEqual(expect.arrayContaining([expect.stringContaining('"absent": "deactivate"')]));
});

test('`init` finds the encoding of a Polish file', async () => {
  const text =
    'Numer;First Name;Last Name;Employee ID;Status\n1;Paweł;Żółć;7001;Active\n2;Świętosława;Dąbrowska;7002;Inactive\n';
  const csv = await folder.write('polish.csv', iconv.encode(text, 'windows-1250'));
  const { code, mapping } = await init(csv);
  expect([code, mapping.csv]).toEqual([0, { encoding: 'windows-1250' }]);
});

test('`init` leaves the day and the month open when no date tells them apart', async () => {
  const rows = ['01/02/2020', '03/04/2021', '05/06/2022'].map((hired, index) => `E${index},Ann,Berg,Active,${hired}`);
  const csv = await folder.write(
    'dates.csv',
    `Employee ID,First Name,Last Name,Status,Hire Date\n${rows.join('\n')}\n`,
  );
  const { stdout } = await init(csv);
  expect(stdout).toMatch(
    /guess: HireDate is Hire Date \(its name; dates as d\/M\/yyyy, or with day and month exchanged\)/,
  );
});

test('`init` asks on a terminal about what it is not sure of, and about active', async () => {
  const csv = join(exportsFolder, 'personio.csv');
  const { code, stdout, stderr, attributes } = await init(csv, [], 'what\nn\n1, 3\n');
  expect(code).toBe(0);
  expect(linesOf(stdout)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Column +Sample +Attribute +Confidence +Why$/),
      expect.stringMatching(/^Personalnummer +0001 +externalId +sure +/),
      'The words of Status:',
      '   1  Aktiv            10  active',
      '   4  Onboarding        1  active?',
    ]),
  );
  expect(stderr.match(/Take E-Mail as userName/g)).toHaveLength(2);
  expect(stderr).toContain('Which values mean active? Enter their numbers [1, 3, 4]:');
  expect(attributes.userName).toBeUndefined();
  expect(attributes.active).toEqual(words('Status', ['Aktiv', 'Elternzeit'], ['Inaktiv', 'Onboarding']));
});

test('`init` takes what can be private only with a yes, and says what it left out', async () => {
  const csv = await folder.write(
    'home.csv',
    'Employee ID,Status,Address Line 1,Work City\n1,Active,High St,York\n2,Active,Low St,York\n',
  );
  const [declined, taken] = [await init(csv, [], '\n\n'), await init(csv, [], 'y\n\n')];
  expect(declined.stdout).toMatch(/^Address Line 1 +High St +addresses.streetAddress +ask +/m);
  expect(declined.stderr).toMatch(/Take Address Line 1 as addresses.streetAddress \(.+\)\? \[y\/N\]/);
  expect([declined.attributes.addresses, taken.attributes.addresses]).toEqual([
    [{ type: { value: 'work' }, locality: 'Work City' }],
    [{ type: { value: 'work' }, streetAddress: 'Address Line 1', locality: 'Work City' }],
  ]);
  expect(declined.mapping.description).toContain('Not mapped: Address Line 1.');
  expect(JSON.stringify(taken.mapping.description)).not.toContain('Not mapped');
});

test('`init` keeps a column that a refused guess shares with another', async () => {
  const csv = join(exportsFolder, 'personio.csv');
  const { mapping } = await init(csv, [], 'n\n\n');
  expect([mapping.attributes.userName, mapping.attributes.emails]).toEqual([undefined, expect.anything()]);
  expect(mapping.description).not.toEqual(expect.arrayContaining([expect.stringMatching(/Not mapped:.*E-Mail/)]));
});

test('`init` asks for the time zone where days decide', async () => {
  const { code, mapping } = await init(
    join(exportsFolder, 'dutch-payroll.csv'),
    [],
    'y\ny\nNowhere\nEurope/Brussels\n',
  );
  expect([code, mapping.timeZone]).toEqual([0, 'Europe/Brussels']);
});

test('`init` does not call a column left out that decides who is active', async () => {
  const csv = await folder.write(
    'days.csv',
    'Employee ID,First Name,Hire Date,Termination Date\n1,Ann,01/02/2020,\n2,Bo,03/04/2021,05/06/2022\n',
  );
  const { stderr, mapping } = await init(csv, [], 'n\nn\ny\n\n');
  expect(stderr).toContain('from Hire Date until Termination Date (dates as d/M/yyyy), both days included? [Y/n]');
  expect(mapping.attributes.active).toMatchObject({ from: 'Hire Date', until: 'Termination Date' });
  expect(JSON.stringify(mapping.description)).not.toContain('Not mapped');
});

test('`init` asks for the id when no column shows it', async () => {
  const csv = await folder.write(
    'noId.csv',
    'Name,Status,Desk\nAnn Berg,Active,7\nBo Cole,Inactive,7\nCy Dahl,Active,8\n',
  );
  const { attributes } = await init(csv, [], 'no such column\nname\n\n');
  expect([attributes.externalId, attributes.active]).toEqual(['Name', words('Status', ['Active'], ['Inactive'])]);
  const output = join(folder.path, 'never.json');
  const refused = await csv2scim(['init', csv, '--yes', '--output', output]);
  expect([refused.code, linesOf(refused.stderr)]).toEqual([
    3,
    [expect.stringMatching(/^attributes.externalId: no column looks like an id/)],
  ]);
  await expect(readFile(output)).rejects.toThrow('ENOENT');
});

test('`init --yes` without --output writes the mapping to standard output, and the rest to standard error', async () => {
  const { code, stdout, stderr } = await csv2scim(['init', join(exportsFolder, 'sap-hcm.csv'), '--yes']);
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ feed: 'sap-hcm' })]);
  expect(stderr).toContain('guess: Stat2: 3 means active (12 records)');
});

test.each<[string, string[], number, RegExp, { answer: string } | undefined]>([
  ['no terminal and no --yes', [], 2, /^--yes: is required/, undefined],
  ['the end of the answers', [], 2, /nothing was written$/m, { answer: '' }],
  ['a wrong feed', ['--feed', 'Not A Feed', '--yes'], 2, /^--feed: /, undefined],
])('`init` writes nothing with %s', async (_, args, expected, message, terminal) => {
  const output = join(folder.path, 'nothing.json');
  const csv = join(exportsFolder, 'personio.csv');
  const { code, stderr } = await csv2scim(['init', csv, '--output', output, ...args], {}, terminal);
  expect([code, stderr]).toEqual([expected, expect.stringMatching(message)]);
  await expect(readFile(output)).rejects.toThrow('ENOENT');
});

test('`init` overwrites no file', async () => {
  const output = await folder.write('there.json', '{}');
  const ran = await csv2scim(['init', join(exportsFolder, 'personio.csv'), '--yes', '--output', output]);
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('exists already')]);
  expect(await readFile(output, 'utf8')).toBe('{}');
});

test.each([
  ['nothing in it', '', /empty/],
  ['no records', 'Employee ID,First Name\n', /no records/],
])('`init` refuses a file with %s', async (what, content, message) => {
  const csv = await folder.write(`${what}.csv`, content);
  const { code, stderr } = await csv2scim(['init', csv, '--yes']);
  expect([code, stderr]).toEqual([3, expect.stringMatching(message)]);
});
