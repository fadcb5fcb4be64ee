import type { ContestantName } from './contestant';
import { type Measurement, run } from './run';
import { type Spread, spreadOf } from './spread';

export type Race<Name extends ContestantName> = Record<Name, Measurement[]>;

/** Lets contestants take turns, so many rounds, each alone on one core. */
export async function race<Name extends ContestantName>(
  names: readonly Name[],
  parameters: readonly (string | number)[],
  rounds: number,
): Promise<Race<Name>> {
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Race<Name>;
  for (let round = 0; round < rounds; round++)
    for (const name of names) results[name].push(await run(name, parameters));
  return results;
}

type Quantity = 'seconds' | 'megabytes';

export const medianOf = (runs: readonly Measurement[], quantity: Quantity): number =>
  spreadOf(runs.map((measurement) => measurement[quantity])).median;

/** How many times as much one takes as the other, round by round. */
export const ratiosOf = (
  one: readonly Measurement[],
  other: readonly Measurement[],
  quantity: Quantity = 'seconds',
): Spread =>
  spreadOf(one.map((measurement, round) => measurement[quantity] / (other[round]?.[quantity] ?? Number.NaN)));
