import { hrFile } from '../files';
import type { Sizes } from '../options';
import { medianOf, type Race, race, ratiosOf } from '../race';
import { atMost, type Row, whole } from '../row';
import { type Measurement, run } from '../run';
import { type Spread, spreadOf } from '../spread';

const contestants = ['csvParse', 'inspection', 'selection'] as const;
type Results = Race<(typeof contestants)[number]>;

/** Bytes that each person may cost. */
const aPerson = 32;

/** Inspection beside csv-parse alone, and the choice of whom to send beside inspection. */
export async function inspectionRows({ inspected: [least, most], rounds }: Sizes, folder: string): Promise<Row[]> {
  const [small, large] = [await inspected(least, rounds, folder), await inspected(most, rounds, folder)];
  return [...rowsOf(most, large), ...memoryRows([least, most], small, large)];
}

async function inspected(records: number, rounds: number, folder: string): Promise<Results> {
  const file = hrFile(records, folder);
  await run('baselines', [file]);
  return race(contestants, [file], rounds);
}

function rowsOf(records: number, { csvParse, inspection, selection }: Results): Row[] {
  const told = (runs: readonly Measurement[]): string =>
    `${medianOf(runs, 'seconds').toFixed(1)} s, ${whole(medianOf(runs, 'megabytes'))} MB`;
  const ofInspection = ratiosOf(selection, inspection);
  return [
    {
      what: `inspection beside a baseline, ${whole(records)} records`,
      measured: told(inspection),
      beside: `csv-parse alone: ${told(csvParse)}`,
      ratio: ratiosOf(inspection, csvParse),
    },
    {
      what: `inspection that selects changes, ${whole(records)} records`,
      measured: told(selection),
      beside: `inspection: ${told(inspection)}`,
      ratio: ofInspection,
      ...atMost(1.5, ofInspection),
    },
  ];
}

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

const names = { inspection: 'inspection beside a baseline', selection: 'inspection that selects changes' };

const withoutPeople = (large: readonly Measurement[], small: readonly Measurement[], allowed: number): Spread =>
  spreadOf(large.map(({ megabytes }, round) => (megabytes - allowed) / (small[round]?.megabytes ?? Number.NaN)));
