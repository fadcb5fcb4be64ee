import { join } from 'node:path';
import { cycleTable } from '../cli/logTables';
import { createCount } from '../lib/cycles/statistics';
import { Csv2ScimError } from '../lib/errors';
import { logEntryOf } from '../lib/graph/logEntry';
import type { Report } from '../lib/ingestion/report';
import { dropFile } from './dropFile';
import { FaultPlanError } from './entra/faultText';
import type { Entra } from './entra/server';
import { plannedFaults } from './plannedFaults';
import { provisioningApps, type Stack, startStack } from './stack';
import { type NewestCycle, writePage } from './writePage';

/**
 * `npm start [-- [feed=]file.csv …]`: drops HR files into the inbox of a local stack, lets the real functions ingest them,
 * has the simulated Entra provision them in a cycle and the real timer summarise it, says what happened and where the
 * reports lie. Exit code 0 when every file was accepted (or says the same as the one before), 3 otherwise, 2 when ENTRA_FAULTS is wrong.
 */
async function main(files: readonly string[]): Promise<number> {
  const stack = await startStack({
    ...plannedFaults(),
    log: (level, message) => console.log(`  ${level === 'error' ? '!' : '·'} ${message}`),
  });
  try {
    console.log(
      `The local stack runs: Azurite, a simulated Entra, and the functions ${stack.host.functionNames.join(', ')}.`,
    );
    let code = 0;
    for (const file of files) {
      const report = await dropFile(file, stack.connectionString);
      if (report.state !== 'accepted' && report.state !== 'unchanged') code = 3;
      tellReport(report);
      const cycle = stack.entra === undefined ? noCycle : await runCycle(report, stack.entra, stack);
      const [page, ...others] = await writePage(report, cycle, stack.connectionString);
      console.log(`Page: ${page}`);
      for (const other of others) console.log(`      ${other}`);
    }
    return code;
  } finally {
    await stack.stop();
  }
}

const noCycle: NewestCycle = { cycles: [], entries: [] };

function tellReport({ state, feed, ingestionId, records, requests, reasons }: Report): void {
  const counts = `${records.valid} of ${records.read} records in ${requests.accepted} of ${requests.total} requests`;
  console.log(`${state}: ${records.read === 0 ? 'nothing was sent' : counts}`);
  for (const { code, message } of reasons) console.log(`  ${code}: ${message}`);
  if (records.rejected > 0)
    console.log(`  ${records.rejected} records were rejected: hr-reports/${feed}/${ingestionId}/rejected.csv`);
  if (records.duplicates > 0) console.log(`  ${records.duplicates} records repeat others`);
  console.log(`Report: hr-reports/${feed}/${ingestionId}/report.json`);
}

/** Lets the simulated Entra provision what it was sent, which takes the real one 20 to 40 minutes, and the timer look at it. */
async function runCycle({ feed }: Report, entra: Entra, { host }: Stack): Promise<NewestCycle> {
  if (entra.runCycles() === 0) return noCycle;
  console.log('\nThe simulated Entra ran a provisioning cycle:');
  await host.run('summarizeCycles');
  const newest = newestCycle(feed, entra);
  for (const cycle of newest.cycles) console.log(`\n${cycleTable(cycle)}`);
  const accounts = entra.tenant.jobs.flatMap((job) => [...job.accounts.values()]);
  const enabled = accounts.filter((account) => account.enabled).length;
  console.log(`Entra knows ${accounts.length} people, ${enabled} of them enabled`);
  return newest;
}

/** The feed's newest cycle, and what its log says of each person. */
function newestCycle(feed: string, { tenant }: Entra): NewestCycle {
  const { jobId } = Object.entries(provisioningApps).find(([name]) => name === feed)?.[1] ?? {};
  if (jobId === undefined) return noCycle;
  const log = tenant.log.map(logEntryOf).filter((entry) => entry.jobId === jobId);
  const count = createCount(jobId);
  count.add(log);
  const cycles = count
    .cycles()
    .map(({ statistics }) => statistics)
    .slice(-1);
  return { cycles, entries: log.filter(({ cycleId }) => cycleId === cycles[0]?.cycleId) };
}

const files = process.argv.slice(2);
main(files.length > 0 ? files : [join(__dirname, '..', '..', 'samples', 'employees.csv')]).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof FaultPlanError) process.exit(2);
    process.exit(error instanceof Csv2ScimError ? 3 : 5);
  },
);
