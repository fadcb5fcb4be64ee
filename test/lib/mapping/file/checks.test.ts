import { mappingText, problemsOf, unknownUrn } from '../mapped';

const nested = (levels: number, open: string, close: string): string =>
  mappingText({ [unknownUrn]: { a: '@' } }).replace('"@"', `${open.repeat(levels)}"Id"${close.repeat(levels)}`);

test.each([
  ['objects', '{"a":', '}'],
  ['lists', '[', ']'],
])('`parseMapping()` refuses %s nested without end in one sentence', (_, open, close) => {
  expect(problemsOf(nested(90, open, close))).toEqual([]);
  for (const levels of [101, 5_000, 100_000])
    expect(problemsOf(nested(levels, open, close))).toEqual(['is nested more than 100 levels deep']);
});
