import { MappingError } from '../../../../lib/errors';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { enterprise, mappingText, parsed, problemsOf, unknownUrn } from '../mapped';

test('`parseMapping()` fills in every default', () => {
  expect(parseMapping(mappingText()).mapping).toEqual({
    feed: 'people',
    files: 'people/*.csv',
    send: 'all',
    resendAllEveryDays: 7,
    absent: 'ignore',
    csv: { delimiter: 'auto', encoding: 'auto', skipLines: 0, skipRecords: 0, trim: 'outer', emptyWords: [] },
    records: {},
    attributes: { externalId: 'Id', active: { value: true } },
    emptyValues: 'null',
    content: 'full',
    duplicates: 'reject',
    safeguards: {
      maxRejectedPercent: 5,
      maxLeavers: 500,
      maxLeaversPercent: 10,
      maxReturners: 20,
      maxReturnersPercent: 5,
      maxRecordDropPercent: 20,
      maxChangedPercent: { userName: 5, '*': 60 },
    },
  });
});

test('`parseMapping()` keeps every key', () => {
  const keys = {
    $schema: './mapping.schema.json',
    files: 'a/**/*.Csv',
    provisioningJob: { servicePrincipalId: '%SP%', jobId: 'job' },
    csv: { delimiter: ';', encoding: 'windows-1252' },
    extension: { schema: unknownUrn, columns: ['A'] },
    emptyValues: 'omit',
    content: 'partial',
    duplicates: 'last',
    safeguards: { maxRejectedPercent: 0.5, maxLeavers: 0, maxLeaversPercent: 100, maxRecordDropPercent: 0 },
  };
  expect(parsed({}, keys).mapping).toMatchObject(keys);
});

test('`parseMapping()` fills in what a partial object lacks', () => {
  const { mapping } = parsed({}, { csv: { delimiter: '\t' }, safeguards: { maxLeavers: 1 } });
  expect(mapping.csv).toMatchObject({ delimiter: '\t', encoding: 'auto', trim: 'outer' });
  expect(mapping.safeguards).toMatchObject({ maxLeavers: 1, maxLeaversPercent: 10 });
});

test.each(['For the payroll of Berlin', ['Two', 'lines']])(
  'a description (%j) makes no other mapping',
  (description) => {
    expect(parseMapping(mappingText({}, { description })).mapping).toEqual(parseMapping(mappingText()).mapping);
  },
);

test('`parseMapping()` reads a file with a byte order mark', () => {
  expect(parseMapping(`\ufeff${mappingText()}`).mapping.feed).toBe('people');
});

test.each<[keys: object, path: string]>([
  [{ feed: undefined }, 'feed'],
  [{ feed: 'Employees' }, 'feed'],
  [{ feed: 'a b' }, 'feed'],
  [{ feed: '' }, 'feed'],
  [{ feed: 'ä' }, 'feed'],
  [{ attributes: undefined }, 'attributes'],
  [{ attributes: 'x' }, 'attributes'],
  [{ files: '' }, 'files'],
  [{ files: 1 }, 'files'],
  [{ files: 'employees/*.txt' }, 'files'],
  [{ files: 'employees/*' }, 'files'],
  [{ files: 'employees/*.{csv,txt}' }, 'files'],
  [{ provisioningJob: { jobId: 1 } }, 'provisioningJob.jobId'],
  [{ provisioningJob: 'x' }, 'provisioningJob'],
  [{ csv: { delimiter: ',,' } }, 'csv.delimiter'],
  [{ csv: { delimiter: '' } }, 'csv.delimiter'],
  [{ csv: { delimiter: '"' } }, 'csv.delimiter'],
  [{ csv: { delimiter: '\n' } }, 'csv.delimiter'],
  [{ csv: { encoding: 'utf-9' } }, 'csv.encoding'],
  [{ emptyValues: 'nothing' }, 'emptyValues'],
  [{ content: 'some' }, 'content'],
  [{ duplicates: 'first' }, 'duplicates'],
  [{ send: 'some' }, 'send'],
  [{ resendAllEveryDays: 0 }, 'resendAllEveryDays'],
  [{ resendAllEveryDays: 1.5 }, 'resendAllEveryDays'],
  [{ absent: 'delete' }, 'absent'],
  [{ absent: 'deactivate', content: 'partial' }, 'absent'],
  [{ safeguards: { maxLeavers: -1 } }, 'safeguards.maxLeavers'],
  [{ safeguards: { maxLeavers: 1.5 } }, 'safeguards.maxLeavers'],
  [{ safeguards: { maxLeaversPercent: 101 } }, 'safeguards.maxLeaversPercent'],
  [{ safeguards: { maxRejectedPercent: '5' } }, 'safeguards.maxRejectedPercent'],
  [{ safeguards: { maxRecordDropPercent: -1 } }, 'safeguards.maxRecordDropPercent'],
  [{ safeguards: { maxChangedPercent: { '*': 101 } } }, 'safeguards.maxChangedPercent.\\*'],
  [{ safeguards: { maxChangedPercent: { userNam: 5 } } }, 'safeguards.maxChangedPercent.userNam'],
  [{ extension: { schema: unknownUrn } }, 'extension.columns'],
  [{ extension: { columns: '*' } }, 'extension.schema'],
  [{ extension: { schema: 'csv', columns: '*' } }, 'extension.schema'],
  [{ extension: { schema: enterprise, columns: '*' } }, 'extension.schema'],
  [{ extension: { schema: unknownUrn, columns: 'A' } }, 'extension.columns'],
  [{ extension: { schema: unknownUrn, columns: [1] } }, 'extension.columns'],
])('`parseMapping()` refuses %j', (keys, path) => {
  expect(problemsOf(mappingText({}, keys))).toEqual([expect.stringMatching(new RegExp(`^${path}[.:]`))]);
});

