import { toMarkup } from '../../../../lib/page/html/html';
import {
  capitalize,
  formatNumber,
  formatPeople,
  formatQuantity,
  joinWords,
  renderField,
  renderTime,
  shorten,
} from '../../../../lib/page/html/words';

test.each([
  [0, '0 records', '0 people'],
  [1, '1 record', '1 person'],
  [2, '2 records', '2 people'],
  [1000, '1,000 records', '1,000 people'],
  [1234567, '1,234,567 records', '1,234,567 people'],
])('`formatQuantity()` says %d in the right number', (count, records, persons) => {
  expect([formatQuantity(count, 'record'), formatPeople(count), formatNumber(count)]).toEqual([
    records,
    persons,
    records.split(' ')[0],
  ]);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('`writeRecordList()` joins %j', (parts, text) => {
  expect(joinWords(parts)).toBe(text);
});

test.each([
  ['no record', 'No record'],
  ['externalId is empty', 'externalId is empty'],
  ['attributes.active: wrong', 'attributes.active: wrong'],
  ['', ''],
])('`capitalize()` begins %j as a sentence, but spells no name anew', (text, expected) => {
  expect(capitalize(text)).toBe(expected);
});

test('`shorten()` says how long a text is that it cuts, and cuts no character in two', () => {
  expect(shorten('short', 5)).toBe('short');
  expect(shorten('x'.repeat(2000), 3)).toBe('xxx… (2,000 characters)');
  expect(shorten('😀'.repeat(9), 4)).toBe('😀😀😀😀… (18 characters)');
  expect(shorten('😀😀', 3)).toBe('😀😀');
});

test('`renderField()` isolates the direction of what it holds', () => {
  expect(toMarkup(renderField('שרה <b>'))).toBe('<bdi>שרה &lt;b&gt;</bdi>');
});

test('`renderTime()` speaks in UTC, and shows as it is what is no time', () => {
  expect(toMarkup(renderTime('2026-11-23T10:04:07+02:00'))).toMatch(
    /datetime="2026-11-23T08:04:07\.000Z">23 November 2026 at 08:04 UTC</,
  );
  expect(toMarkup(renderTime('"><script>'))).toBe('<bdi>&quot;&gt;&lt;script&gt;</bdi>');
  expect(toMarkup(renderTime(null))).toBe('no');
});
