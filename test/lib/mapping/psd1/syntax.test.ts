import { importMapping } from '../../../../lib/mapping/psd1/importMapping';
import { growthOf, linear } from '../../../support/growth';
import { thorough } from '../../../support/tiers';
import { attributesOf, problemsOf, psd1 } from './imported';

test.each<[what: string, text: string, line: number, word: string]>([
  ['a string that is never closed', "@{\n a = 'x\n\n}", 2, 'never closed'],
  ['a double-quoted string that is never closed', '@{\n a = "x\n}', 2, 'never closed'],
  ['a here-string that is never closed', "@{\n a = @'\nx'@\n}", 2, 'never closed'],
  ['a here-string that begins on its first line', "@{\n a = @'x\n'@\n}", 2, 'next line'],
  ['an apostrophe that ends the string to PowerShell', "@{\n a = 'O’Neil'\n}", 2, 'never closed'],
  ['an escape that PowerShell does not know', '@{\n a = { "`u{110000}" }\n}', 2, 'escapes'],
  ['a comment that is never closed', '@{\n<# x\n}', 2, 'never closed'],
  ['a hashtable that is never closed', "\n@{\n a = 'x'\n", 2, 'never closed'],
  ['a $( ) that is never closed', '@{\n a = { "$(\'x\'" }\n}', 2, 'never closed'],
  ['a bracket too many', "@{\n a = 'x'\n}\n}", 4, 'closes nothing'],
  ['the wrong bracket', "@{\n a = @( 'x' }\n)", 2, 'cannot close'],
  ['a missing =', "@{\n\n a 'x'\n}", 3, '= is missing'],
  ['a key that needs quotation marks', "@{\n first-name = 'x'\n}", 2, 'quotation marks'],
  ['a number as a key', "@{ 1 = 'x' }", 1, 'key'],
  ['a variable as a key', "@{ $x = 'x' }", 1, 'key'],
  ['something after the hashtable', "@{ a = 'x' }\n@{ b = 'y' }", 2, 'hashtable'],
  ['an empty file', '', 1, 'hashtable'],
  ['a JSON file', '{ "a": "b" }', 1, 'hashtable'],
  ['too many brackets', `@{ a = ${'('.repeat(200)}'x'${')'.repeat(200)} }`, 1, 'brackets'],
  ['too many strings in one another', `@{ a = { ${'"$('.repeat(200)}'x'${')"'.repeat(200)} } }`, 1, 'brackets'],
])('`importMapping()` ends at %s, with its line', (_, text, line, word) => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^line ${line}: `));
  expect(problems[0]).toContain(word);
});

const inner = "externalId = 'Id'; active = { $true }; title = 'A'";

test.each([
  ['an assignment', `$mapping = @{ ${inner} }`],
  ['[ordered]', `[ordered]@{ ${inner} }`],
  ['return', `return @{ ${inner} }`],
  ['text before and after', `# why\nWrite-Host 'x'\n@{ ${inner} }\nexit`],
  ['names in another letter case', "@{ EXTERNALID = 'Id'; Active = { $true }; Title = 'A' }"],
])('`importMapping()` reads a hashtable with %s', (_, text) => {
  expect(attributesOf(text)).toEqual({ externalId: 'Id', active: { value: true }, title: 'A' });
});

test('`importMapping()` hints at a word that is read as a column, and at what a missing active needs', () => {
  const { notes } = importMapping(
    Buffer.from(psd1("phoneNumbers = @( [ordered]@{ value = 'Phone'; type = 'work' } )")),
    'people',
  );
  expect(notes).toEqual([{ path: 'line 2', message: expect.stringContaining("write { 'work' }") }]);
  expect(problemsOf("@{ externalId = 'Id' }")).toEqual([
    expect.stringContaining("active = { $_.Status -eq 'Active' }"),
  ]);
});

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

test.each<[encoding: string, bytes: Buffer]>([
  ['UTF-8', Buffer.from(psd1("title = 'Prénom'"))],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${psd1("title = 'Prénom'")}`)],
  ['UTF-16LE', utf16(psd1("title = 'Prénom'"))],
  ['UTF-16BE', utf16(psd1("title = 'Prénom'")).swap16()],
  ['CRLF', Buffer.from(psd1("title = 'Prénom'").replaceAll('\n', '\r\n'))],
  ['CR', Buffer.from(psd1("title = 'Prénom'").replaceAll('\n', '\r'))],
])('`importMapping()` reads %s', (_, bytes) => {
  expect(attributesOf(bytes).title).toBe('Prénom');
});

test.each(['\r\n', '\n', '\r'])('`importMapping()` counts lines that end with %j', (lineBreak) => {
  const text = psd1('<# a', 'b #>', "title = 'a", "b'", 'locale = $x', 'userName = @(', '$y )');
  const problems = problemsOf(text.replaceAll('\n', lineBreak));
  expect(problems).toEqual([expect.stringMatching(/^line 6: .*\$x/), expect.stringMatching(/^line 8: .*\$y/)]);
});

test('`importMapping()` counts the lines in and after here-strings, empty ones too', () => {
  const text = psd1('title = { @"', 'a', '$x', '"@ }', "locale = { @'", "'@ + $y }", 'timezone = { $z }');
  expect(problemsOf(text)).toEqual([
    expect.stringMatching(/^line 4: .*\$x/),
    expect.stringMatching(/^line 7: .*\$y/),
    expect.stringMatching(/^line 8: .*\$z/),
  ]);
});

test('`importMapping()` refuses windows-1252, with the line', () => {
  expect(problemsOf(Buffer.from(psd1('', "title = 'Prénom'"), 'latin1'))).toEqual([
    expect.stringMatching(/^line 3: not UTF-8/),
  ]);
});

const longTexts: [what: string, text: (length: number) => string][] = [
  ['a large file', (length) => `@{ ${' '.repeat(4 * length)} }`],
  ['a long chain of +', (length) => psd1(`title = { ${"'a' + ".repeat(length / 10)}'a' }`)],
  ['a long chain of -not', (length) => psd1(`title = { ${'-not '.repeat(length / 10)}$true }`)],
  [
    'a long chain of elseif',
    (length) => psd1(`title = { if ($_.A) { 'a' } ${"elseif ($_.A) { 'a' } ".repeat(length / 20)} }`),
  ],
  ['many things put into a string', (length) => psd1(`title = { "${"$('a')".repeat(length / 10)}" }`)],
];

test.each(longTexts)('`importMapping()` refuses %s with one problem', (_, text) => {
  expect(problemsOf(text(500_000))).toHaveLength(1);
});

thorough.each(longTexts)('`importMapping()` takes time in proportion to %s', (_, text) => {
  expect(growthOf((length) => void problemsOf(text(length)), 50_000)).toBeLessThan(linear);
});

test('`importMapping()` reads 30 levels of -in in strings in one another, in which exponential work would never end', () => {
  expect(problemsOf(psd1(`title = { ${inOneAnother(30)} }`))).toHaveLength(0);
});

function inOneAnother(depth: number): string {
  return depth === 0 ? '$_.A' : `"$(${inOneAnother(depth - 1)} -in $_.B, $_.C)"`;
}
