import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { describeReadError, SettingsError } from '../../lib/errors';
import { systemClock } from '../../lib/graph/clock';
import { burstLimit } from '../../lib/graph/limits/rateLimiter';
import type { Storage } from '../../lib/ingestion/storage/connect';
import type { Mapping } from '../../lib/mapping/file/parse';
import { loadMappings } from '../../lib/mapping/loadMappings';
import { readSettings } from '../../lib/settings';
import type { Status, StatusOptions } from '../../lib/status/status';
import { authModes, type SignInOptions } from '../connect/credentials';
import { connectHrStorage } from '../connect/hrStorage';
import { addSignInOptions, connectGraph } from '../connect/job';
import type { Context } from '../context/context';
import { replaceControlCharacters, stringifyPrintable } from '../context/printable';
import { exitCode, reportError } from '../output/report';
import { formatStatus } from '../output/status';

interface Options extends SignInOptions {
  feed?: string;
  watch?: true;
  json?: true;
}

/** How often `--watch` looks again, in milliseconds. */
const betweenLooks = 5000;

/** `status`: shows each feed's newest file, what is held or waits, the quota and the job. */
export function addStatus(program: Command, context: Context): void {
  const command = program
    .command('status')
    .description("show each feed's newest file, held and waiting files with the command that decides, quota and job")
    .option('--feed <name>', 'one feed (default: all)')
    .option('--watch', 'show it again every five seconds, until Ctrl+C')
    .option('--json', 'as JSON');
  addSignInOptions(command, authModes).action(async (options: Options) => context.end(await status(options, context)));
}

async function status(options: Options, context: Context): Promise<number> {
  const settings = readSettings(context.environment);
  const storage = await connectHrStorage(context.environment);
  const mappings = await loadKnownMappings(context);
  const feeds = await listFeeds(options.feed, mappings, storage);
  const graph = connectGraph(
    settings,
    { auth: 'azure-cli', ...options },
    {
      context,
      ways: authModes,
      limit: burstLimit(settings.callsPer5Seconds),
      permissions: ['Synchronization.Read.All'],
    },
  );
  const { callsPerDay } = settings;
  for (let isFirst = true; ; isFirst = false) {
    const now = systemClock.now();
    const found = await look({ feeds, mappings, storage, callsPerDay, now, graph }, context).catch((error: unknown) => {
      if (isFirst) throw error;
      reportError(error, context); // the next look may succeed
    });
    if (found !== undefined) show({ found, now }, options, context);
    if (!options.watch) return found?.feeds.some(({ held }) => held.length > 0) ? exitCode.held : exitCode.done;
    await sleep(betweenLooks);
  }
}

function show({ found, now }: { found: Status; now: number }, options: Options, context: Context): void {
  if (options.json) {
    context.print(stringifyPrintable(found));
    return;
  }
  if (options.watch) beginScreen(now, context);
  for (const line of formatStatus(found)) context.print(replaceControlCharacters(line));
}

/** Says when the status was read. On a terminal it takes the place of the one before. */
function beginScreen(now: number, { stdout, print }: Context): void {
  if (stdout.isTTY) stdout.write('\u001b[H\u001b[2J');
  print(`${new Date(now).toISOString()}, again every ${betweenLooks / 1000} seconds until Ctrl+C`);
}

/** A job whose state cannot be read is no reason to show nothing. */
async function look(options: StatusOptions, context: Context): Promise<Status> {
  const { readStatus } = await import('../../lib/status/status');
  try {
    return await readStatus(options);
  } catch (error) {
    if (!(error instanceof Error) || !['GraphError', 'CredentialUnavailableError'].includes(error.name)) throw error;
    context.report(`note: the state of the provisioning jobs is not known: ${error.message}`);
    return await readStatus({ ...options, graph: undefined });
  }
}

/** The mapping files of this machine; none, and a note, where there is no folder of them. */
async function loadKnownMappings(context: Context): Promise<Mapping[]> {
  const { mappings: folder } = readSettings(context.environment);
  return await loadMappings(folder, context.environment).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    context.report(`note: ${folder}: ${describeReadError(error)} (MAPPINGS), so only feeds with reports are shown`);
    return [];
  });
}

/** The feeds of the mapping files, and those that have reports. */
async function listFeeds(feed: string | undefined, mappings: readonly Mapping[], storage: Storage): Promise<string[]> {
  const found = new Set(mappings.map((mapping) => mapping.feed));
  for await (const { kind, name } of storage.reports.listBlobsByHierarchy('/'))
    if (kind === 'prefix') found.add(name.slice(0, -1));
  if (feed === undefined) return [...found].sort();
  if (!found.has(feed)) throw new SettingsError('--feed', `there is no feed ${feed}: ${[...found].sort().join(', ')}`);
  return [feed];
}
