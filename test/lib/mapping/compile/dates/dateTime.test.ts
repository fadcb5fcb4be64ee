import { checkDatePattern, createDateTimeParser, isTimeZone } from '../../../../../lib/mapping/compile/dates/dateTime';
import { mappingText, problemsOf } from '../../mapped';

test.each<[pattern: string | undefined, zone: string | undefined, text: string, iso: string | undefined]>([
  [undefined, undefined, '2021-05-01', '2021-05-01T00:00:00+00:00'],
  [undefined, 'UTC', '2021-05-01', '2021-05-01T00:00:00+00:00'],
  [undefined, 'America/Chicago', '2021-05-01', '2021-05-01T00:00:00-05:00'],
  [undefined, 'America/Chicago', '2021-01-01', '2021-01-01T00:00:00-06:00'],
  [undefined, 'Asia/Kathmandu', '2021-05-01', '2021-05-01T00:00:00+05:45'],
  ['dd.MM.yyyy', 'Europe/Zurich', '01.07.2021', '2021-07-01T00:00:00+02:00'],
  ['M/d/yyyy', undefined, '5/1/2021', '2021-05-01T00:00:00+00:00'],
  ['M/d/yyyy', undefined, '12/31/2021', '2021-12-31T00:00:00+00:00'],
  ['yyyyMMdd', undefined, '20210501', '2021-05-01T00:00:00+00:00'],
  ['d MMM yyyy', undefined, '1 May 2021', '2021-05-01T00:00:00+00:00'],
  ['d MMMM yyyy', undefined, '1 March 2021', '2021-03-01T00:00:00+00:00'],
  ['EEEE, d MMMM yyyy', undefined, 'Saturday, 1 May 2021', '2021-05-01T00:00:00+00:00'],
  ['yyyy-MM-dd HH:mm:ss', 'Europe/London', '2021-07-01 13:14:15', '2021-07-01T13:14:15+01:00'],
  ["yyyy-MM-dd'T'HH:mm", undefined, '2021-07-01T13:14', '2021-07-01T13:14:00+00:00'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSS", undefined, '2021-07-01T13:14:15.250', '2021-07-01T13:14:15.250+00:00'],
  ['M/d/yyyy h:mm a', undefined, '5/1/2021 12:05 AM', '2021-05-01T00:05:00+00:00'],
  ['M/d/yyyy h:mm a', undefined, '5/1/2021 1:05 PM', '2021-05-01T13:05:00+00:00'],
  ["yyyy-MM-dd HH 'o''clock'", undefined, "2021-05-01 09 o'clock", '2021-05-01T09:00:00+00:00'],
  ["''yyyy-MM-dd", undefined, "'2021-05-01", '2021-05-01T00:00:00+00:00'],
  ["yyyy-MM-dd'T'HH:mm:ssXXX", undefined, '2021-05-01T09:00:00-05:00', '2021-05-01T09:00:00-05:00'],
  ["yyyy-MM-dd'T'HH:mm:ssXXX", 'Asia/Tokyo', '2021-05-01T09:00:00Z', '2021-05-01T09:00:00+00:00'],
  ["yyyy-MM-dd'T'HH:mm:ssXX", undefined, '2021-05-01T09:00:00-0530', '2021-05-01T09:00:00-05:30'],
  ["yyyy-MM-dd'T'HH:mm:ssXX", undefined, '2021-05-01T09:00:00Z', '2021-05-01T09:00:00+00:00'],
  [undefined, undefined, '2021-02-30', undefined],
  [undefined, undefined, '2023-02-29', undefined],
  [undefined, undefined, '2024-02-29', '2024-02-29T00:00:00+00:00'],
  [undefined, undefined, '2021-13-01', undefined],
  [undefined, undefined, '01.05.2021', undefined],
  [undefined, undefined, '2021-05-01 12:00', undefined],
  [undefined, undefined, '2021-05-01x', undefined],
  [undefined, undefined, '21-05-01', undefined],
  [undefined, undefined, 'soon', undefined],
  ['dd.MM.yyyy', undefined, '01-05-2021', undefined],
  ['dd.MM.yyyy', undefined, '01x05x2021', undefined],
])('`createDateTimeParser(%j, %j)` reads %j as %j', (pattern, zone, text, iso) => {
  expect(createDateTimeParser(pattern, zone)(text)).toBe(iso);
});

const clock = 'yyyy-MM-dd HH:mm';

test.each([
  ['Europe/London', '2021-03-28 00:59', '2021-03-28T00:59:00+00:00'],
  ['Europe/London', '2021-03-28 01:00', '2021-03-28T02:00:00+01:00'],
  ['Europe/London', '2021-03-28 01:30', '2021-03-28T02:00:00+01:00'],
  ['Europe/London', '2021-03-28 02:00', '2021-03-28T02:00:00+01:00'],
  ['America/Chicago', '2021-03-14 02:59', '2021-03-14T03:00:00-05:00'],
  ['America/Sao_Paulo', '2018-11-04 00:00', '2018-11-04T01:00:00-02:00'],
  ['Africa/Cairo', '2023-04-28 00:30', '2023-04-28T01:00:00+03:00'],
  ['Australia/Lord_Howe', '2021-10-03 02:10', '2021-10-03T02:30:00+11:00'],
  ['Pacific/Apia', '2011-12-30 12:00', '2011-12-31T00:00:00+14:00'],
])('`createDateTimeParser()` moves a local time in a gap of %s to the first that exists: %s', (zone, text, iso) => {
  expect(createDateTimeParser(clock, zone)(text)).toBe(iso);
});

test.each([
  ['Europe/London', '2021-10-31 00:59', '2021-10-31T00:59:00+01:00'],
  ['Europe/London', '2021-10-31 01:00', '2021-10-31T01:00:00+01:00'],
  ['Europe/London', '2021-10-31 01:59', '2021-10-31T01:59:00+01:00'],
  ['Europe/London', '2021-10-31 02:00', '2021-10-31T02:00:00+00:00'],
  ['America/Chicago', '2021-11-07 01:30', '2021-11-07T01:30:00-05:00'],
  ['Australia/Lord_Howe', '2021-04-04 01:45', '2021-04-04T01:45:00+11:00'],
  ['America/Sao_Paulo', '2018-02-17 23:30', '2018-02-17T23:30:00-02:00'],
])('`createDateTimeParser()` takes the earlier of two equal local times of %s: %s', (zone, text, iso) => {
  expect(createDateTimeParser(clock, zone)(text)).toBe(iso);
});

test.each(['yyyy-MM-dd', 'd.M.yy', "d 'de' MMMM yyyy", 'uuuu-MM-dd', 'yyyy-DDD', 'hh:mm a d/M/yyyy'])(
  '`checkDatePattern()` finds none in %j',
  (pattern) => {
    expect(checkDatePattern(pattern)).toBeUndefined();
  },
);

test.each([
  ['YYYY-MM-DD', 'YYYY'],
  ['yyyy-mm-QQ', 'QQ'],
  ['dd.MM', 'year'],
  ["'yyyy'", 'year'],
  ['', 'year'],
])('`checkDatePattern()` tells what is wrong with %j', (pattern, word) => {
  expect(checkDatePattern(pattern)).toContain(word);
});

test.each(['UTC', 'Europe/Zurich', 'America/Argentina/Buenos_Aires'])('`isTimeZone()` knows %s', (zone) => {
  expect(isTimeZone(zone)).toBe(true);
});

test.each(['', 'Mars/Phobos', 'GMT+25', '+05:00', 'local', 'W. Europe Standard Time'])(
  '`isTimeZone()` refuses %j, which is no IANA zone',
  (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  },
);

test('`parseMapping()` reports a wrong pattern and a wrong zone at once', () => {
  const title = { column: 'A', type: 'dateTime', format: 'YYYY', timeZone: 'Mars/Phobos' };
  expect(problemsOf(mappingText({ title })).toSorted()).toEqual([
    expect.stringMatching(/^attributes\.title\.format: .*YYYY/),
    expect.stringMatching(/^attributes\.title\.timeZone: .*IANA/),
  ]);
});
