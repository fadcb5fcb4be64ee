import { Columns } from '../../../../lib/mapping/compile/columns';
import { growthOf, linear } from '../../../support/growth';
import { thorough } from '../../../support/tiers';

const letters = [...'abcdefghijklmnop'];
const spelling = (number: number): string =>
  letters.map((letter, bit) => ((number >> bit) & 1 ? letter.toUpperCase() : letter)).join('');

test('`Columns` finds exact names alone in a header of 65,536 spellings of one name', () => {
  const header = Array.from({ length: 2 ** letters.length }, (_, number) => spelling(number));
  const columns = new Columns(header);
  expect([columns.find(spelling(4711)), columns.find(` ${spelling(4711)}`)]).toEqual([4711, undefined]);
});

thorough('`Columns` takes time in proportion to the spellings of one name', () => {
  const header = Array.from({ length: 2 ** letters.length }, (_, number) => spelling(number));
  expect(growthOf((count) => void new Columns(header.slice(0, count)), 8192)).toBeLessThan(linear);
});
