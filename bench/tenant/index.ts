import { writeFile } from 'node:fs/promises';
import { isBroken, type Measures, measuresOf, starvedAmong } from './measures';
import { plotOf } from './plot';
import { scenarios } from './scenarios';
import { simulate } from './simulate';
import { tableOf } from './table';

const plot = 'docs/tenant-year.svg';
const [week, year] = [7, 365];

/**
 * `node dist/bench/tenant/index.js [DAYS]`: the most feeds that a tenant may have, a year of daily
 * files, on the real ledger and locks. Prints a table and writes docs/tenant-year.svg (of a whole
 * year); ends with 1 when a limit was broken or a feed starved.
 */
async function main(): Promise<void> {
  const days = Number(process.argv[2] ?? year);
  if (!Number.isSafeInteger(days) || days < 1) throw new TypeError('usage: node dist/bench/tenant/index.js [DAYS]');
  const shown = scenarios.filter((scenario) => days > 2 * week || scenario.days === undefined); // first loads take so long
  const all = await Promise.all(
    shown.map(async (scenario) => {
      const measures = measuresOf(await simulate(scenario, Math.min(days, scenario.days ?? days)));
      console.log(tableOf(measures));
      return measures;
    }),
  );
  if (days >= year) await writeFile(plot, plotOf(all));
  const faults = all.flatMap(faultsOf);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

function faultsOf(measures: Measures): string[] {
  const { title } = measures.scenario;
  const starved = starvedAmong(measures).length;
  return [
    ...(isBroken(measures) ? [`LIMIT BROKEN: ${title}`] : []),
    ...(starved > 0 ? [`STARVED: ${title}, ${starved} feeds`] : []),
  ];
}

void main();