test.each<[keys: object, path: string, suggestion: string]>([
  [{ attribute: {} }, 'attribute', 'attributes'],
  [{ Files: 'x' }, 'Files', 'files'],
  [{ provisioningjob: {} }, 'provisioningjob', 'provisioningJob'],
  [{ provisioningJob: { jobid: 'x' } }, 'provisioningJob.jobid', 'jobId'],
  [{ csv: { delimeter: ',' } }, 'csv.delimeter', 'delimiter'],
  [{ safeguards: { maxLeaver: 1 } }, 'safeguards.maxLeaver', 'maxLeavers'],
  [{ extension: { schema: unknownUrn, columns: '*', column: 'A' } }, 'extension.column', 'columns'],
])('`parseMapping()` refuses the unknown key in %j and names the nearest', (keys, path, suggestion) => {
  expect(problemsOf(mappingText({}, keys))).toEqual([`${path}: unknown key; did you mean ${suggestion}?`]);
});

test('`parseMapping()` refuses an unknown key that is near none', () => {
  expect(problemsOf(mappingText({}, { whatever: 1 }))).toEqual(['whatever: unknown key']);
});

test.each(['__proto__', 'constructor', 'toString'])('`parseMapping()` refuses the unknown key %s anywhere', (key) => {
  const evil = `"${key}": "Id"`;
  const attributes = `"externalId": "Id", "active": { "value": true }`;
  expect(problemsOf(`{ "feed": "a", ${evil}, "attributes": { ${attributes} } }`)).toHaveLength(1);
  expect(problemsOf(`{ "feed": "a", "attributes": { ${attributes}, ${evil} } }`)).toHaveLength(1);
  expect(problemsOf(`{ "feed": "a", "attributes": { ${attributes}, "name": { ${evil} } } }`)).toHaveLength(1);
  expect(problemsOf(`{ "feed": "a", "csv": { ${evil} }, "attributes": { ${attributes} } }`)).toHaveLength(1);
});

test.each(['', '{', '[]', 'null', '"x"', '{ "feed": "a", }'])('`parseMapping()` refuses the text %j', (text) => {
  expect(() => parseMapping(text)).toThrow(MappingError);
});

test('`parseMapping()` requires externalId and active', () => {
  expect(problemsOf(JSON.stringify({ feed: 'a', attributes: {} })).toSorted()).toEqual([
    expect.stringMatching(/^attributes\.active: is required.*disables/),
    expect.stringMatching(/^attributes\.externalId: is required/),
  ]);
});

test('`parseMapping()` reports every problem at once', () => {
  const attributes = {
    active: { column: 'A', equal: 'x' },
    usrName: 'A',
    name: { familyname: 'A' },
    title: { expression: 'nope' },
    emails: [{ value: 'A' }, { valeu: 'A' }],
    phoneNumbers: { value: 'A' },
    [enterprise]: { departmnt: 'A' },
    startDate: 'A',
  };
  const keys = { feed: 'A B', emptyValues: 'x', csv: { encoding: 'x', separator: ';' }, extra: 1 };
  const paths = problemsOf(mappingText(attributes, keys)).map((problem) => problem.split(': ')[0]);
  expect(paths.toSorted()).toEqual([
    'attributes.active.equal',
    'attributes.emails.1.valeu',
    'attributes.name.familyname',
    'attributes.phoneNumbers',
    'attributes.startDate',
    'attributes.title.expression',
    `attributes.${enterprise}.departmnt`,
    'attributes.usrName',
    'csv.encoding',
    'csv.separator',
    'emptyValues',
    'extra',
    'feed',
  ]);
});

test('`parseMapping()` reports a column that is mapped and sent as it is along with every other problem', () => {
  const attributes = { [unknownUrn]: { A: 'A' }, nikName: 'A' };
  const keys = { extension: { schema: unknownUrn, columns: ['A'] }, emptyValues: 'x' };
  expect(problemsOf(mappingText({ [unknownUrn]: { A: 'A' } }, { extension: keys.extension }))).toHaveLength(1);
  expect(problemsOf(mappingText(attributes, keys))).toHaveLength(3);
});

test('`parseMapping()` reports every problem of one leaf at once', () => {
  const title = { column: 'A', type: 'dateTime', default: 1, format: 'QQ', extra: 1 };
  const paths = problemsOf(mappingText({ title })).map((problem) => problem.split(': ')[0]);
  expect(paths.toSorted()).toEqual(['attributes.title.default', 'attributes.title.extra', 'attributes.title.format']);
});

test('`parseMapping()` refuses an attribute called __proto__, which would be lost, and takes one called constructor', () => {
  expect(problemsOf(mappingText({ [unknownUrn]: JSON.parse('{ "a": { "__proto__": "Id" } }') }))).toEqual([
    `attributes.${unknownUrn}.a.__proto__: cannot be an attribute`,
  ]);
  const { mapping } = parsed({ [unknownUrn]: { constructor: 'Id' } });
  expect(JSON.stringify(mapping.attributes[unknownUrn])).toBe('{"constructor":"Id"}');
});

test('`parseMapping()` suggests the enterprise schema for a misspelling of it, and for no other namespace', () => {
  const noteOf = (urn: string) => parseMapping(mappingText({ [urn]: { A: 'A' } })).notes.map(({ message }) => message);
  const own = 'urn:ietf:params:scim:schemas:extension:contoso:1.0:User';
  expect(noteOf(own)).toEqual([expect.not.stringContaining('did you mean')]);
  expect(noteOf(enterprise.replace('enterprise', 'entreprise'))).toEqual([
    expect.stringMatching(`did you mean ${enterprise}`),
  ]);
});
