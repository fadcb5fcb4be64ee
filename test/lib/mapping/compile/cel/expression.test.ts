import { activeOf, anyOf, mapped, mappingText, parsed, problemsOf, rejected, titleOf } from '../../mapped';

const row = { FirstName: 'Ada', LastName: 'Byron', ' Job Title': 'Countess', Empty: '', ['__proto__']: 'p' };

test.each<[expression: string, value: unknown]>([
  ["row['FirstName'] + ' ' + row['LastName']", 'Ada Byron'],
  ['row.FirstName', 'Ada'],
  ["row['firstname']", 'Ada'],
  ['row.firstname', 'Ada'],
  ["row['job title']", 'Countess'],
  ["row['__proto__']", 'p'],
  ["'  ' + row.FirstName", '  Ada'],
  ["row['FirstName'] == 'Ada' ? 'yes' : 'no'", 'yes'],
  ["row['FirstName'].lowerAscii()", 'ada'],
  ["row['FirstName'].upperAscii()", 'ADA'],
  ["row['FirstName'].substring(0, 1)", 'A'],
  ["row['FirstName'].replace('a', 'b')", 'Adb'],
  ["'a.b.c'.replace('.', '-', 1)", 'a-b.c'],
  ["'a.b'.replace('.', '$&')", 'a$&b'],
  ["' x '.trim()", 'x'],
  ["'a b'.split(' ').join('-')", 'a-b'],
  ["['a', 'b'].join()", 'ab'],
  ["'%s'.format(['x'])", 'x'],
  ["'missing' in row ? 'a' : 'b'", 'b'],
  ["'firstname' in row ? 'a' : 'b'", 'a'],
  ["has(row.missing) ? 'a' : 'b'", 'b'],
  ["string(size(row['FirstName']))", '3'],
  ["row['FirstName'].matches('^A.a$') ? 'a' : 'b'", 'a'],
  ["['x', row['FirstName']].filter(n, n != 'x')[0]", 'Ada'],
  ["['x', row['FirstName']].map(n, n + '!')[1]", 'Ada!'],
  ["['', row['LastName']].exists(n, n == 'Byron') ? 'a' : 'b'", 'a'],
  ["'ŁÓDŹ'.lower()", 'łódź'],
  ["'straße'.upper()", 'STRASSE'],
  ["'e\u0301'.nfc()", 'é'],
  ["'Żółć ß Müller Æ 東京'.ascii()", 'Zolc ss Muller AE 東京'],
  ["'Ọ̀ṣun x̂ Ɓala'.ascii()", 'Osun x Bala'],
  ["'O´Neill ² ™'.ascii()", 'O´Neill ² ™'],
  ["'Müller Ärzte ß'.ascii('de')", 'Mueller Aerzte ss'],
  ["'x'.ascii('fr')", rejected],
  ["'+49 (0)89 / 12'.digits()", '4908912'],
  ["'42'.padStart(5, '0')", '00042'],
  ["'𠮷野家'.substring(0, 1)", '𠮷'],
  ["'𠮷野家'.charAt(1)", '野'],
  ["string('𠮷野家'.indexOf('家'))", '2'],
  ["string(size('𠮷野家'))", '3'],
  ["'𠮷b'.split('')[0]", '𠮷'],
  ["'a b c'.split(' ', 2)[1]", 'b c'],
  ["'𠮷b'.replace('', '.')", '.𠮷.b.'],
  ["string('𠮷b𠮷b'.lastIndexOf('b', 2))", '1'],
  ['string(timestamp(1709596800))', '2024-03-05T00:00:00Z'],
  ['null', null],
  ["row['Empty']", null],
  ["row[row['FirstName']]", rejected],
  ["row['FirstName'].substring(9)", rejected],
  ["int(row['FirstName']) > 1 ? 'a' : 'b'", rejected],
  ["[row['FirstName']]", rejected],
  ['row', rejected],
  ['1.5', rejected],
  ['1', rejected],
  ['true', rejected],
  ["timestamp('2021-05-01T00:00:00Z')", rejected],
])('`compileMapping()` evaluates %s on a string attribute to %j', (expression, value) => {
  expect(titleOf({ expression }, row)).toEqual(value);
});

test.each<[expression: string, value: unknown]>([
  ["row['FirstName'] == 'Ada'", true],
  ["row['FirstName'] != 'Ada'", false],
  ["row['LastName'] in ['Byron', 'Lovelace']", true],
  ["!row['FirstName'].startsWith('A') || row['LastName'].endsWith('n')", true],
  ["row['FirstName']", rejected],
  ['1', rejected],
])('`compileMapping()` evaluates %s on a boolean attribute to %j', (expression, value) => {
  expect(activeOf({ expression }, row)).toEqual(value);
});

