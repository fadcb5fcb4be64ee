import iconv from 'iconv-lite';
import { readCsv } from '../../../lib/csv/read';
import { buildMapping } from '../../../lib/init/buildMapping';
import { isKnownName } from '../../../lib/init/columns/nameMatch';
import type { Guess } from '../../../lib/init/guesses/proposal';
import { proposeMapping } from '../../../lib/init/propose';
import { readExport } from '../../../lib/init/readExport';
import { thorough } from '../../support/tiers';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const dates = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';

interface Proposed {
  csv?: unknown;
  attributes: Record<string, unknown>;
  records: number;
  guesses: readonly Guess[];
}

/** What `init` proposes for lines, `/` between them. */
async function propose(lines: string, encoding = 'utf-8'): Promise<Proposed> {
  const content = iconv.encode(`${lines.split(' / ').join('\n')}\n`, encoding);
  async function* bytes() {
    yield content;
  }
  const found = await readExport((options) => readCsv(bytes(), options), isKnownName);
  const proposal = proposeMapping(found);
  const mapping = buildMapping(proposal, { feed: 'x', file: 'x.csv' }) as unknown as Proposed;
  return { ...mapping, records: found.records, guesses: proposal.guesses };
}

const activeOf = async (lines: string): Promise<unknown> => (await propose(lines)).attributes.active;
const words = (column: string, active: unknown, inactive: unknown) => ({
  column,
  type: 'boolean',
  true: active,
  false: inactive,
});
const any = expect.any(Array);

describe('proposeMapping() lets only what says so decide who is active', () => {
  test.each<[what: string, lines: string, active: unknown]>([
    [
      'the status, though one of its words is not known',
      'Employee ID,Status,Full-Time Status / 1,Active,Yes / 2,Pre-hire,No / 3,Terminated,No',
      words('Status', ['Active', 'Pre-hire'], ['Terminated']),
    ],
    ['no status of something else', 'Employee ID,Veteran Status / 1,Yes / 2,No', { value: true }],
    ['no flag of something else', 'Employee ID,Benefits Active / 1,Yes / 2,No', { value: true }],
    [
      'dates, where the status holds categories',
      'Matricule;Statut;Date de sortie / 1;Cadre; / 2;Non cadre; / 3;Cadre;31/03/2025',
      { until: 'Date de sortie', format: 'd/M/yyyy' },
    ],
    [
      'dates, where the codes are categories',
      'Matricule;Statut;Date de sortie / 1;C; / 2;N;31/03/2025',
      { until: 'Date de sortie', format: 'd/M/yyyy' },
    ],
    ['no end of something else', 'Employee ID,Hire Date,Probation End Date / 1,2020-01-02,2020-07-02', { value: true }],
    [
      'the last day of work, and not the end of a contract',
      'Personalnummer;Vertragsende;Letzter Arbeitstag / 1;; / 2;31.12.2024; / 3;;30.06.2025',
      { until: 'Letzter Arbeitstag', format: 'd.M.yyyy' },
    ],
    [
      'absences are active',
      'ID empleado;Situación / 1;Alta / 2;Baja por paternidad / 3;Baja IT / 4;Baja voluntaria / 5;Baja',
      words('Situación', ['Alta', 'Baja por paternidad', 'Baja IT'], ['Baja voluntaria', 'Baja']),
    ],
    [
      'an explanation that says the opposite',
      'Employee ID,Status / 1,Active / 2,Inactive - Leave of Absence / 3,Terminated (future dated) / 4,Terminated - Voluntary',
      words(
        'Status',
        ['Active', 'Inactive - Leave of Absence', 'Terminated (future dated)'],
        ['Terminated - Voluntary'],
      ),
    ],
    [
      'dates, of which some never come',
      'Employee ID,Termination Date / 1,1900-01-01 / 2,2025-03-31 / 3,1900-01-01',
      { until: 'Termination Date', format: 'yyyy-MM-dd' },
    ],
    [
      'dates of several forms',
      'Employee ID,Termination Date / 1,None / 2,2025-03-31 / 3,31.12.2024 / 4,nan',
      { until: 'Termination Date', format: ['yyyy-MM-dd', 'd.M.yyyy'] },
    ],
    [
      'dates with a time of day',
      'Employee ID,Termination Date / 1, / 2,3/31/2025 12:00:00 AM',
      { until: 'Termination Date', format: 'M/d/yyyy h:mm:ss a' },
    ],
    [
      'serial numbers with fractions',
      'Employee ID,Termination Date / 1,2958465 / 2,45747.0',
      { until: 'Termination Date', format: 'excel' },
    ],
    [
      'words in several cases',
      'Employee ID,Status / 1,Active / 2,ACTIVE / 3,Left',
      words('Status', ['Active'], ['Left']),
    ],
    ['who has left', 'Employee ID,Leaver / 1,N / 2,Y', words('Leaver', ['N'], ['Y'])],
    [
      'dates, where the status has no known word',
      'Employee ID,Employment Status,Termination Date / 1,Full-Time, / 2,Part-Time,2025-03-31',
      { until: 'Termination Date', format: 'yyyy-MM-dd' },
    ],
    [
      'a column of dates that is called like a flag',
      'Employee ID,Hired,Terminated / 1,2020-01-02, / 2,2021-01-02,2025-03-31',
      { from: 'Hired', until: 'Terminated', format: 'yyyy-MM-dd' },
    ],
    [
      'unknown words alone',
      'Employee ID,Status / 1,Green / 2,Red',
      words('Status', expect.arrayContaining(['Green', 'Red']), any),
    ],
    [
      'months in English with SEPT',
      'Employee ID,Hire Date,Termination Date / 1,09-JAN-08, / 2,24-SEPT-08,31-MAR-25',
      { until: 'Termination Date', format: 'd-MMM-yy' },
    ],
  ])('%s', async (_, lines, active) => {
    expect(await activeOf(lines)).toEqual(active);
  });
});

