import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cycleTable } from '../cli/output/logTables';
import { exitCode } from '../cli/output/report';
import { createCycleCounter } from '../lib/cycles/statistics';
import { parseLogEntry } from '../lib/graph/logs/logEntry';
import type { Report } from '../lib/ingestion/reports/report';
import { createCommand, reportFailure } from './command';
import type { Entra } from './entra/server';
import { dropFile } from './files/dropFile';
import { findHrFiles, type HrFile } from './files/hrFiles';
import { type NewestCycle, writePage } from './files/writePage';
import { watchNpm } from './npmParent';
import { completeMappings, type LocalFeeds, loadLocalFeeds } from './stack/feeds';
import { plannedFaults } from './stack/readFaultPlan';
import { root, type Stack, startStack } from './stack/stack';
import { countPeople, jsonLine, labelled, nextStepOf, type People, resultLines } from './startLines';

interface StartOptions {
  verbose?: true;
  json?: true;
}

/**
 * `npm start [-- [feed=]file.csv …]`: drops HR files into the inbox of a local stack, lets the real functions ingest them,
 * has the simulated Entra provision them in a cycle and the real timer summarise it, says what happened and where the page
 * lies. Gives the worst exit code of the files.
 */
async function start(args: readonly string[], { verbose, json }: StartOptions): Promise<number> {
  const print = json ? console.error : console.log; // --json: standard output holds the results alone
  const local = await loadLocalFeeds(process.env.MAPPINGS || join(root, 'mappings'), process.env);
  const files = await findFiles(args, local);
  const faults = plannedFaults(print);
  await useCompleteMappings(local);
  const stack = await startStack({
    ...faults,
    settings: local.settings,
    jobs: local.feeds.flatMap(({ job }) => job ?? []),
    log: (level, message) => {
      if (verbose) print(`  ${level === 'error' ? '!' : '·'} ${message}`);
    },
  });
  if (!json) print(labelled('Started', startedOf(stack)));
  let code: number = exitCode.done;
  for (const file of files) {
    const { report, lines, people } = await takeFile(file, { stack, local, print, verbose: verbose === true });
    for (const line of json ? [jsonLine(file, report, people)] : lines) console.log(line);
    if (args.length === 0 && report.state !== 'accepted') console.error(sampleNote);
    code = Math.max(code, exitCodeOf(report));
  }
  await stack.host.stop();
  await stack.end();
  return code;
}

const sampleNote =
  'This was the sample file, samples/employees.csv: no file was named. The mapping files may no longer fit it. To use your own file: npm start -- FILE.csv, or npm start -- FEED=FILE.csv';

/** The named files, or the sample. @throws MappingError with the problems of all of them */
async function findFiles(args: readonly string[], { feeds }: LocalFeeds): Promise<HrFile[]> {
  const mappings = feeds.map(({ mapping }) => mapping);
  if (args.length > 0) return await findHrFiles(args, mappings);
  try {
    return await findHrFiles([join(root, 'samples', 'employees.csv')], mappings);
  } catch (error) {
    console.error(sampleNote);
    throw error;
  }
}

const startedOf = ({ host, entra, ownsStorage }: Stack): string =>
  [ownsStorage && 'Azurite', entra && 'a simulated Entra', `the functions ${host.functionNames.join(', ')}`]
    .filter(Boolean)
    .join(', ');

/** Copies of mapping files are gone when this process ends. */
async function useCompleteMappings(local: LocalFeeds): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'csv2scim-mappings-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  void watchNpm(() => process.exit(130));
  process.env.MAPPINGS = await completeMappings(local, copy);
}

interface TakeOptions {
  stack: Stack;
  local: LocalFeeds;
  print: (line: string) => void;
  verbose: boolean;
}

interface TakenFile {
  report: Report;
  people: People | null;
  /** What happened, for a person. */
  lines: string[];
}

/** Takes a file from the inbox to the page about it. */
async function takeFile(file: HrFile, { stack, local, print, verbose }: TakeOptions): Promise<TakenFile> {
  const report = await dropFile(file, stack, ({ reasons }) => {
    print(labelled('Waiting', reasons.map(({ message }) => message).join('; ')));
  });
  const { entra } = stack;
  const job = local.feeds.find(({ mapping }) => mapping.feed === file.feed)?.job;
  const cycle = entra && job ? await runCycle(job.jobId, entra, stack) : noCycle;
  if (verbose) for (const statistics of cycle.cycles) print(`\n${cycleTable(statistics)}`);
  const people = entra && job ? countPeople(job, entra.tenant) : null;
  const nextStep = nextStepOf(report, stack.ownsStorage);
  const written = await writePage(report, cycle, { connectionString: stack.connectionString, nextStep });
  return { report, people, lines: resultLines(file, { report, cycle, people, nextStep, written }) };
}

const noCycle: NewestCycle = { cycles: [], entries: [] };

/** Lets the simulated Entra provision what it was sent, which takes the real one 20 to 40 minutes, and the timer look at it. */
async function runCycle(jobId: string, entra: Entra, { host }: Stack): Promise<NewestCycle> {
  if (entra.runCycles() === 0) return noCycle;
  await host.run('summarizeCycles');
  return newestCycle(jobId, entra);
}

/** The job's newest cycle, and what its log says of each person. */
function newestCycle(jobId: string, { tenant }: Entra): NewestCycle {
  const log = tenant.log.map(parseLogEntry).filter((entry) => entry.jobId === jobId);
  const count = createCycleCounter(jobId);
  count.add(log);
  const cycles = count
    .cycles()
    .map(({ statistics }) => statistics)
    .slice(-1);
  return { cycles, entries: log.filter(({ cycleId }) => cycleId === cycles[0]?.cycleId) };
}

function exitCodeOf({ state }: Report): number {
  if (state === 'accepted' || state === 'unchanged') return exitCode.done;
  if (state === 'held') return exitCode.held;
  return state === 'failed' ? exitCode.unreachable : exitCode.wrongFile;
}

createCommand('npm start', 'Takes HR files through a local stack to a simulated Entra, and writes a page about each.')
  .usage('-- [options] [[FEED=]FILE.csv ...]')
  .argument('[files...]', '[FEED=]FILE.csv; the feed is employees unless it is named (default: the sample file)')
  .option('--verbose', 'print events and logs')
  .option('--json', 'print one line of JSON for each file: { file, state, reasons, records, people }')
  .action(async (args: string[], options: StartOptions) => process.exit(await start(args, options)))
  .parseAsync()
  .catch((error: unknown) => process.exit(reportFailure(error)));