test.each<[expression: string, value: unknown]>([
  ['1 + 2', 3],
  ['2u', 2],
  ["int('-7')", -7],
  ['9007199254740991', 9007199254740991],
  ['9223372036854775807', rejected],
  ["'x'", 'x'],
  ['true', true],
  ['null', null],
  ['1.0', rejected],
  ["b'x'", rejected],
  ["{'a': 1}", rejected],
])('`compileMapping()` evaluates %s in an unknown schema extension to %j', (expression, value) => {
  expect(anyOf({ expression }, row)).toEqual(value);
});

test('`compileMapping()` tells no text of a field when an expression fails', () => {
  const { reasons } = mapped({ title: { expression: "row[row['A']]" } }, { A: 'secret' });
  expect(reasons).toEqual([expect.stringMatching(/^title: (?!.*secret)/)]);
});

test.each([
  ['FirstName', 'FirstName'],
  ['process.title', 'process'],
  ["globalThis['process']", 'globalThis'],
  ["fetch('x')", 'fetch'],
  ["row['A'].toUpperCase()", 'toUpperCase'],
  ["row['A'].constructor('x')", 'constructor'],
  ["row['A'] +", 'not a CEL expression'],
  ['', 'not a CEL expression'],
  ["row['A'] = 'b'", 'not a CEL expression'],
  [`'${'x'.repeat(10_000)}'`, '10000'],
  ["['a'].map(row, row)[0]", 'row'],
])('`parseMapping()` refuses the expression %s', (expression, word) => {
  expect(problemsOf(mappingText({ title: { expression } }))).toEqual([expect.stringContaining(word)]);
  expect(problemsOf(mappingText({ title: { expression } }))).toEqual([expect.stringMatching(/^attributes\.title\b/)]);
});

test.each([
  ["row['A'] === 'b'", 'at character 10: found = but expecting end of input'],
  ["'a' +\n'b' 'c'", 'at line 2, character 5: found '],
  ['"a', 'at character 1: found ", which cannot be there'],
])('`parseMapping()` says where the expression %s is wrong, in one short sentence', (expression, message) => {
  expect(problemsOf(mappingText({ title: { expression } }))).toEqual([
    expect.stringContaining(`not a CEL expression: ${message}`),
  ]);
});

test('`parseMapping()` reports every problem of an expression', () => {
  const problems = problemsOf(mappingText({ title: { expression: "foo(row['A']) + bar + row['A'].baz()" } }));
  expect(problems.map((problem) => problem.match(/foo|bar|baz/)?.[0]).toSorted()).toEqual(['bar', 'baz', 'foo']);
});

test.each([
  "row.all(a, row.all(b, row[a] != row[b])) ? 'a' : 'b'",
  "row.exists(a, row.exists(b, a == b)) ? 'a' : 'b'",
  'row.map(a, row.map(b, row[a] + row[b]).join()).join()',
  'row.filter(a, row.exists_one(b, a == b)).join()',
  'row.map(a, a + a).map(a, a + a).join()',
  "[[1]].all(a, a.all(b, b == 1)) ? 'a' : 'b'",
  "[row['A']].map(a, 'x' in [a].map(b, b + b) ? a : '').join()",
])('`parseMapping()` refuses nested comprehensions: %s', (expression) => {
  expect(problemsOf(mappingText({ title: { expression } })).join()).toMatch(/nested comprehensions/);
});

test('`parseMapping()` allows comprehensions one after another', () => {
  const expression = "row.exists(k, row[k] == 'x') && row.all(k, row[k] != 'y') ? row.map(k, row[k]).join() : ''";
  expect(() => parsed({ title: { expression } })).not.toThrow();
});

test.each<[behaviour: string, expression: string, text: string, value: unknown]>([
  ['a pattern that backtracks', "row['A'].matches('^(a+)+$') ? 'a' : 'b'", `${'a'.repeat(30_000)}!`, 'b'],
  ['a pattern in the field', "'x'.matches(row['A']) ? 'a' : 'b'", '(((x*)*)*)*y', 'b'],
  ['a pattern that is none', "'x'.matches(row['A']) ? 'a' : 'b'", '(', rejected],
  ['replace that grows', `'x'${".replace('x', 'xxxxxxxxxxxxxxxxxxxx')".repeat(20)}`, '', rejected],
  ['replace of nothing that grows', `'x'${".replace('', 'xxxxxxxxxxxxxxxxxxxx')".repeat(20)}`, '', rejected],
  ['join that grows', "row['A'].split('').join(row['A'])", 'x'.repeat(30_000), rejected],
])('`compileMapping()` does not hang on %s', (_, expression, A, value) => {
  expect(titleOf({ expression }, { A })).toEqual(value);
});

test('`today` is the date of the mapping', () => {
  expect(titleOf({ expression: 'today' }, row, { timeZone: 'Europe/Zurich' })).toMatch(/^20\d\d-\d\d-\d\d$/);
});
