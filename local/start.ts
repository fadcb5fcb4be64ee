import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCycleTable } from '../cli/output/logTables';
import { exitCode } from '../cli/output/report';
import { createCycleCounter } from '../lib/cycles/statistics';
import { parseLogEntry } from '../lib/graph/logs/logEntry';
import type { Report } from '../lib/ingestion/reports/report';
import { isComplete, needsDecision } from '../lib/ingestion/states';
import { createCommand, reportFailure } from './command';
import type { Entra } from './entra/server';
import { dropFile } from './files/dropFile';
import { findHrFiles, type HrFile } from './files/hrFiles';
import { type NewestCycle, writePage } from './files/writePage';
import { watchNpm } from './npmParent';
import { completeMappings, type LocalFeeds, loadLocalFeeds } from './stack/feeds';
import { readFaultPlan } from './stack/readFaultPlan';
import { root, type Stack, startStack } from './stack/stack';
import { countPeople, describeNextStep, formatJsonLine, formatLabelled, formatResult, type People } from './startLines';

interface StartOptions {
  verbose?: true;
  json?: true;
}

/**
 * `npm start [-- [FEED=]FILE.csv]`: uploads HR files to a local stack, lets the functions ingest
 * them and the simulated Entra provision them, prints the result and writes a page about each file.
 * @returns the worst exit code of the files
 */
async function start(args: readonly string[], { verbose, json }: StartOptions): Promise<number> {
  const print = json ? console.error : console.log; // with --json, standard output contains only the results
  const local = await loadLocalFeeds(process.env.MAPPINGS || join(root, 'mappings'), process.env);
  const files = await findFiles(args, local);
  const faults = readFaultPlan(print);
  await useCompleteMappings(local);
  const stack = await startStack({
    ...faults,
    settings: local.settings,
    jobs: local.feeds.flatMap(({ job }) => job ?? []),
    log: (level, message) => {
      if (verbose) print(`  ${level === 'error' ? '!' : '·'} ${message}`);
    },
  });
  if (!json) print(formatLabelled('Started', describeStart(stack)));
  let code: number = exitCode.done;
  for (const file of files) {
    const { report, lines, people } = await takeFile(file, { stack, local, print, verbose: verbose === true });
    for (const line of json ? [formatJsonLine(file, report, people)] : lines) console.log(line);
    if (args.length === 0 && report.state !== 'accepted') console.error(sampleNote);
    code = Math.max(code, toExitCode(report));
  }
  await stack.host.stop();
  await stack.end();
  return code;
}

const sampleNote =
  'No file was named, so this was the sample file, samples/employees.csv. The mapping files may no longer match it. To use your own file: npm start -- FILE.csv, or npm start -- FEED=FILE.csv';

/** Finds the given files, or the sample. @throws MappingError with the problems of all of them */
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

const describeStart = ({ host, entra, ownsStorage }: Stack): string =>
  [ownsStorage && 'Azurite', entra && 'a simulated Entra', `the functions ${host.functionNames.join(', ')}`]
    .filter(Boolean)
    .join(', ');

/** Uses copies of incomplete mapping files, which are deleted when this process ends. */
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
  /** The result as text. */
  lines: string[];
}

/** Takes a file from the inbox to its page. */
async function takeFile(file: HrFile, { stack, local, print, verbose }: TakeOptions): Promise<TakenFile> {
  const report = await dropFile(file, stack, {
    onWaiting: ({ reasons }) => print(formatLabelled('Waiting', reasons.map(({ message }) => message).join('; '))),
    onUploading: showUploading,
  });
  if (process.stderr.isTTY) process.stderr.write(clearLine);
  const { entra } = stack;
  const job = local.feeds.find(({ mapping }) => mapping.feed === file.feed)?.job;
  const cycle = entra && job ? await runCycle(job.jobId, entra, stack) : noCycle;
  if (verbose) for (const statistics of cycle.cycles) print(`\n${formatCycleTable(statistics)}`);
  const people = entra && job ? countPeople(job, entra.tenant) : null;
  const nextStep = describeNextStep(report, stack.ownsStorage);
  const written = await writePage(report, cycle, { connectionString: stack.connectionString, nextStep });
  return { report, people, lines: formatResult(file, { report, cycle, people, nextStep, written }) };
}

const clearLine = '\r\u001b[K';

/** Shows on a terminal how far an upload has come. Its line is overwritten. */
function showUploading({ requests }: Report): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(
    `${clearLine}${formatLabelled('Uploading', `${requests.accepted} of ${requests.total} requests`)}`,
  );
}

const noCycle: NewestCycle = { cycles: [], entries: [] };

/**
 * Runs a cycle of the simulated Entra (the real one takes 20 to 40 minutes), and the timer that
 * summarizes it.
 */
async function runCycle(jobId: string, entra: Entra, { host }: Stack): Promise<NewestCycle> {
  if (entra.runCycles() === 0) return noCycle;
  await host.run('summarizeCycles');
  return newestCycle(jobId, entra);
}

/** Finds the job's newest cycle and its log entries. */
function newestCycle(jobId: string, { tenant }: Entra): NewestCycle {
  const log = tenant.log.map((entry) => parseLogEntry(entry)).filter((entry) => entry.jobId === jobId);
  const count = createCycleCounter(jobId);
  count.add(log);
  const cycles = count
    .cycles()
    .map(({ statistics }) => statistics)
    .slice(-1);
  return { cycles, entries: log.filter(({ cycleId }) => cycleId === cycles[0]?.cycleId) };
}

function toExitCode(report: Report): number {
  if (isComplete(report)) return exitCode.done;
  if (needsDecision(report)) return exitCode.held;
  return report.state === 'failed' ? exitCode.unreachable : exitCode.wrongFile;
}

createCommand('npm start', 'Takes HR files through a local stack to a simulated Entra, and writes a page about each.')
  .usage('-- [options] [[FEED=]FILE.csv ...]')
  .argument('[files...]', '[FEED=]FILE.csv; the default feed is employees (default: the sample file)')
  .option('--verbose', 'print events and logs')
  .option('--json', 'print one line of JSON for each file: { file, state, reasons, records, people }')
  .action(async (args: string[], options: StartOptions) => process.exit(await start(args, options)))
  .parseAsync()
  .catch((error: unknown) => process.exit(reportFailure(error)));
