import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ChangeRecord, groupByChange } from '../../lib/cycles/changeRecords';
import { readLastCycles } from '../../lib/cycles/history';
import type { LogEntry } from '../../lib/graph/logs/logEntry';
import { logReadLimit } from '../../lib/graph/logs/provisioningLogs';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { readSettings } from '../../lib/settings';
import { addJobOptions, connectGraph, type JobOptions, readJobIds, resolveProvisioningJob } from '../connect/job';
import type { Context } from '../context/context';
import { stringifyPrintable } from '../context/printable';
import { formatCycleTable, formatRecordCsv, formatRecordDetails, formatRecordTable } from '../output/logTables';
import { exitCode } from '../output/report';

interface LogsOptions extends JobOptions {
  mapping?: string;
  cycles?: number;
  sourceId?: string;
  name?: string;
  failed?: true;
  changes?: true;
  raw?: true;
  json?: true;
  csv?: true;
}

/** `logs`: shows what Entra did, by cycle or by person. */
export function addLogs(program: Command, context: Context): void {
  const command = program
    .command('logs')
    .description('show what Microsoft Entra did in its last cycles, or with one person')
    .option('--mapping <file>', 'mapping file (its provisioning job is the default)')
    .option('--cycles <number>', 'number of newest cycles (default: 1, or all for a person)', parseCount)
    .option('--source-id <externalId>', 'the person with this externalId')
    .option('--name <text>', 'people whose display name contains this, ignoring case')
    .option('--failed', 'only changes that failed')
    .option('--changes', 'every change, with what it changed')
    .option('--raw', "every change, with Graph's own entries")
    .option('--json', 'as JSON')
    .addOption(new Option('--csv', 'changes as CSV').conflicts(['json', 'raw']));
  addJobOptions(command, "the mapping's").action(async (options: LogsOptions) =>
    context.end(await logs(options, context)),
  );
}

async function logs(options: LogsOptions, context: Context): Promise<number> {
  const { sourceId, name, failed, raw, json, csv } = options;
  const mapping = options.mapping === undefined ? undefined : (await loadMapping(options.mapping)).mapping;
  const ids = readJobIds(mapping, options, context.environment);
  const graph = connectGraph(readSettings(context.environment), options, {
    context,
    limit: logReadLimit,
    permissions: ['ProvisioningLog.Read.All', 'Synchronization.Read.All'],
  });
  const { jobId } = await resolveProvisioningJob(graph, ids, context);
  const ofPerson = sourceId !== undefined || name !== undefined;
  const ofChanges = ofPerson || (failed ?? options.changes ?? raw ?? csv ?? false);
  const entries: LogEntry[] = [];
  const cycles = await readLastCycles(graph, {
    cycles: options.cycles ?? (ofPerson ? undefined : 1),
    // a person may appear in few cycles, so the whole log is read
    query: { jobId, raw, ...(options.cycles === undefined && { sourceId }) },
    onEntries: (page) => {
      if (ofChanges || !json) entries.push(...page.filter(mayContain(sourceId, name)));
    },
  });
  const statistics = cycles.map((cycle) => cycle.statistics);
  if (json && !ofChanges) {
    context.print(stringifyPrintable(statistics));
    return exitCode.done;
  }
  const wanted = new Set(statistics.map(({ cycleId }) => cycleId));
  const records = groupByChange(entries.filter(({ cycleId }) => wanted.has(cycleId)))
    .filter(matchesPerson(name))
    .filter(({ statuses }) => !failed || statuses.includes('failure'));
  if (json) context.print(stringifyPrintable(records));
  else if (csv) context.print(formatRecordCsv(records));
  else if (ofChanges) printChanges(records, ofPerson ? ' about this person' : failed ? ' that failed' : '', context);
  else if (statistics.length === 0)
    context.print('Entra has logged no cycle of this job yet. Log entries appear after 5 to 10 minutes.');
  for (const cycle of json || ofChanges ? [] : statistics) {
    context.print(formatCycleTable(cycle));
    const own = records.filter(({ cycleId }) => cycleId === cycle.cycleId);
    context.print(formatRecordTable(own, context.stdout.columns));
  }
  return exitCode.done;
}

function printChanges(records: readonly ChangeRecord[], which: string, context: Context): void {
  if (records.length === 0)
    context.print(`Entra has logged nothing${which}. Log entries appear after 5 to 10 minutes.`);
  for (const { entries, ...record } of records) {
    context.print(formatRecordDetails(record));
    if (entries !== undefined) context.print(stringifyPrintable(entries));
  }
}

function matchesPerson(name: string | undefined): (named: { displayName: string }) => boolean {
  const wanted = name?.toLowerCase() ?? '';
  return ({ displayName }) => displayName.toLowerCase().includes(wanted);
}

/**
 * Selects the entries to keep of a long log. Another entry of the same change may name the person.
 */
const mayContain =
  (sourceId: string | undefined, name: string | undefined) =>
  (entry: LogEntry): boolean =>
    (sourceId === undefined || entry.sourceId === sourceId) && (entry.displayName === '' || matchesPerson(name)(entry));

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('must be a whole number, 1 or more.');
  return Number(text);
}
