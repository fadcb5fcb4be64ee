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
    const found = await look({ feeds, mappings, storage, callsPerDay, now, graph }).catch((error: unknown) => {
      if (isFirst) throw error;
      reportError(error, context); // the next look may succeed
    });
    if (found !== undefined) show({ ...found, now, isFirst }, options, context);
    if (!options.watch) return found?.status.feeds.some(({ held }) => held.length > 0) ? exitCode.held : exitCode.done;
    await sleep(betweenLooks);
  }
}

interface Shown extends Look {
  now: number;
  /** What was said before it stays on the screen. */
  isFirst: boolean;
}

function show({ status, note, now, isFirst }: Shown, { json, watch }: Options, context: Context): void {
  if (watch && !json && !isFirst && context.stdout.isTTY) context.stdout.write('\u001b[H\u001b[2J');
  if (watch && !json)
    context.print(`${new Date(now).toISOString()}, again every ${betweenLooks / 1000} seconds until Ctrl+C`);
  if (json) context.print(stringifyPrintable(status));
  else for (const line of formatStatus(status)) context.print(replaceControlCharacters(line));
  if (note !== undefined) context.report(note);
}

interface Look {
  status: Status;
  note?: string;
}

/** A job whose state cannot be read is no reason to show nothing. */
async function look(options: StatusOptions): Promise<Look> {
  const { readStatus } = await import('../../lib/status/status');
  try {
    return { status: await readStatus(options) };
  } catch (error) {
    if (!(error instanceof Error) || !['GraphError', 'CredentialUnavailableError'].includes(error.name)) throw error;
    const note = `note: the state of the provisioning jobs is not known: ${error.message}`;
    return { status: await readStatus({ ...options, graph: undefined }), note };
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
