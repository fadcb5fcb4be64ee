import { compileMapping } from '../../../../lib/mapping/compile/compile';
import { coreUser } from '../../../../lib/scim/schemas';
import { enterprise, mapped, parsed, refused, titleOf, unknownUrn } from '../mapped';

test.each([
  ['exactly first', { a: '1', A: '2', ' a': '3' }, 'A', '2'],
  ['exactly first, with outer spaces', { a: '1', ' a ': '2' }, ' a ', '2'],
  ['then ignoring case', { hiredate: '1' }, 'HireDate', '1'],
  ['then ignoring outer spaces of the header', { ' HireDate\t': '1' }, 'HireDate', '1'],
  ['then ignoring outer spaces of the mapping', { HireDate: '1' }, ' hiredate ', '1'],
  ['by a name of JavaScript’s own', { constructor: '1', toString: '2' }, 'constructor', '1'],
  ['by the name __proto__', { ['__proto__']: '1' }, '__proto__', '1'],
])('`compileMapping()` matches a column name %s', (_, record, column, value) => {
  expect(titleOf(column, record)).toBe(value);
  expect(titleOf({ expression: `row['${column}']` }, record)).toBe(value);
});

const missing = (attributes: object, header: string[], keys: object = {}): string[] =>
  refused(() => compileMapping(parsed(attributes, keys).mapping, ['Id', ...header]));

test('`compileMapping()` reports every missing column with its path and the nearest name', () => {
  const attributes = {
    title: 'JobTitel',
    name: { familyName: { column: 'LastNam', default: 'x' } },
    emails: [{ value: 'Quite different' }],
    displayName: { expression: "row['FirstName'] + row.LastName + row['Nickname']" },
    [unknownUrn]: { a: { b: 'Custom9' } },
  };
  const header = ['JobTitle', 'LastName', 'FirstName', 'Custom01'];
  expect(missing(attributes, header, { extension: { schema: 'urn:x', columns: ['Custom1'] } }).toSorted()).toEqual([
    expect.stringMatching(/^attributes\.displayName: .*Nickname/),
    expect.stringMatching(/^attributes\.emails\.0\.value: .*Quite different(?!.*did you mean)/),
    expect.stringMatching(/^attributes\.name\.familyName: .*LastNam.*did you mean LastName\?/),
    expect.stringMatching(/^attributes\.title: .*JobTitel.*did you mean JobTitle\?/),
    expect.stringMatching(/^attributes\.urn:ietf:.*User\.a\.b: .*Custom9.*did you mean Custom01\?/),
    expect.stringMatching(/Custom1\b.*did you mean Custom01\?/),
  ]);
});

test('`compileMapping()` suggests no text of a first line that is a person', () => {
  const line = ['100', 'Jane', 'Manager', 'jane@contoso.com'];
  expect(missing({ title: 'Manager', nickName: 'Name' }, line)).toEqual([
    expect.stringMatching(/^attributes\.nickName: (?!.*did you mean)/),
  ]);
});

test('`compileMapping()` takes none of two columns that differ in case only for a third spelling', () => {
  expect(missing({ title: 'Id2' }, ['ID2', 'id2'])).toEqual([expect.stringMatching(/^attributes\.title: .*Id2/)]);
});

test('`compileMapping()` finds no column by a name of JavaScript’s own that the header lacks', () => {
  const attributes = { title: 'constructor', nickName: '__proto__', locale: { expression: "row['toString']" } };
  expect(missing(attributes, [])).toHaveLength(3);
});

test('`compileMapping()` reports missing columns as wrong_columns', () => {
  const { mapping } = parsed({ title: 'A' });
  expect(() => compileMapping(mapping, ['Id'])).toThrow(expect.objectContaining({ code: 'wrong_columns' }));
});

test('`compileMapping()` drops characters that nobody sees from an id', () => {
  expect(mapped({}, { Id: ' 1\u00a02\u200b3 ' }).user?.externalId).toBe('123');
});

test.each(['', ' ', '\t\u00a0'])('`compileMapping()` rejects a record whose externalId is %j', (Id) => {
  for (const emptyValues of ['null', 'empty', 'omit']) {
    const { reasons, user } = mapped({}, { Id }, { emptyValues });
    expect(reasons).toEqual([expect.stringMatching(/externalId/)]);
    expect(user).toBeUndefined();
  }
});

