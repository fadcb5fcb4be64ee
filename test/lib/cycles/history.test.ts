import { readLastCycles } from '../../../lib/cycles/history';
import type { CycleStatistics } from '../../../lib/cycles/statistics';
import { entryOf, timeAt } from '../../support/logEntries';
import { type GraphServer, testClient } from '../graph/client/graphServer';
import { startLogServer } from '../graph/logs/logServer';

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const minute = 60_000;
const hour = 60 * minute;

/** Six cycles, two hours apart, each of ten entries, two minutes apart; newest first. */
const newestFirst = Array.from({ length: 60 }, (_, index) => {
  const cycle = Math.floor(index / 10);
  return entryOf({
    at: cycle * 2 * hour + (index % 10) * 2 * minute,
    cycleId: `c${cycle}`,
    sourceId: `w${index % 10}`,
  });
}).reverse();
const shuffled = newestFirst.map((_, index) => newestFirst[(index * 37) % 60] ?? entryOf());
const orders = { 'newest first': newestFirst, 'oldest first': newestFirst.toReversed(), 'no order': shuffled };

async function read(entries: readonly unknown[], pageSize: number, cycles?: number): Promise<CycleStatistics[]> {
  server = await startLogServer(entries, { pageSize });
  const counted = await readLastCycles(testClient(server.origin), { cycles, query: { jobId: 'job-1' } });
  await server.stop();
  return counted.map(({ statistics }) => statistics);
}

const cases = Object.entries(orders).flatMap(([order, entries]) =>
  // pages so small that no disorder shows on them are none that Graph gives
  [...(order === 'no order' ? [] : [1]), 7, 10, 60, 1000].flatMap((pageSize) =>
    [1, 2, 6, 7, undefined].map((cycles) => ({ order, entries, pageSize, cycles })),
  ),
);
test.each(cases)('readLastCycles() gives the newest $cycles of 6, in $order, in pages of $pageSize', async (given) => {
  const found = await read(given.entries, given.pageSize, given.cycles);
  expect(found.map(({ cycleId }) => cycleId)).toEqual(['c5', 'c4', 'c3', 'c2', 'c1', 'c0'].slice(0, given.cycles));
  for (const { changes, users, actions } of found)
    expect([changes, users, actions.create.success]).toEqual([10, 10, 10]);
});

test.each([
  [1, 'newest first', 3],
  [2, 'newest first', 5],
  [6, 'newest first', 12],
  [undefined, 'newest first', 12],
  [1, 'oldest first', 12],
  [1, 'no order', 12],
] as const)('readLastCycles() of %p cycles, in %s, reads %i pages of 12', async (cycles, order, pages) => {
  await read(orders[order], 5, cycles);
  expect(server?.calls()).toBeLessThanOrEqual(pages);
  // without an order, any page can hold an entry of the newest cycle
  if (order !== 'newest first') expect(server?.calls()).toBe(pages);
});

test('readLastCycles() counts a cycle to its end though others reach into it', async () => {
  const at = (cycleId: string, ...minutes: number[]) => minutes.map((time) => entryOf({ at: time * minute, cycleId }));
  const entries = [...at('old', 0, 10, 45), ...at('new', 40, 50, 60), ...at('newest', 58, 70)];
  entries.sort((a, b) => Date.parse(b.activityDateTime) - Date.parse(a.activityDateTime));
  const found = await read(entries, 1, 2);
  expect(found.map(({ cycleId, actions }) => [cycleId, actions.create.success])).toEqual([
    ['newest', 2],
    ['new', 3],
  ]);
  expect(found[0]).toMatchObject({ startDateTime: timeAt(58 * minute), endDateTime: timeAt(70 * minute) });
});

test('readLastCycles() counts an entry once that two pages hold', async () => {
  const entries = newestFirst.flatMap((entry) => [entry, entry]);
  const [newest] = await read(entries, 3, 1);
  expect(newest?.actions.create.success).toBe(10);
});

test('readLastCycles() takes entries without cycle, time or anything', async () => {
  const odd = [
    null,
    {},
    { id: 'x', activityDateTime: null },
    { ...entryOf({ cycleId: 'c5' }), activityDateTime: null },
  ];
  const found = await read([...odd, ...newestFirst], 3, 2);
  expect(found.map(({ cycleId }) => cycleId)).toEqual(['c5', 'c4']);
  expect(found[0]).toMatchObject({ startDateTime: timeAt(10 * hour), changes: 11 });
});

test('readLastCycles() gives none of an empty log', async () => {
  expect(await read([], 10, 3)).toEqual([]);
});
