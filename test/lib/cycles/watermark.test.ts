import { createCycleCounter } from '../../../lib/cycles/statistics';
import {
  advanceWatermark,
  emptyWatermark,
  findCycleUpdates,
  findEarlierStart,
  type LogReading,
  reserveRevisions,
  type Watermark,
} from '../../../lib/cycles/watermark';
import { entry, jobId } from './entries';

const now = Date.parse('2026-11-20T12:00:00Z');
const minute = 60_000;
const ago = (minutes: number): number => now - minutes * minute;

/** A cycle with that many entries, from one time to another (minutes ago). */
type Cycle = readonly [cycleId: string, entries: number, started: number, ended: number];

function readingOf(cycles: readonly Cycle[], through = now, complete = true): LogReading {
  const count = createCycleCounter(jobId);
  for (const [cycleId, entries, started, ended] of cycles)
    count.add(
      Array.from({ length: entries }, (_, index) =>
        entry({
          id: `${cycleId}-${index}`,
          cycleId,
          activityDateTime: new Date(index === 0 ? ago(started) : ago(ended)).toISOString(),
        }),
      ),
    );
  return { cycles: count.cycles(), through, complete };
}

/** Does one run: what it sends, and the next watermark. */
function run(watermark: Watermark, reading: LogReading): { told: string[]; next: Watermark } {
  const updates = findCycleUpdates(reading, watermark);
  const told = updates.map(
    ({ statistics, entries, revision, final }) =>
      `${statistics.cycleId} ${entries} r${revision}${final ? ' final' : ''}`,
  );
  return { told, next: advanceWatermark(watermark, reading, updates) };
}

test('the first run tells every cycle', () => {
  const { told, next } = run(
    emptyWatermark,
    readingOf([
      ['a', 3, 100, 90],
      ['b', 2, 10, 5],
    ]),
  );
  expect(told).toEqual(['a 3 r1 final', 'b 2 r1']);
  expect(next.from).toBe(ago(120)); // so late an entry may come, to any cycle
});

test.each<[string, number, string[]]>([
  ['29 minutes and 59 seconds', 29.99, ['a 2 r1']],
  ['30 minutes', 30, ['a 2 r1 final']],
])('a cycle that was quiet for %s', (_, quiet, expected) => {
  expect(run(emptyWatermark, readingOf([['a', 2, 50, quiet]])).told).toEqual(expected);
});

test('a run that reads nothing new tells nothing', () => {
  const reading = readingOf([
    ['a', 3, 100, 90],
    ['b', 2, 10, 5],
  ]);
  expect(run(run(emptyWatermark, reading).next, reading).told).toEqual([]);
});

test('a cycle is told again when it grew, and when it became final', () => {
  const first = run(emptyWatermark, readingOf([['a', 2, 40, 20]]));
  const second = run(first.next, readingOf([['a', 3, 40, 15]]));
  const third = run(second.next, { ...readingOf([['a', 3, 40, 15]]), through: now + 20 * minute });
  expect([first.told, second.told, third.told]).toEqual([['a 2 r1'], ['a 3 r2'], ['a 3 r3 final']]);
});

test.each<[string, readonly Cycle[], number]>([
  ['where entries may still come, when all cycles are long over', [['a', 2, 300, 290]], 120],
  [
    'at a cycle that may still grow',
    [
      ['a', 2, 300, 290],
      ['b', 2, 200, 10],
    ],
    200,
  ],
  [
    'at a final cycle that may get entries late',
    [
      ['a', 2, 300, 119],
      ['b', 2, 20, 10],
    ],
    300,
  ],
  ['where entries may still come, when there is no cycle', [], 120],
  ['where entries may still come, when the only cycle vanished before it was final', [['a', 2, 5000, 5000]], 120],
])('the next run begins %s', (_, cycles, minutes) => {
  expect(run(emptyWatermark, readingOf(cycles)).next.from).toBe(ago(minutes));
});

test('an entry that comes after its cycle was left behind sends the reading back to its start', () => {
  const { next } = run(
    emptyWatermark,
    readingOf([
      ['a', 3, 300, 290],
      ['b', 2, 200, 190],
    ]),
  );
  const late = readingOf([['a', 1, 100, 100]]);
  expect(findEarlierStart(next, late.cycles, next.from ?? 0)).toBe(ago(300));
  const whole = readingOf([
    ['a', 4, 300, 100],
    ['b', 2, 200, 190],
  ]);
  expect(findEarlierStart(next, whole.cycles, ago(300))).toBeUndefined();
  expect(run(next, whole).told).toEqual(['a 4 r2 final']);
});

test('revisions that a run took and may have told are not taken again', () => {
  const updates = findCycleUpdates(readingOf([['a', 2, 40, 35]]), emptyWatermark);
  const reserved = reserveRevisions(emptyWatermark, updates);
  expect(reserved.from).toBeUndefined(); // the watermark itself has not moved
  const { told, next } = run(reserved, readingOf([['a', 3, 40, 35]]));
  expect(told).toEqual(['a 3 r2 final']);
  expect(next.reserved).toEqual({});
});

test('a reading that had to stop tells what is final before its end, and the next begins at what it left', () => {
  const stopped = readingOf(
    [
      ['a', 5, 900, 880],
      ['b', 5, 800, 780],
      ['c', 5, 700, 690],
    ],
    ago(690),
    false,
  );
  const { told, next } = run(emptyWatermark, stopped);
  expect(told).toEqual(['a 5 r1 final', 'b 5 r1 final']);
  expect(next.from).toBeLessThanOrEqual(ago(700));
});

test('cycles are forgotten after three days, unless they are not final', () => {
  const days = 24 * 60;
  const { next } = run(
    emptyWatermark,
    readingOf([
      ['a', 2, 4 * days, 4 * days],
      ['b', 2, 2 * days, 2 * days],
    ]),
  );
  expect(next.cycles.map(({ cycleId }) => cycleId)).toEqual(['b']);
});

test('a revision that may have been told stays taken until its cycle is told again, whatever other runs tell', () => {
  const { next: first } = run(emptyWatermark, readingOf([['a', 2, 10, 5]]));
  const grown = readingOf([['a', 3, 10, 4]]);
  const died = reserveRevisions(first, findCycleUpdates(grown, first));
  // the reading was stopped before the cycle could be sent
  const { told, next } = run(died, readingOf([['a', 3, 10, 4]], ago(4), false));
  expect(told).toEqual([]);
  expect(run(next, grown).told).toEqual(['a 3 r3']);
  // equal to what was sent before the run that died
  expect(run(next, readingOf([['a', 2, 10, 5]])).told).toEqual(['a 2 r3']);
});
