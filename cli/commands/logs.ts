import { type Command, InvalidArgumentError } from 'commander';
import { type ChangeRecord, groupByChange } from '../../lib/cycles/changeRecords';
import { readLastCycles } from '../../lib/cycles/history';
import type { LogEntry } from '../../lib/graph/logs/logEntry';
import { logReadLimit } from '../../lib/graph/logs/provisioningLogs';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { readSettings } from '../../lib/settings';
import { connectGraph, type JobOptions, jobIdsOf, jobOf, withJobOptions } from '../connect/job';
import type { Context } from '../context/context';
import { printableJson } from '../context/printable';
import { cycleTable, recordDetails, recordTable } from '../output/logTables';
import { exitCode } from '../output/report';

interface LogsOptions extends JobOptions {
  mapping?: string;
  cycles?: number;
  sourceId?: string;
  name?: string;
  json?: true;
}

/** `logs`: what Entra did with the people, cycle by cycle or one by one. */
export function addLogs(program: Command, context: Context): void {
  const command = program
    .command('logs')
    .description('what Microsoft Entra did: its last cycles, or what became of one person')
    .option('--mapping <file>', 'mapping file; its provisioning job is taken unless another is named')
    .option('--cycles <number>', 'the newest cycles: 1 when not given, or all when a person is asked for', numberOf)
    .option('--source-id <externalId>', 'the person with this externalId')
    .option('--name <text>', 'people with this in their display name, ignoring case')
    .option('--json', 'as JSON');
  withJobOptions(command, "the mapping's").action(async (options: LogsOptions) =>
    context.end(await logs(options, context)),
  );
}

async function logs(options: LogsOptions, context: Context): Promise<number> {
  const { sourceId, name, json } = options;
  const mapping = options.mapping === undefined ? undefined : (await loadMapping(options.mapping)).mapping;
  const ids = jobIdsOf(mapping, options, context.environment);
  const graph = connectGraph(readSettings(context.environment), options, {
    context,
    limit: logReadLimit,
    permissions: ['ProvisioningLog.Read.All', 'Synchronization.Read.All'],
  });
  const { jobId } = await jobOf(graph, ids.servicePrincipalId, ids.jobId);
  const ofPeople = sourceId !== undefined || name !== undefined;
  const entries: LogEntry[] = [];
  const cycles = await readLastCycles(graph, {
    cycles: options.cycles ?? (ofPeople ? undefined : 1),
    // a person may be in few of the last cycles: which those are, only the whole log tells
    query: { jobId, ...(options.cycles === undefined && { sourceId }) },
    onEntries: (page) => {
      if (ofPeople || !json) entries.push(...page.filter(mayBeOf(sourceId, name)));
    },
  });
  const statistics = cycles.map((cycle) => cycle.statistics);
  if (json && !ofPeople) {
    context.print(printableJson(statistics));
    return exitCode.done;
  }
  const wanted = new Set(statistics.map(({ cycleId }) => cycleId));
  const records = groupByChange(entries.filter(({ cycleId }) => wanted.has(cycleId))).filter(isNamed(name));
  if (json) context.print(printableJson(records));
  else if (ofPeople) printPeople(records, context);
  else if (statistics.length === 0)
    context.print('Entra has logged no cycle of this job yet: its log lags 5 to 10 minutes.');
  for (const cycle of json || ofPeople ? [] : statistics) {
    context.print(cycleTable(cycle));
    context.print(recordTable(records.filter(({ cycleId }) => cycleId === cycle.cycleId)));
  }
  return exitCode.done;
}

function printPeople(records: readonly ChangeRecord[], context: Context): void {
  if (records.length === 0)
    context.print('Entra has logged nothing about such a person: its log lags 5 to 10 minutes.');
  for (const record of records) context.print(recordDetails(record));
}

function isNamed(name: string | undefined): (named: { displayName: string }) => boolean {
  const wanted = name?.toLowerCase() ?? '';
  return ({ displayName }) => displayName.toLowerCase().includes(wanted);
}

/** What is to be kept of a log that may be long: another entry of the same change may name the person. */
const mayBeOf =
  (sourceId: string | undefined, name: string | undefined) =>
  (entry: LogEntry): boolean =>
    (sourceId === undefined || entry.sourceId === sourceId) && (entry.displayName === '' || isNamed(name)(entry));

function numberOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('must be a whole number, 1 or more.');
  return Number(text);
}
