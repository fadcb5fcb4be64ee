import { Columns } from '../../../lib/mapping/columns';

const letters = [...'abcdefghijklmnop'];
const spelling = (number: number): string =>
  letters.map((letter, bit) => ((number >> bit) & 1 ? letter.toUpperCase() : letter)).join('');

test('`Columns` takes a header of 65,536 spellings of one name in no time, and finds exact ones alone', () => {
  const header = Array.from({ length: 2 ** letters.length }, (_, number) => spelling(number));
  const start = performance.now();
  const columns = new Columns(header);
  expect([columns.find(spelling(4711)), columns.find(` ${spelling(4711)}`)]).toEqual([4711, undefined]);
  expect(performance.now() - start).toBeLessThan(2_000);
});