describe('proposeMapping() takes no other number for the id', () => {
  test.each<[what: string, lines: string, externalId: string | undefined]>([
    ['insurance', 'Employee Ref.,First Name,NI Number / 002100,Ann,QQ100000C / 002101,Bo,QQ100001C', 'Employee Ref.'],
    ['tax', 'Kennung;Vorname;SV-Nummer / 12345;Änne;65 / 12346;Emil;66', 'Kennung'],
    ['position', 'Employee Number,Position ID,Reports To Position ID / 101,P-1, / 102,P-2,P-1', 'Employee Number'],
    ['former', 'MA-Nr.;Alte Personalnummer;Vorname / 20101;A-9;Änne / 20102;A-8;Emil', 'MA-Nr.'],
    ['the only one', 'Anything,First Name / 12345,Ann / 12346,Bo', 'Anything'],
    ['two of a kind', 'Anything,Something,First Name / 12345,a1,Ann / 12346,a2,Bo', undefined],
    ['the one that managers name', 'Medewerker;Roepnaam;Leidinggevende / 10001;Ann; / 10002;Bo;10001', 'Medewerker'],
    ['a technical id', 'WID,Employee ID,First Name / ab12,7,Ann / ab13,8,Bo', 'Employee ID'],
  ])('%s', async (_, lines, externalId) => {
    expect((await propose(lines)).attributes.externalId).toBe(externalId);
  });
});

describe('proposeMapping() finds the direct manager', () => {
  test.each<[what: string, lines: string, manager: unknown]>([
    [
      'beside the top of the line',
      "Employee ID,Worker,Manager - Level 01,Worker's Manager / 1,Ann Ohm,Ann Ohm, / 2,Bo Orr,Ann Ohm,Ann Ohm / 3,Cy Ek,Ann Ohm,Bo Orr",
      { column: "Worker's Manager", find: 'Worker' },
    ],
    [
      'beside a level',
      'Employee ID,Worker,Manager Level,Manager Name / 1,Ann Ohm,3, / 2,Bo Orr,2,Ann Ohm / 3,Cy Ek,1,Bo Orr',
      { column: 'Manager Name', find: 'Worker' },
    ],
    [
      'beside another relation',
      'Employee ID,Functional Manager ID,HR Manager ID,Manager ID / 1,2,3, / 2,3,3,1 / 3,2,2,1',
      'Manager ID',
    ],
    ['who is in no record, by ids of the same form', 'Employee ID,Manager ID / E1,E77 / E2,E78', 'Manager ID'],
    ['not by ids of another form', 'Employee ID,Manager ID / E1,77 / E2,78', undefined],
    ['no flag', 'Employee ID,Is Manager,First Name / 1,1,Ann / 2,0,Bo / 3,1,Cy', undefined],
    [
      'by their position',
      'Employee Number,Position ID,Reports To Position ID / 101,P-1, / 102,P-2,P-1 / 103,P-3,P-1',
      { column: 'Reports To Position ID', find: 'Position ID' },
    ],
  ])('%s', async (_, lines, manager) => {
    const { attributes } = await propose(lines);
    expect((attributes[enterprise] as { manager?: { value: unknown } }).manager?.value).toEqual(manager);
  });
});

