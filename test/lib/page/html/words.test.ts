import { toMarkup } from '../../../../lib/page/html/html';
import { capitalized, counted, field, grouped, listed, people, shortened, time } from '../../../../lib/page/html/words';

test.each([
  [0, '0 records', '0 people'],
  [1, '1 record', '1 person'],
  [2, '2 records', '2 people'],
  [1000, '1,000 records', '1,000 people'],
  [1234567, '1,234,567 records', '1,234,567 people'],
])('`counted()` says %d in the right number', (count, records, persons) => {
  expect([counted(count, 'record'), people(count), grouped(count)]).toEqual([records, persons, records.split(' ')[0]]);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('`writeRecordList()` joins %j', (parts, text) => {
  expect(listed(parts)).toBe(text);
});

test.each([
  ['no record', 'No record'],
  ['externalId is empty', 'externalId is empty'],
  ['attributes.active: wrong', 'attributes.active: wrong'],
  ['', ''],
])('`capitalized()` begins %j as a sentence, but spells no name anew', (text, expected) => {
  expect(capitalized(text)).toBe(expected);
});

test('`shortened()` says how long a text is that it cuts, and cuts no character in two', () => {
  expect(shortened('short', 5)).toBe('short');
  expect(shortened('x'.repeat(2000), 3)).toBe('xxx… (2,000 characters)');
  expect(shortened('😀'.repeat(9), 4)).toBe('😀😀😀😀… (18 characters)');
  expect(shortened('😀😀', 3)).toBe('😀😀');
});

test('`field()` isolates the direction of what it holds', () => {
  expect(toMarkup(field('שרה <b>'))).toBe('<bdi>שרה &lt;b&gt;</bdi>');
});

test('`time()` speaks in UTC, and shows as it is what is no time', () => {
  expect(toMarkup(time('2026-11-23T10:04:07+02:00'))).toMatch(
    /datetime="2026-11-23T08:04:07\.000Z">23 November 2026 at 08:04 UTC</,
  );
  expect(toMarkup(time('"><script>'))).toBe('<bdi>&quot;&gt;&lt;script&gt;</bdi>');
  expect(toMarkup(time(null))).toBe('no');
});
