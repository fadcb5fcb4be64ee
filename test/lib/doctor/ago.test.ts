import { formatAge } from '../../../lib/doctor/ago';

const minute = 60_000;

test.each([
  [-minute, 'just now'],
  [minute - 1, 'just now'],
  [minute, '1 minute ago'],
  [59 * minute, '59 minutes ago'],
  [60 * minute, '1 hour ago'],
  [47 * 60 * minute, '47 hours ago'],
  [48 * 60 * minute, '2 days ago'],
])('`formatAge()` of %i is %s', (milliseconds, words) => {
  expect(formatAge(milliseconds)).toBe(words);
});
