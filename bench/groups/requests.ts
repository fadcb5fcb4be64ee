import { hrFile } from '../files';
import type { Sizes } from '../options';
import { medianOf, type Race, race, ratiosOf } from '../race';
import { atLeast, type Row, whole } from '../row';
import type { Measurement } from '../run';
import { checkSameBytes } from '../sameBytes';

const contestants = ['csvParse', 'requests', 'plain', 'generation'] as const;
type Results = Race<(typeof contestants)[number]>;

/** File → bulk requests, beside csv-parse alone and a plain implementation. */
export async function requestRows({ records: sizes, rounds }: Sizes, folder: string): Promise<Row[]> {
  await checkSameBytes(hrFile(sizes[0] ?? 0, folder));
  const results = new Map<number, Results>();
  for (const records of sizes) results.set(records, await race(contestants, [hrFile(records, folder)], rounds));
  const rows = [...results].flatMap(([records, result]) => rowsOf(records, result));
  return [...rows, ...memoryRows(results)];
}

function rowsOf(records: number, { csvParse, requests, plain, generation }: Results): Row[] {
  const describe = (runs: readonly Measurement[]): string =>
    `${whole(records / medianOf(runs, 'seconds'))} records/s, ${whole(medianOf(runs, 'megabytes'))} MB`;
  const measured = describe(requests);
  const [ofFloor, ofPlain] = [ratiosOf(csvParse, requests), ratiosOf(plain, requests)];
  const what = `file → requests, ${whole(records)} records`;
  return [
    { what, measured, beside: `csv-parse alone: ${describe(csvParse)}`, ratio: ofFloor, ...atLeast(0.45, ofFloor) },
    { what, measured, beside: `plain: ${describe(plain)}`, ratio: ofPlain, ...atLeast(1.4, ofPlain) },
    {
      what: `the command generate, ${whole(records)} records`,
      measured: describe(generation),
      beside: `csv-parse alone: ${describe(csvParse)}`,
      ratio: ratiosOf(csvParse, generation),
    },
  ];
}

/** Of a file of any size. */
const mostMegabytes = 130;

/** The largest file beside the smallest. */
function memoryRows(results: ReadonlyMap<number, Results>): Row[] {
  const [[least, small] = [], [most, large] = []] = [[...results][0], [...results].at(-1)];
  if (small === undefined || large === undefined || least === most) return [];
  const ratio = ratiosOf(large.requests, small.requests, 'megabytes');
  const peak = medianOf(large.requests, 'megabytes');
  return [
    {
      what: `file → requests, peak memory, ${whole(most ?? 0)} records`,
      measured: `${whole(peak)} MB`,
      beside: `${whole(least ?? 0)} records: ${whole(medianOf(small.requests, 'megabytes'))} MB`,
      ratio,
      target: `≤ ${mostMegabytes} MB`,
      met: peak <= mostMegabytes,
    },
  ];
}
