import { activeOf, anyOf, enterprise, mapped, titleOf, unknownUrn } from '../mapped';

const blanks = ['', ' ', ' \t\u00a0'];
const modes = ['null', 'empty', 'omit'] as const;

const leaves: [leaf: unknown, values: Record<(typeof modes)[number], unknown>][] = [
  ['A', { null: null, empty: '', omit: undefined }],
  [{ column: 'A' }, { null: null, empty: '', omit: undefined }],
  [
    { column: 'A', lookup: { x: 'y' } },
    { null: null, empty: '', omit: undefined },
  ],
  [
    { column: 'A', type: 'dateTime' },
    { null: null, empty: '', omit: undefined },
  ],
  [
    { column: 'A', default: 'D' },
    { null: 'D', empty: 'D', omit: 'D' },
  ],
  [
    { column: 'A', default: '' },
    { null: null, empty: '', omit: undefined },
  ],
  [{ expression: "row['A']" }, { null: null, empty: '', omit: undefined }],
  [{ expression: 'null' }, { null: null, empty: null, omit: undefined }], // null is a value of its own
  [{ value: 'x' }, { null: 'x', empty: 'x', omit: 'x' }],
];

describe.each(modes)('with emptyValues %s', (emptyValues) => {
  test.each(leaves)('`compileMapping()` maps an empty field on a string attribute with %j', (leaf, values) => {
    for (const A of blanks) expect(titleOf(leaf, { A }, { emptyValues })).toBe(values[emptyValues]);
  });

  test.each<[leaf: unknown]>([['A'], [{ column: 'A', type: 'boolean' }], [{ column: 'A', lookup: { x: true } }]])(
    '`compileMapping()` gives an empty field no text on a boolean attribute with %j',
    (primary) => {
      for (const A of blanks) {
        const { user } = mapped({ emails: [{ value: 'Id', primary }] }, { A }, { emptyValues });
        expect(user?.emails).toEqual([emptyValues === 'omit' ? { value: '1' } : { value: '1', primary: null }]);
      }
    },
  );

  test.each(['boolean', 'integer'])('`compileMapping()` gives an empty field no text with type %s', (type) => {
    const value = { null: null, empty: null, omit: undefined }[emptyValues];
    for (const A of blanks) expect(anyOf({ column: 'A', type }, { A }, { emptyValues })).toBe(value);
  });

  test('`compileMapping()` gives an empty field no text with equals', () => {
    const value = { null: null, empty: null, omit: undefined }[emptyValues];
    const attributes = { active: { value: false }, [unknownUrn]: { a: { column: 'A', equals: 'x' } } };
    const { user } = mapped(attributes, { A: '' }, { emptyValues });
    expect((user?.[unknownUrn] as { a?: unknown } | undefined)?.a).toBe(value);
  });

  test('`compileMapping()` maps an empty field with equals to what `empty` says', () => {
    for (const A of blanks)
      expect(activeOf({ column: 'A', equals: 'x', empty: false }, { A }, { emptyValues })).toBe(false);
  });
});

const attributes = {
  name: { familyName: 'A', givenName: 'B' },
  emails: [
    { type: { value: 'work' }, value: 'A' },
    { type: { value: 'home' }, value: 'B' },
  ],
  [enterprise]: { department: 'A', manager: { value: 'A', displayName: { value: 'Boss' } } },
  [unknownUrn]: { a: { b: 'A', kind: { value: 'k' } }, list: ['A', { b: 'A', kind: { value: 'k' } }] },
};

const sent = (record: object, emptyValues: string): Record<string, unknown> => {
  const { user } = mapped(attributes, record, { emptyValues });
  const own = ['schemas', 'externalId', 'active'];
  return Object.fromEntries(Object.entries(user ?? {}).filter(([name]) => !own.includes(name)));
};

test.each([
  ['null', null],
  ['empty', ''],
])('`compileMapping()` keeps complex attributes and array elements with emptyValues %s', (emptyValues, empty) => {
  expect(sent({ A: '', B: '' }, emptyValues)).toEqual({
    name: { familyName: empty, givenName: empty },
    emails: [
      { type: 'work', value: empty },
      { type: 'home', value: empty },
    ],
    [enterprise]: { department: empty, manager: { value: empty, displayName: 'Boss' } },
    [unknownUrn]: { a: { b: empty, kind: 'k' }, list: [empty, { b: empty, kind: 'k' }] },
  });
});

test('`compileMapping()` drops complex attributes whose column-fed leaves are all empty with emptyValues omit', () => {
  expect(sent({ A: ' ', B: '' }, 'omit')).toEqual({});
});

test('`compileMapping()` keeps what is filled in part with emptyValues omit', () => {
  expect(sent({ A: '', B: 'x' }, 'omit')).toEqual({
    name: { givenName: 'x' },
    emails: [{ type: 'home', value: 'x' }],
  });
  expect(sent({ A: 'x', B: '' }, 'omit')).toEqual({
    name: { familyName: 'x' },
    emails: [{ type: 'work', value: 'x' }],
    [enterprise]: { department: 'x', manager: { value: 'x', displayName: 'Boss' } },
    [unknownUrn]: { a: { b: 'x', kind: 'k' }, list: ['x', { b: 'x', kind: 'k' }] },
  });
});

test('`compileMapping()` lets no constant expression bring a value into being with emptyValues omit', () => {
  const emails = [{ type: { expression: "'work'" }, value: 'A' }];
  expect(mapped({ emails }, { A: '' }, { emptyValues: 'omit' }).user).not.toHaveProperty('emails');
});

test('`compileMapping()` keeps a default that stands in for an empty field with emptyValues omit', () => {
  const emails = [{ type: { value: 'work' }, value: { column: 'A', default: 'a@b.example' } }];
  const { user } = mapped({ emails }, { A: '' }, { emptyValues: 'omit' });
  expect(user?.emails).toEqual([{ type: 'work', value: 'a@b.example' }]);
});

test('`compileMapping()` leaves attributes out in some records only', () => {
  expect(titleOf('A', { A: '' }, { emptyValues: 'omit' })).toBeUndefined();
  expect(titleOf('A', { A: 'x' }, { emptyValues: 'omit' })).toBe('x');
});
