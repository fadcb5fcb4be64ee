import { addSourceAttributes, attributeTypes } from '../../../../lib/graph/provisioning/sourceAttributes';

type Json = Record<string, unknown>;
const urn = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
const named = (...names: string[]): Json[] => names.map((name) => ({ name, unknown: 'kept' }));

const directory = (name: string, objects: Json[] = [{ name: 'User', attributes: named('externalId') }]): Json => ({
  id: `id of ${name}`,
  name,
  objects,
});
const rule = (sourceDirectoryName: unknown, ...sourceObjectNames: string[]): Json => ({
  sourceDirectoryName,
  targetDirectoryName: 'Target',
  objectMappings: (sourceObjectNames.length > 0 ? sourceObjectNames : ['User']).map((sourceObjectName) => ({
    sourceObjectName,
  })),
});
const schemaOf = (directories: unknown, synchronizationRules: unknown): Json => ({
  id: 'kept',
  directories,
  synchronizationRules,
});

const added = { name: `${urn}:HireDate`, type: 'DateTime' } as const;

/** The names of attributes, by directory and object. */
const namesIn = (schema: Json): Json =>
  Object.fromEntries(
    (schema.directories as { name: string; objects: { name: string; attributes?: { name: string }[] }[] }[]).flatMap(
      (each) =>
        each.objects.map((object) => [`${each.name}/${object.name}`, object.attributes?.map(({ name }) => name)]),
    ),
  );

test.each<[string, unknown[], Json, string]>([
  ['first', [directory('API'), directory('Target')], rule('API'), 'API/User'],
  ['last', [directory('Target'), directory('Other'), directory('API')], rule('API'), 'API/User'],
  ['written otherwise in the rule', [directory('Target'), directory('API')], rule('api'), 'API/User'],
  [
    'one of two that differ in case',
    [directory('api'), directory('API'), directory('Target')],
    rule('API'),
    'API/User',
  ],
])('addSourceAttributes() adds to the source directory when it is %s', (_, directories, synchronizationRule, place) => {
  const schema = schemaOf(directories, [synchronizationRule]);
  const before = namesIn(schema);
  expect(addSourceAttributes(schema, [added])).toEqual([]);
  expect(namesIn(schema)).toEqual({ ...before, [place]: ['externalId', added.name] });
});

test.each<[string, string[], string[], string]>([
  ['the one that is mapped', ['Group', 'Person'], ['Person'], 'Person'],
  ['User when several are', ['Group', 'User'], ['Group', 'User'], 'User'],
  ['user in small letters', ['Group', 'user'], ['Group', 'User'], 'user'],
  ['the first that is mapped when none is User', ['Group', 'Person'], ['Group', 'Person'], 'Group'],
])('addSourceAttributes() adds to the object: %s', (_, objects, mapped, expected) => {
  const schema = schemaOf(
    [
      directory(
        'API',
        objects.map((name) => ({ name })),
      ),
    ],
    [rule('API', ...mapped)],
  );
  addSourceAttributes(schema, [added]);
  expect(namesIn(schema)).toMatchObject({ [`API/${expected}`]: [added.name] });
});

test('addSourceAttributes() adds to the only object when no rule maps one', () => {
  const schema = schemaOf([directory('API')], [{ sourceDirectoryName: 'API' }]);
  addSourceAttributes(schema, [added]);
  expect(namesIn(schema)).toEqual({ 'API/User': ['externalId', added.name] });
});

test('addSourceAttributes() keeps everything else, in its order', () => {
  const schema = schemaOf([directory('Target'), directory('API')], [rule('API')]);
  const before = structuredClone(schema);
  addSourceAttributes(schema, [added]);
  const [, api] = schema.directories as { objects: { attributes: unknown[] }[] }[];
  expect(api?.objects[0]?.attributes.pop()).toEqual({
    anchor: false,
    caseExact: false,
    flowNullValues: false,
    multivalued: false,
    mutability: 'ReadWrite',
    name: added.name,
    required: false,
    type: 'DateTime',
    apiExpressions: [],
    metadata: [],
    referencedObjects: [],
  });
  expect(JSON.stringify(schema)).toBe(JSON.stringify(before));
});

test('addSourceAttributes() names what is there already, ignoring case, and adds the rest', () => {
  const schema = schemaOf([directory('API', [{ name: 'User', attributes: named('URN:X:LEVEL', 'b') }])], [rule('API')]);
  const attributes = ['urn:x:Level', 'urn:x:New', 'B', 'urn:x:new'].map((name) => ({ name, type: 'String' as const }));
  expect(addSourceAttributes(schema, attributes)).toEqual(['urn:x:Level', 'B', 'urn:x:new']);
  expect(namesIn(schema)).toEqual({ 'API/User': ['URN:X:LEVEL', 'b', 'urn:x:New'] });
});

test.each(attributeTypes)('addSourceAttributes() adds attributes of type %s', (type) => {
  const schema = schemaOf([directory('API')], [rule('API')]);
  addSourceAttributes(schema, [{ name: 'a', type }]);
  expect(JSON.stringify(schema)).toContain(`"type":"${type}"`);
});

test.each<[string, Json, RegExp]>([
  [
    'several source directories',
    schemaOf([directory('A'), directory('B')], [rule('A'), rule('B')]),
    /several source directories \(A, B\)/,
  ],
  ['a source directory that is not there', schemaOf([directory('A')], [rule('B')]), /no directory/],
  ['no rule', schemaOf([directory('A')], []), /no directory/],
  ['no rules at all', { directories: [directory('A')] }, /no directory/],
  ['rules that are none', schemaOf([directory('A')], { value: [] }), /no directory/],
  ['no directories', schemaOf(undefined, [rule('A')]), /no directory/],
  ['a rule without a source', schemaOf([directory('A')], [rule(undefined)]), /no directory/],
  ['no object', schemaOf([directory('A', [])], [rule('A')]), /no object/],
  ['an object that is mapped by another name', schemaOf([directory('A')], [rule('A', 'Person')]), /no object/],
  [
    'several objects, none of them mapped',
    schemaOf([directory('A', named('a', 'b'))], [{ sourceDirectoryName: 'A' }]),
    /no object/,
  ],
  ['nothing', {}, /no directory/],
])('addSourceAttributes() refuses a schema with %s, in a sentence, and leaves it alone', (_, schema, words) => {
  const before = JSON.stringify(schema);
  let error: unknown;
  try {
    addSourceAttributes(schema, [added]);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ name: 'GraphError', code: 'refused', message: expect.stringMatching(words) });
  expect(JSON.stringify(schema)).toBe(before);
});