describe('proposeMapping() maps the own and present attributes of a person', () => {
  test.each<[what: string, lines: string, attributes: Record<string, unknown>]>([
    [
      'a whole name, split',
      'Personalnummer;Name, Vorname;Status / 1;Ohm, Ann;Aktiv / 2;Orr,Bo;Aktiv',
      {
        displayName: 'Name, Vorname',
        name: {
          familyName: { expression: "row['Name, Vorname'].split(',')[0].trim()", invalid: 'null' },
          givenName: { expression: "row['Name, Vorname'].split(',')[1].trim()", invalid: 'null' },
        },
      },
    ],
    [
      'a whole name',
      'Matricule;Nom et prénom / 1;Ohm Ann / 2;Orr Bo',
      { displayName: 'Nom et prénom', name: undefined },
    ],
    [
      'a Dutch prefix',
      'Personeelsnummer;Roepnaam;Voorvoegsel;Achternaam / 1;Ann;de;Vries / 2;Bo;;Smit',
      {
        name: {
          givenName: 'Roepnaam',
          familyName: { expression: "(row['Voorvoegsel'] + ' ' + row['Achternaam']).trim()" },
        },
        displayName: { expression: "row['Roepnaam'] + ' ' + (row['Voorvoegsel'] + ' ' + row['Achternaam']).trim()" },
      },
    ],
    [
      'two family names',
      'ID empleado;Nombre;Segundo apellido;Primer apellido / 1;Ana;Gil;Muñoz / 2;Leo;Sanz;Núñez',
      {
        name: {
          givenName: 'Nombre',
          familyName: { expression: "(row['Primer apellido'] + ' ' + row['Segundo apellido']).trim()" },
        },
      },
    ],
    [
      'names of others',
      'Employee ID,Next of Kin Full Name,Maiden Surname / 1,Ed Ohm,Orr / 2,Al Orr,Ek',
      { displayName: undefined, name: undefined },
    ],
    [
      'private mail',
      'Employee ID,Email (Personal) / 1,a@x.example / 2,b@x.example',
      { emails: undefined, userName: undefined },
    ],
    [
      'the mail of work',
      'Personalnummer;E-Mail;E-Mail dienstlich / 1;a@home.example;a@x.example / 2;b@home.example;b@x.example',
      { emails: [{ type: { value: 'work' }, value: 'E-Mail dienstlich' }] },
    ],
    [
      'no other account',
      'Employee ID,GitHub Username,Last Login / 1,ann,2026-11-01 / 2,bo,2026-11-02',
      { userName: undefined },
    ],
    [
      'the code of a department',
      'Employee ID,Department,Department Name / 1,D100,Sales / 2,D200,IT',
      { [enterprise]: { department: 'Department Name', employeeNumber: 'Employee ID' } },
    ],
    [
      'no head of a department',
      'Employee ID,Head of Department,Length of Service / 1,Ann Ohm,5 years / 2,Bo Orr,2 years',
      { [enterprise]: { employeeNumber: 'Employee ID' } },
    ],
    [
      'countries by their long names',
      'Employee ID,Country / 1,United States of America / 2,Czech Republic',
      {
        addresses: [
          {
            type: { value: 'work' },
            country: { column: 'Country', lookup: { 'United States of America': 'US', 'Czech Republic': 'CZ' } },
          },
        ],
      },
    ],
    [
      'the date of entry',
      'Pers. Nr;Start Date;Entry Date / 1;2020-01-01;2019-05-01 / 2;2020-01-01;2018-03-01',
      { [dates]: { HireDate: { column: 'Entry Date', type: 'dateTime', format: 'yyyy-MM-dd' } } },
    ],
  ])('%s', async (_, lines, attributes) => {
    expect((await propose(lines)).attributes).toMatchObject(
      Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)),
    );
    for (const [name, value] of Object.entries(attributes))
      if (value === undefined) expect((await propose(lines)).attributes[name]).toBeUndefined();
  });

  test('a home address is for a person to take', async () => {
    const lines = 'Employee ID,Address Line 1,City,Work City / 1,High St,Leeds,York / 2,Low St,Bath,York';
    async function* bytes() {
      yield Buffer.from(lines.replaceAll(' / ', '\n'));
    }
    const found = await readExport((options) => readCsv(bytes(), options), isKnownName);
    const addresses = proposeMapping(found).guesses.filter(({ path }) => path[0] === 'addresses');
    expect(addresses.map(({ columns, isPrivate }) => [...columns, isPrivate === true])).toEqual([
      ['Address Line 1', true],
      ['Work City', false],
    ]);
  });

  test.each<[order: string, other: string, isSure: boolean, format: string]>([
    ['the other dates have their months in words', '05-Mar-2024', false, 'd/M/yyyy'],
    ['another date shows it', '3/25/2024', true, 'M/d/yyyy'],
  ])('the order of day and month when %s', async (_, other, isSure, format) => {
    const { guesses } = await propose(`Employee ID,Hire Date,Review / 1,3/4/2024,${other} / 2,5/6/2024,${other}`);
    const hired = guesses.find(({ columns }) => columns.includes('Hire Date'));
    expect([hired?.isSure, hired?.leaf]).toEqual([isSure, { column: 'Hire Date', type: 'dateTime', format }]);
  });

  test('the order of day and month is asked when other columns contradict each other', async () => {
    const lines = 'Employee ID,Hire Date,A,B / 1,3/4/2024,3/25/2024,25/3/2024 / 2,5/6/2024,3/25/2024,25/3/2024';
    const hired = (await propose(lines)).guesses.find(({ columns }) => columns.includes('Hire Date'));
    expect(hired?.isSure).toBe(false);
  });

  test('a line break in a name does not break the expression', async () => {
    const lines = 'Employee ID,"First\nName","Last\nName" / 1,Ann,Ohm / 2,Bo,Orr';
    expect((await propose(lines)).attributes.displayName).toEqual({
      expression: 'row["First\\nName"] + \' \' + row["Last\\nName"]',
    });
  });
});

