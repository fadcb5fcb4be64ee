import { createFinder, normalizeId, personKey } from '../../../../lib/ingestion/people/person';

test.each([
  ['W100', 'w100'],
  [' 100 ', '100'],
  ['100\u200b', '100'],
  ['\ufeff100', '100'],
  ['1\u00ad0\u206000', '1000'],
  ['A\u00a0100', 'a100'],
  ['E\u0301va', '\u00e9va'],
  ['\u00c9VA', '\u00e9va'],
])('`personKey()` of %j is that of %j', (id, same) => {
  expect(personKey(id, 'key')).toBe(personKey(same, 'key'));
  expect(normalizeId(id)).toBe(normalizeId(same));
});

test.each([
  ['100', '0100'],
  ['a b', 'ab'],
  ['e', '\u00e9'],
])('`personKey()` tells %j from %j', (one, other) => {
  expect(personKey(one, 'key')).not.toBe(personKey(other, 'key'));
});

test('`createFinder()` finds each of many people, and nobody else', () => {
  for (const count of [0, 1, 2, 5, 1000, 30_000]) {
    const people = Array.from({ length: count }, (_, index) => personKey(`w${index}`, 'key'));
    const keys = BigUint64Array.from(people).sort();
    const find = createFinder(keys);
    expect(people.every((person) => keys[find(person)] === person)).toBe(true);
    for (let index = 0; index < 1000; index++) expect(find(personKey(`x${index}`, 'key'))).toBe(-1);
    for (const person of [0n, 2n ** 62n - 1n, 2n ** 64n - 1n]) expect(find(person)).toBe(-1);
  }
});
