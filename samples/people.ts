/** The columns of CSV2SCIM's sample files, in their order. */
export const columns = [
  'WorkerID',
  'WorkerStatus',
  'WorkerType',
  'UserID',
  'FirstName',
  'LastName',
  'FullName',
  'GenderPronoun',
  'ManagerID',
  'HireDate',
  'OnLeave',
  'Department',
  'Division',
  'CostCenter',
  'Company',
  'Location',
  'JobTitle',
  'StreetAddress',
  'City',
  'CountryCode',
  'OfficePhone',
  'Custom01',
  'Custom02',
  'ZipCode',
] as const;

type Person = Record<(typeof columns)[number], string>;

const firstNames =
  'Ada,Zoë,José,Anne-Marie,Łukasz,Nguyễn,Søren,Chloé,Màiri,Þóra,Ioana,Mehmet,Olga,Priya,Kwame,Yuki,小明,Дарья,שרה,Noor,Ben,Mia,Liam,Eva,Ravi'.split(
    ',',
  );
const lastNames =
  "O'Neill,van der Berg,Müller-Lüdenscheidt,García Márquez,D'Angelo,Straße,Åkesson,Çelik,Null,True,de la Cruz,Smith,Ng,Østergård,Nováková,王,Иванова,Abd al-Rahman,St. John,Löwe,Fiala,Petit,Rossi,Khan,Lee".split(
    ',',
  );
const titles = [
  'Engineer',
  'Sales Executive, EMEA',
  'Head of "Special Projects"',
  'VP; Operations',
  'R&D <Lead>',
  'Analyst',
  'Project Manager',
  '=Lead(Architect)',
];
const departments = ['Sales', 'Product Engineering', 'Finance, Tax & Audit', 'Human Resources', 'Ñandú Lab', ''];
const places: [city: string, country: string, zip: string, street: string][] = [
  ['Zürich', 'CH', '08001', 'Bahnhofstraße 12'],
  ['Chicago', 'US', '00501', '303 Mansion Ct, Apt. 4'],
  ['London', 'UK', 'SW1A 1AA', '10 High Street\n2nd floor'],
  ['São Paulo', 'BR', '01310-100', 'Av. Paulista, 1578'],
  ['東京', 'JP', '100-0001', '千代田1-1'],
  ['Frankfurt', 'DE', '60311', 'Zeil 1\r\nHinterhaus'],
];

/**
 * Values in 0…1 that depend on the seed alone (a linear congruential generator), so that a sample
 * never changes by itself.
 */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

/**
 * `count` invented people with unique WorkerIDs; everybody but the first has a manager among those
 * before.
 */
export function* people(count: number, seed = 2026): Generator<Person> {
  const random = randomNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  for (let index = 0; index < count; index++) {
    const id = String(100001 + index);
    const [firstName, lastName, place] = [pick(firstNames), pick(lastNames), pick(places)];
    const manager = index === 0 ? '' : String(100001 + Math.floor(random() * Math.min(index, 1 + count / 10)));
    yield {
      WorkerID: id,
      WorkerStatus: random() < 0.94 ? pick(['Active', 'Active', 'Active', 'ACTIVE', 'active ']) : 'Inactive',
      WorkerType: pick(['Employee', 'Employee', 'Employee', 'Contractor']),
      UserID: `EMP${id}`,
      FirstName: firstName,
      LastName: lastName,
      FullName: `${firstName} ${lastName}`,
      GenderPronoun: pick(['HE/HIM', 'SHE/HER', 'THEY/THEM', '']),
      ManagerID: manager,
      HireDate: `20${pick(['08', '15', '21', '24'])}-${pick(['01', '06', '12'])}-${pick(['01', '15', '28'])}`,
      OnLeave: pick(['False', 'False', 'False', 'True']),
      Department: pick(departments),
      Division: pick(['Electronics', 'Food', 'Toys']),
      CostCenter: pick(['CC3035', '0042', 'CC 11']),
      Company: pick(['Woodgrove', 'Contoso', 'Fabrikam, Inc.']),
      Location: pick(['Europe', 'Asia Pacific', 'Americas']),
      JobTitle: pick(titles),
      StreetAddress: place[3],
      City: place[0],
      CountryCode: place[1],
      OfficePhone: pick(['259-915-1098', '+41 44 555 01 02', '', ' 0044 20 5550 1234']),
      Custom01: pick(['T1001', '-5', '👩‍💻', 'a|b']),
      Custom02: pick(['BTK39', '', '1e5', '2021-05-01']),
      ZipCode: place[2],
    };
  }
}
