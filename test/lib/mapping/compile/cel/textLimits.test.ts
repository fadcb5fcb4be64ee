import { mappingText, problemsOf, rejected, titleOf } from '../../mapped';

const many = (text: string, times: number): string => text.repeat(times);
const nested = (open: string, close: string, levels: number): string =>
  `${many(open, levels)}'b'${many(close, levels)}`;

test.each([
  ['plus signs', `${many("'a'+", 2_400)}'b'`],
  ['parentheses', nested('(', ')', 4_900)],
  ['choices', nested("(true?'a':", ')', 600)],
  ['lists of lists', `${nested('[', ']', 4_900)}.size() == 1 ? 'a' : 'b'`],
  ['map literals', `${nested('{1:', '}', 2_400)}.size() == 1 ? 'a' : 'b'`],
  ['calls', `'a'${many('.trim()', 1_400)}`],
  ['fields of fields', `row.A${many('.a', 2_000)}`],
])('`parseMapping()` refuses thousands of %s in one another, in words', (_, expression) => {
  expect(problemsOf(mappingText({ title: { expression } }))).toEqual([
    'attributes.title.expression: the expression is nested too deeply',
  ]);
});

test.each(['__proto__', '_f', '__defineGetter__'])('`parseMapping()` refuses the unknown function %s', (name) => {
  const expected = [`attributes.title.expression: unknown function ${name}`];
  for (const expression of [`row['A'].${name}()`, `${name}(row['A'])`])
    expect(problemsOf(mappingText({ title: { expression } }))).toEqual(expected);
});

const long = 'a'.repeat(32_000);
const parts = `${many('a,', 990)}${'a'.repeat(30_000)}`;
const multiplied = "row['A'].replace('', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb')";
const formats = `'${many('%s', 900)}'.format([${Array(900).fill('row.A').join()}])`;

test.each<[what: string, expression: string, A: string, value: unknown]>([
  [
    'a text added up to hundreds of MB',
    `(${Array(150).fill(multiplied).join('+')}).size() == 1 ? 'a' : 'b'`,
    long,
    rejected,
  ],
  [
    'a list of a thousand long texts',
    `row['A'].split(',').map(x, ${multiplied}).size() == 1 ? 'a' : 'b'`,
    parts,
    rejected,
  ],
  [
    'a long text for each part',
    `row['A'].split(',').exists(x, ${multiplied}.contains('c')) ? 'a' : 'b'`,
    parts,
    rejected,
  ],
  ['a format that multiplies', `${formats}.size() == 1 ? 'a' : 'b'`, long, rejected],
  ['a format of absurd precision', "'%.999999999f'.format([1.0])", '', rejected],
  ['a huge repeat', "row['A'].matches('((a?){10}){100}$') ? 'a' : 'b'", long, rejected],
  ['repeats of repeats', "row['A'].matches('(a{1000}){1000}') ? 'a' : 'b'", long, rejected],
  ['many repeats', `row['A'].matches('${many('(a?){1000}', 9)}b') ? 'a' : 'b'`, long, rejected],
  ['alternatives that overlap', "row['A'].matches('(a|a|aa)*$') ? 'a' : 'b'", `${long}!`, 'a'],
  ['thousands of signs', `(${many('!', 9_000)}true) ? 'a' : 'b'`, '', 'a'],
])('`compileMapping()` neither hangs nor fills the memory with %s', (_, expression, A, value) => {
  expect(titleOf({ expression }, { A })).toEqual(value);
});

test.each<[expression: string, value: string]>([
  ["'%s-%d'.format(['a', 2])", 'a-2'],
  ["'a' + 'b' + string(1 + 2)", 'ab3'],
  ["row['A'].matches('^[A-Z]{2}[0-9]{6}$') ? 'id' : 'none'", 'id'],
  ["row.exists(k, row[k] + '!' == 'AB123456!') ? 'a' : 'b'", 'a'],
])('`compileMapping()` still evaluates %s', (expression, value) => {
  for (let record = 0; record < 3; record++) expect(titleOf({ expression }, { A: 'AB123456' })).toBe(value);
});

test('`compileMapping()` counts the texts of each record anew', () => {
  const expression = "row['A'].replace('a', 'bbbbbbbbbbbbbbbbbbbb').size() > 9 ? 'a' : 'b'";
  for (let record = 0; record < 20; record++) expect(titleOf({ expression }, { A: long })).toBe('a');
});
