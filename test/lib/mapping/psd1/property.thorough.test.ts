import fc from 'fast-check';
import { valuesOf } from './imported';

/** A PowerShell expression and its value for a record, as a second, independent implementation. */
interface Piece<T> {
  source: string;
  value(record: Record<string, string>): T;
}

const columns = ['A', 'B', 'First Name', "O'Neil"];
const characters = fc.constantFrom(
  'a',
  'A',
  'b',
  'é',
  'É',
  'k',
  '.',
  '\\',
  'E',
  'Q',
  '(',
  '|',
  '$',
  "'",
  '"',
  '5',
  '`',
);
const text = fc.array(characters, { maxLength: 3 }).map((parts) => parts.join(''));
const field = fc.oneof(text, fc.constantFrom('', 'a', 'A'));

const single = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const double = (value: string): string => value.replace(/["$`]/g, (character) => `\`${character}`);
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const literal = text.map((value): Piece<string> => ({ source: single(value), value: () => value }));
const column = fc
  .constantFrom(...columns)
  .map((name): Piece<string> => ({ source: `$_.${single(name)}`, value: (record) => record[name] ?? '' }));

type Made<T> = fc.Arbitrary<Piece<T>>;

const piece = <T>(source: string, value: Piece<T>['value']): Piece<T> => ({ source, value });

/** Texts, made of others up to a depth. */
function words(depth: number): Made<string> {
  if (depth === 0) return fc.oneof(column, literal);
  const inner = words(depth - 1);
  return fc.oneof(
    inner,
    fc
      .tuple(inner, inner)
      .map(([left, right]) =>
        piece(`(${left.source} + ${right.source})`, (record) => left.value(record) + right.value(record)),
      ),
    fc
      .tuple(text, inner, text)
      .map(([before, { source, value }, after]) =>
        piece(`"${double(before)}$(${source})${double(after)}"`, (record) => before + value(record) + after),
      ),
    fc
      .tuple(condition(depth - 1), inner, inner)
      .map(([when, then, otherwise]) =>
        piece(`$(if (${when.source}) { ${then.source} } else { ${otherwise.source} })`, (record) =>
          (when.value(record) ? then : otherwise).value(record),
        ),
      ),
  );
}

/** What is true or false, without -and and -or but in parentheses. */
function comparison(depth: number): Made<boolean> {
  const inner = words(depth);
  const items = fc.array(fc.oneof(literal, column), { minLength: 1, maxLength: 3 });
  const flat: Made<boolean>[] = [
    fc
      .tuple(inner, fc.constantFrom('-eq', '-ne'), inner)
      .map(([left, operator, right]) =>
        piece(
          `${left.source} ${operator} ${right.source}`,
          (record) => same(left.value(record), right.value(record)) === (operator === '-eq'),
        ),
      ),
    fc
      .tuple(inner, items)
      .map(([left, others]) =>
        piece(`${left.source} -in ${others.map(({ source }) => source).join(', ')}`, (record) =>
          others.some((other) => same(other.value(record), left.value(record))),
        ),
      ),
    inner.map(({ source, value }) => piece(source, (record) => value(record) !== '')),
    inner.map(({ source, value }) => piece(`-not ${source}`, (record) => value(record) === '')),
  ];
  if (depth === 0) return fc.oneof(...flat);
  const nested = condition(depth - 1);
  return fc.oneof(
    ...flat,
    nested.map(({ source, value }) => piece(`-not (${source})`, (record) => !value(record))),
    nested.map(({ source, value }) => piece(`(${source})`, value)),
  );
}

/** Some of these with -and and -or between them, which PowerShell takes from left to right. */
function condition(depth: number): Made<boolean> {
  const others = fc.array(fc.tuple(fc.constantFrom('-and', '-or'), comparison(depth)), { maxLength: 3 });
  return fc
    .tuple(comparison(depth), others)
    .map(([first, more]) =>
      piece([first.source, ...more.map(([operator, { source }]) => `${operator} ${source}`)].join(' '), (record) =>
        more.reduce(
          (left, [operator, { value }]) => (operator === '-and' ? left && value(record) : left || value(record)),
          first.value(record),
        ),
      ),
    );
}

const record = fc
  .tuple(...columns.map(() => field))
  .map((fields) => Object.fromEntries(columns.map((name, index) => [name, fields[index] ?? ''])));

test('a mapping gives what PowerShell gives, whatever script blocks are made of', () => {
  fc.assert(
    fc.property(condition(2), words(2), fc.array(record, { minLength: 1, maxLength: 3 }), (truth, phrase, records) => {
      fc.pre(truth.source.length < 1500 && phrase.source.length < 1500); // longer ones are refused
      const scripts = [`{ if (${truth.source}) { 'yes' } else { 'no' } }`, `{ 'x' + ${phrase.source} }`];
      for (const each of records)
        expect(valuesOf(scripts, each)).toEqual([truth.value(each) ? 'yes' : 'no', `x${phrase.value(each)}`]);
    }),
    { numRuns: 300 },
  );
});