describe('readExport() leaves out what surrounds the people, and nobody of them', () => {
  test.each<[what: string, lines: string, records: number, csv: unknown]>([
    [
      'a company called Total',
      'Company,Employee ID,First Name / Contoso,101,Ann / Total France,102,Bo / Contoso,103,Cy / Total,,3',
      3,
      { footer: '^Total$' },
    ],
    [
      'a person called Fine',
      'Last Name,First Name,Employee ID / Berg,Ann,101 / Fine,Larry,102 / Fine,Mo,103 / Fine rapporto,,',
      3,
      { footer: '^Fine rapporto$' },
    ],
    [
      'a header of unknown names',
      'Anst.nr;Förnamn;Befattning;Avdelning / 1;Ann;Manager;Service / 2;Bo;Manager;Service',
      2,
      undefined,
    ],
    [
      'labels with a digit',
      'STATUS,USERID,FIRSTNAME,ADDR1 / STATUS,USERID,First Name,Address Line 1 / active,103000,Ann,1 High Street',
      1,
      { skipRecords: 1 },
    ],
    [
      'a director of an unknown name',
      'Employee ID,Title,Role,Team / x,Manager,Supervisor,Service / y,Clerk,Clerk,IT',
      2,
      undefined,
    ],
    [
      'a count',
      'Employee ID,First Name / 1,Ann / 2,Bo / 2 records',
      2,
      { footer: '(?i)^\\d+ (records|rows|datens|registros|enregistrements)' },
    ],
    ['totals of another width', 'Employee ID,First Name / 1,Ann / 2,Bo / Totals: 2', 2, { footer: '(?i)^totals\\b' }],
    ['titles', 'All people / Run: today / Employee ID,First Name / 1,Ann / 2,Bo', 2, { skipLines: 2 }],
  ])('%s', async (_, lines, records, csv) => {
    const found = await propose(lines);
    expect([found.records, found.csv]).toEqual([records, csv]);
  });

  thorough('a total below 150,000 people, who are counted all', async () => {
    const people = Array.from({ length: 150_000 }, (_, index) => `${index},Ann`);
    const found = await propose(['Employee ID,First Name', ...people, 'Total: 150000,'].join(' / '));
    expect([found.records, found.csv]).toEqual([150_000, { footer: '(?i)^total\\b' }]);
    expect(found.attributes.externalId).toBe('Employee ID');
  });

  test.each([
    ['ibm850', 'Matricule;Nom;Prénom;Statut / 101;Petit;René;Présent / 102;Grand;Zoé;Présent'],
    ['windows-1250', 'Employee ID;Name;Status / 1;Paweł Żółć;Active / 2;Ewa Dąbrowska;Active'],
  ])('a file in %s', async (encoding, lines) => {
    expect((await propose(lines, encoding)).csv).toEqual({ encoding });
  });
});