test('`compileMapping()` rejects a record whose externalId an expression leaves empty', () => {
  for (const expression of ["row['Id'].trim()", 'null'])
    expect(mapped({ externalId: { expression } }, { Id: ' ' }).reasons).toEqual([expect.stringMatching(/externalId/)]);
});

test.each<[leaf: unknown]>([
  [{ column: 'A', lookup: { x: '' } }],
  [{ column: 'A', lookup: { x: ' ' } }],
  [{ value: ' ' }],
])('`compileMapping()` rejects a record whose externalId %j leaves empty', (externalId) => {
  expect(mapped({ externalId }, { A: 'x' }).reasons).toEqual([expect.stringMatching(/externalId/)]);
});

test.each<[active: unknown]>([['A'], [{ column: 'A', type: 'boolean' }], [{ value: null }], [{ expression: 'null' }]])(
  '`compileMapping()` rejects a record whose active is empty with %j',
  (active) => {
    for (const emptyValues of ['null', 'empty', 'omit'])
      expect(mapped({ active }, { A: ' ' }, { emptyValues }).reasons).toEqual([expect.stringMatching(/active/)]);
  },
);

test('`compileMapping()` tells a rejected record’s externalId, as far as it has one', () => {
  expect(mapped({ active: 'A' }, { Id: '7', A: 'x' })).toMatchObject({ externalId: '7' });
  expect(mapped({ active: 'A' }, { Id: '', A: 'x' })).toMatchObject({ externalId: undefined });
});

const extension = (columns: unknown, schema = unknownUrn): object => ({ extension: { schema, columns } });

test('`compileMapping()` sends the extension’s columns as they are', () => {
  const { user } = mapped({}, { HireDate: ' 2021 ', Custom01: '007', Other: 'x' }, extension(['HireDate', 'Custom01']));
  expect(user?.[unknownUrn]).toEqual({ HireDate: ' 2021 ', Custom01: '007' });
});

test('`compileMapping()` sends all columns under the extension with *', () => {
  const { user } = mapped({}, { A: 'a', ['__proto__']: 'p', constructor: 'c' }, extension('*'));
  const sent = user?.[unknownUrn] as object;
  expect(Object.entries(sent)).toEqual([
    ['Id', '1'],
    ['A', 'a'],
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ]);
  expect(JSON.parse(JSON.stringify(sent))).toHaveProperty('constructor', 'c');
});

test('`compileMapping()` sends a mapped attribute of the extension in place of the column of its name', () => {
  const { user } = mapped({ [unknownUrn]: { A: { column: 'A', type: 'integer' } } }, { A: '1' }, extension('*'));
  expect(user?.[unknownUrn]).toEqual({ A: 1, Id: '1' });
});

test.each([
  ['null', { A: null }],
  ['empty', { A: '' }],
  ['omit', undefined],
])('`compileMapping()` follows emptyValues %s under the extension', (emptyValues, sent) => {
  expect(mapped({}, { A: ' ' }, { emptyValues, ...extension(['A']) }).user?.[unknownUrn]).toEqual(sent);
});

test('`compileMapping()` names the schemas: Core User, Enterprise User, then each extension used', () => {
  expect(mapped({}, {}).user?.schemas).toEqual([coreUser, enterprise]);
  const attributes = { 'urn:b:User': { a: 'Id' }, [enterprise]: { department: 'Id' }, 'urn:a:User': { a: 'Id' } };
  const { schemas } = mapped(attributes, {}, extension(['Id'])).user ?? {};
  expect(schemas).toEqual([coreUser, enterprise, 'urn:b:User', 'urn:a:User', unknownUrn]);
  expect(mapped({ [unknownUrn]: { a: 'Id' } }, {}, extension(['Id'])).user?.schemas).toEqual([
    coreUser,
    enterprise,
    unknownUrn,
  ]);
});

test('`compileMapping()` gives the same user for the same record, whatever came between', () => {
  const toUser = compileMapping(parsed({ displayName: { expression: "row['A']" } }).mapping, ['Id', 'A']);
  const first = toUser({ line: 2, fields: ['1', 'a'] });
  const second = toUser({ line: 3, fields: ['2', 'b'] });
  expect(toUser({ line: 2, fields: ['1', 'a'] })).toEqual(first);
  expect(second).toMatchObject({ user: { externalId: '2', displayName: 'b' } });
});
