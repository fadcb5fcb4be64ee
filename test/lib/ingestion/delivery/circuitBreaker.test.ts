import type { Progress } from '../../../../lib/ingestion/checkpoint';
import { chooseProbe, countAnswer, noAnswers } from '../../../../lib/ingestion/delivery/circuitBreaker';

const count = (answers: string, limit?: number) =>
  [...answers].reduce((state, answer) => countAnswer(state, answer === 'x', limit), noAnswers);

test.each([
  ['', false, 0],
  ['xx', false, 0],
  ['xxx', true, 0],
  ['xx.xx', false, 1],
  ['x.x.x.x', false, 3],
  ['..xxx', true, 2],
  ['xxx.', true, 1], // it was in flight: a late success resumes nothing
])('countAnswer() of %p (x: 5xx) is open: %p, served: %i', (answers, open, served) => {
  expect(count(answers)).toMatchObject({ open, served });
});

test('countAnswer() opens at the first 5xx of a probe', () => {
  expect(count('x', 1).open).toBe(true);
});

const at = (settled: number, ahead: number[] = []): Progress => ({
  settled,
  accepted: settled,
  acceptedRecords: 50 * settled,
  refused: [],
  ahead: ahead.map((index) => ({ index, records: 50, refused: [] })),
});

const probesOf = (from: Progress, total: number, count: number) =>
  Array.from({ length: count }, (_, probes) => chooseProbe(from, { probes, total }));

test('chooseProbe() takes another of the next 40 requests each time', () => {
  const probes = probesOf(at(10), 1000, 41);
  expect(new Set(probes.slice(0, 40)).size).toBe(40);
  expect([probes[0], probes[39], probes[40]]).toEqual([10, 49, 10]);
});

test('chooseProbe() leaves out what was settled ahead', () => {
  expect(probesOf(at(0, [1, 2]), 5, 4)).toEqual([0, 3, 4, 'proof of service']);
});

test('chooseProbe() asks for a proof of service when the last requests of the plan may be at fault', () => {
  expect(probesOf(at(10), 12, 4)).toEqual([10, 11, 'proof of service', 10]);
});
