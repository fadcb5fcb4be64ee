import { blocks, record } from './blocks';
import { leafOf, refusalOf, valuesOf } from './imported';

test.each(blocks)('the mapping of %s gives %j', (script, value) => {
  expect(valuesOf([script], record)).toEqual([value]);
});

test.each<[script: string, leaf: unknown]>([
  ["{ 'work' }", { value: 'work' }],
  ['{ "work" }', { value: 'work' }],
  ["{ ('work') }", { value: 'work' }],
  ['{ $true }', { value: true }],
  ['{ $null }', { value: null }],
  ['{ 5; }', { value: 5 }],
  ['{ $_.A }', 'A'],
  ["{ $_.A -eq 'x' }", { column: 'A', equals: 'x', empty: false }],
  ["{ ('x' -eq ($_.A)) }", { column: 'A', equals: 'x', empty: false }],
  ["{ $_.A -eq ' x' }", { expression: "row['A'].matches('(?i)^ x$')" }],
  ["{ $_.A -eq '' }", { expression: "row['A'] == ''" }],
])('%s becomes %j', (script, leaf) => {
  expect(leafOf(script)).toEqual(leaf);
});

test.each<[script: string, word: string]>([
  ["{ $_.A\n -eq 'x' }", '-eq'],
  ["{ 'a', 'b' -eq $_.A }", 'array'],
  ["{ $_.A -eq 'a', 'b' }", 'array'],
  ['{ -not $_.A + "x" }', '+'],
  ['{ $_.A - 5 }', 'operator -'],
  ['{ $_.A -eq 5kb }', '5kb'],
  ['{ $_.A -eq 99999999999999999999 }', '99999999999999999999'],
  ['{ "$A" }', '$A'],
  [`{ "$\{A}" }`, '$A'],
  ['{ "$_" }', 'whole record'],
  [`{ $\{A} }`, '$A'],
  ['{ $_.A.B }', '.B'],
  ['{ $_.A.Constructor }', '.Constructor'],
  ['{ ([datetime]$_.A).Constructor }', '.Constructor'],
  ["{ $_.A.Replace('a', 'b', 'OrdinalIgnoreCase') }", '.Replace'],
  ["{ [string]::Equals($_.A, 'a', 'OrdinalIgnoreCase') }", 'arguments'],
  ["{ [regex]::IsMatch($_.A, 'a', 'IgnoreCase') }", 'arguments'],
  ['{ [convert]::ToInt32($_.A, 16) }', 'arguments'],
  ["{ [int]::Parse($_.A, 'HexNumber') }", 'arguments'],
  ['{ $_.A::B }', 'static'],
  ['{ $_.A(1) }', 'column'],
  ['{ $_ .A }', 'a dot'],
  ['{ $_ }', 'whole record'],
  ['{ $_.A; $_.B }', 'several outputs'],
  ["{ foreach ($x in 'a', 'b') { $x } }", 'several values'],
  ["{ $_.A -match '(?<=a)b' }", '(?<='],
  ["{ $_.A -match 'a(?!b)' }", '(?!b'],
  ["{ $_.A -replace $_.B, 'x' }", 'pattern'],
  ['{ $_.A -as [int] }', '-as [string]'],
  ['{ [guid]::NewGuid() }', 'guid'],
  ['{ New-Guid }', 'New-Guid'],
  ['{ $env:COMPUTERNAME }', 'env:COMPUTERNAME'],
  ['{ $_.A | Out-String }', 'pipeline'],
  ['{ Get-Date }', 'moment'],
  ['{ "$([datetime]$_.A)" }', 'culture'],
  ['{ $_."$($_.A)" }', 'column'],
  ['{ param($x) $x }', 'param'],
  ['{ if (5) { 1 } else { 2 } }', 'number'],
  ['{ if ($_.A = 1) { 1 } else { 2 } }', '='],
  ['{ if $_.A { 1 } }', '( is missing'],
  ['{ if ($_.A) { 1 } else }', '{ is missing'],
  ['{ $_.A > x }', 'redirection'],
  ['{ @($_.A) }', 'array'],
  ['{ 1..5 }', '1..5'],
])('%s is refused for %s', (script, word) => {
  expect(refusalOf(script)).toMatch(/^line [23]: /);
  expect(refusalOf(script)).toContain(word);
});
