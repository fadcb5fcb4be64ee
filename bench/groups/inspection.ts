import { statSync } from 'node:fs';
import { hrFile } from '../files';
import type { Sizes } from '../options';
import { storeFile } from '../peopleStore';
import { medianOf, type Race, race, ratiosOf } from '../race';
import { atMost, type Row, whole } from '../row';
import { type Measurement, run } from '../run';
import { type Spread, spreadOf } from '../spread';

const contestants = ['csvParse', 'inspection', 'selection'] as const;
type Results = Race<(typeof contestants)[number]> & { storeBytes: number };

/** Bytes that each person may cost, on disk and in memory. */
const aPerson = 64;

/** Inspection beside csv-parse alone, and what the comparison with the people store adds to it. */
export async function inspectionRows({ inspected: [least, most], rounds }: Sizes, folder: string): Promise<Row[]> {
  const [small, large] = [await inspected(least, rounds, folder), await inspected(most, rounds, folder)];
  return [...rowsOf(most, large), ...memoryRows([least, most], small, large)];
}

async function inspected(records: number, rounds: number, folder: string): Promise<Results> {
  const file = hrFile(records, folder);
  await run('prepareStore', [file]);
  return { ...(await race(contestants, [file], rounds)), storeBytes: statSync(storeFile(file)).size };
}

function rowsOf(records: number, { csvParse, inspection, selection, storeBytes }: Results): Row[] {
  const describe = (runs: readonly Measurement[]): string =>
    `${medianOf(runs, 'seconds').toFixed(1)} s, ${whole(medianOf(runs, 'megabytes'))} MB`;
  const added = addedBy(selection, inspection, csvParse);
  const bytes = storeBytes / records;
  return [
    {
      what: `inspection, ${whole(records)} records`,
      measured: describe(inspection),
      beside: `csv-parse alone: ${describe(csvParse)}`,
      ratio: ratiosOf(inspection, csvParse),
    },
    {
      what: `comparison with the people store, 1 % changed, ${whole(records)} records: what it adds to inspection`,
      measured: `${describe(selection)} with inspection`,
      beside: `csv-parse alone: ${describe(csvParse)}`,
      ratio: added,
      ...atMost(0.75, added),
    },
    {
      what: 'people store: bytes a person',
      measured: bytes.toFixed(1),
      beside: 'a mapping of 20 attributes or so',
      target: `≤ ${aPerson}`,
      met: bytes <= aPerson,
    },
  ];
}

/** What one takes more than the other, in parts of a third. */
const addedBy = (one: readonly Measurement[], other: readonly Measurement[], whole: readonly Measurement[]): Spread =>
  spreadOf(
    one.map(
      ({ seconds }, round) => (seconds - (other[round]?.seconds ?? Number.NaN)) / (whole[round]?.seconds ?? Number.NaN),
    ),
  );

function memoryRows([least, most]: readonly [number, number], small: Results, large: Results): Row[] {
  const allowed = (most * aPerson) / 2 ** 20;
  return (['inspection', 'selection'] as const).map((name) => {
    const ratio = withoutPeople(large[name], small[name], allowed);
    const [measured, beside] = [medianOf(large[name], 'megabytes'), medianOf(small[name], 'megabytes')];
    const bytes = ((measured - beside) * 2 ** 20) / (most - least);
    return {
      what: `${names[name]}, ${whole(most)} records: peak memory without ${aPerson} bytes a person`,
      measured: `${whole(measured)} MB, of which ${whole(allowed)} MB are allowed; ${whole(bytes)} bytes more a person`,
      beside: `${whole(least)} records: ${whole(beside)} MB`,
      ratio,
      ...(name === 'inspection' && atMost(1.2, ratio)),
    };
  });
}

const names = { inspection: 'inspection', selection: 'comparison with the people store' };

const withoutPeople = (large: readonly Measurement[], small: readonly Measurement[], allowed: number): Spread =>
  spreadOf(large.map(({ megabytes }, round) => (megabytes - allowed) / (small[round]?.megabytes ?? Number.NaN)));
