import { activeOf, anyOf, mapped, rejected, titleOf } from '../mapped';

const words = { column: 'A', type: 'boolean', true: ['Ja', 'Y'], false: ['Nein', 'N'] };
const lookup = { column: 'A', lookup: { UK: 'GB', Blank: '' } };

test.each<[leaf: unknown, text: string, value: unknown]>([
  ['A', 'Ada', 'Ada'],
  ['A', ' Ada ', ' Ada '],
  ['A', 'true', 'true'],
  ['A', '007', '007'],
  [{ column: 'A' }, ' x', ' x'],
  [{ column: 'A', type: 'string' }, ' x', ' x'],
  [{ value: 'A' }, 'x', 'A'],
  [{ value: '' }, 'x', ''],
  [{ value: null }, 'x', null],
  [lookup, 'UK', 'GB'],
  [lookup, 'FR', 'FR'],
  [lookup, 'constructor', 'constructor'],
  [lookup, '__proto__', '__proto__'],
  [{ column: 'A', lookup: { constructor: 'c' } }, 'constructor', 'c'],
  [{ column: 'A', default: 'D' }, 'x', 'x'],
  [{ column: 'A', default: 'D' }, '', 'D'],
  [{ column: 'A', default: 'D' }, ' \t', 'D'],
  [{ ...lookup, default: 'FR' }, ' ', 'FR'],
  [{ ...lookup, default: 'FR' }, 'UK', 'GB'],
  [{ column: 'A', type: 'dateTime' }, '2021-05-01', '2021-05-01T00:00:00+00:00'],
  [{ column: 'A', type: 'dateTime' }, '2021-02-30', rejected],
  [{ column: 'A', type: 'dateTime', default: '1999-01-02' }, '', '1999-01-02T00:00:00+00:00'],
  [{ column: 'A', type: 'dateTime', lookup: { never: '9999-12-31' } }, 'never', '9999-12-31T00:00:00+00:00'],
  [{ column: 'A', type: 'dateTime', default: '2000-01-01' }, 'soon', rejected],
  [{ expression: "row['A'] + '!'" }, ' x', ' x!'],
])('`compileMapping()` maps %j on a string attribute: %j gives %j', (leaf, text, value) => {
  expect(titleOf(leaf, { A: text })).toEqual(value);
});

test('`compileMapping()` finds a lookup of the text __proto__', () => {
  const leaf: unknown = JSON.parse('{ "column": "A", "lookup": { "__proto__": "p" } }');
  expect(titleOf(leaf, { A: '__proto__' })).toBe('p');
});

test.each<[leaf: unknown, text: string, value: unknown]>([
  ['A', 'true', true],
  ['A', 'TRUE', true],
  ['A', 'False', false],
  ['A', 'yes', rejected],
  ['A', '1', rejected],
  [{ column: 'A' }, 'tRuE', true],
  [{ column: 'A' }, 'x', rejected],
  [{ value: true }, '', true],
  [{ value: false }, '', false],
  [{ column: 'A', equals: 'Active' }, 'Active', true],
  [{ column: 'A', equals: 'Active' }, 'ACTIVE', true],
  [{ column: 'A', equals: 'Active' }, 'ACTIVE ', false], // as PowerShell; csv.trim drops outer spaces before
  [{ column: 'A', equals: ' active ' }, 'Active', false],
  [{ column: 'A', equals: 'Active' }, 'Inactive', false],
  [{ column: 'A', equals: 'Active', empty: false }, '', false],
  [{ column: 'A', equals: 'Active', empty: true }, '  ', true],
  [{ column: 'A', equals: ['Active', 'LOA'] }, 'loa', true],
  [{ column: 'A', equals: 'Active', default: 'active' }, '', true],
  [{ column: 'A', equals: 'Active', lookup: { A: 'Active' } }, 'A', true],
  [words, 'Ja', true],
  [words, 'y', true],
  [words, 'Nein', false],
  [words, 'n', false],
  [words, 'true', rejected],
  [words, 'vielleicht', rejected],
  [{ ...words, default: 'N' }, '', false],
  [{ ...words, lookup: { Oui: 'Ja' } }, 'Oui', true],
  [{ column: 'A', type: 'boolean' }, 'TRUE', true],
  [{ column: 'A', type: 'boolean' }, 'no', rejected],
  [{ column: 'A', type: 'boolean', default: false }, ' ', false],
  [{ column: 'A', lookup: { Ja: true } }, 'Ja', true],
  [{ expression: "row['A'] == 'x'" }, 'x', true],
  [{ expression: "row['A']" }, 'true', true],
  [{ expression: "row['A']" }, 'x', rejected],
])('`compileMapping()` maps %j on a boolean attribute: %j gives %j', (leaf, text, value) => {
  expect(activeOf(leaf, { A: text })).toEqual(value);
});

const integer = { column: 'A', type: 'integer' };

test.each<[leaf: unknown, text: string, value: unknown]>([
  [integer, '12', 12],
  [integer, '-7', -7],
  [integer, '007', 7],
  [integer, '0', 0],
  [integer, '9007199254740991', 9007199254740991],
  [integer, '9007199254740993', rejected],
  [integer, '1.0', rejected],
  [integer, '1e3', rejected],
  [integer, '0x10', rejected],
  [integer, '1,000', rejected],
  [integer, '1 000', rejected],
  [integer, '１２', rejected],
  [integer, 'x', rejected],
  [{ ...integer, default: 5 }, '', 5],
  [{ ...integer, default: '5' }, '', 5],
  [{ ...integer, lookup: { one: 1 } }, 'one', 1],
  [{ value: 3 }, '', 3],
  [{ value: true }, '', true],
  [{ value: 'x' }, '', 'x'],
  ['A', '12', '12'],
  [{ column: 'A', type: 'boolean' }, 'true', true],
  [{ column: 'A', equals: 'x' }, 'X', true],
  [{ column: 'A', type: 'dateTime', timeZone: 'America/Chicago' }, '2021-05-01', '2021-05-01T00:00:00-05:00'],
  [{ expression: '1 + 1' }, '', 2],
])('`compileMapping()` maps %j in an unknown schema extension: %j gives %j', (leaf, text, value) => {
  expect(anyOf(leaf, { A: text })).toEqual(value);
});

test.each<[leaf: unknown]>([[words], ['A'], [{ column: 'A', type: 'boolean' }], [{ expression: "row['A']" }]])(
  '`compileMapping()` tells no text of a field when %j rejects the record',
  (leaf) => {
    const { reasons } = mapped({ active: leaf }, { A: 'secret' });
    expect(reasons).toEqual([expect.stringMatching(/^(?:column A|active): (?!.*secret)/)]);
  },
);

test('`compileMapping()` gives every reason why a record is rejected', () => {
  const { reasons, user } = mapped(
    { externalId: 'Id', active: 'A', title: { column: 'B', type: 'dateTime' }, nickName: { expression: '1 / 0' } },
    { A: 'x', B: 'y' },
  );
  expect(user).toBeUndefined();
  expect(reasons?.toSorted()).toEqual([
    'column A: the text is not true or false',
    'column B: the text is not a date like yyyy-MM-dd',
    'nickName: the expression fails on this record',
  ]);
});
