import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { SettingsError } from '../../lib/errors';
import { systemClock } from '../../lib/graph/clock';
import { readFeed } from '../../lib/ingestion/feed/feedState';
import { isIngestionId, mappingHashOf } from '../../lib/ingestion/ingestion';
import { createServiceClients, createStorageClients, type Storage } from '../../lib/ingestion/storage/connect';
import type { Mapping } from '../../lib/mapping/file/parse';
import { loadMapping, resolveJobSettings } from '../../lib/mapping/loadMappings';
import { findToday } from '../../lib/mapping/today';
import { renderPreview } from '../../lib/page/preview';
import {
  type Baseline,
  type BaselineOptions,
  createFileBaseline,
  type OtherFile,
  readStoredBaseline,
} from '../../lib/preview/baseline';
import { createPreview } from '../../lib/preview/preview';
import { formatPreview } from '../../lib/preview/text';
import { readSettings } from '../../lib/settings';
import { createAzureCredential } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { openCsvFile } from '../context/csvFile';
import { replaceControlCharacters } from '../context/printable';
import { exitCode } from '../output/report';

interface PreviewOptions {
  mapping: string;
  json?: true;
  html?: string;
  against?: string;
  people?: true;
}

/**
 * `preview <csv|ingestionId>`: shows what a file, or a changed mapping, would change in Entra.
 * Nothing is sent.
 */
export function addPreview(program: Command, context: Context): void {
  program
    .command('preview')
    .description('show what a CSV file, or a changed mapping, would change; nothing is sent')
    .argument('<csv|ingestionId>', "CSV file, or the ingestionId in a file's report.json, such as that of a held file")
    .requiredOption(
      '--mapping <file>',
      "mapping file; the setting HrStorage names the storage with the feed's last accepted file",
    )
    .option('--against <csv>', 'compare with this CSV file, as if Entra had accepted it; needs no storage')
    .option('--people', 'name leavers, returners and new people')
    .option('--json', 'as JSON')
    .option('--html <file>', 'write a page to this file')
    .action(async (csv: string, options: PreviewOptions) => context.end(await preview(csv, options, context)));
}

async function preview(
  csv: string,
  { mapping: mappingFile, json, html, against, people }: PreviewOptions,
  context: Context,
): Promise<number> {
  const settings = readSettings(context.environment);
  const { mapping } = await loadMapping(mappingFile);
  const now = systemClock.now();
  const connect = async () => createStorageClients(await createServiceClients(settings.storage, createAzureCredential));
  const { name, open, sha256 } = isIngestionId(csv)
    ? await openHeldFile(csv, mapping, { storage: await connect(), context })
    : await openOtherFile(csv, context); // before any service is called
  const options = { callsPerDay: settings.callsPerDay, now };
  const compared =
    against === undefined
      ? await readStored(mapping, await connect(), { ...options, context })
      : { mapping, baseline: await readOtherFile(against, mapping, { ...options, context }) };
  const found = await createPreview(open, compared.mapping, {
    sha256,
    baseline: compared.baseline,
    limits: settings,
    now,
    withPeople: people,
  });
  if (html !== undefined) {
    await writeFile(html, renderPreview(found, basename(name))).catch(({ code }: NodeJS.ErrnoException) => {
      throw new SettingsError('--html', `${html}: cannot be written (${code})`);
    });
  }
  if (json) context.print(JSON.stringify(found, null, 2));
  else for (const line of formatPreview(found)) context.print(replaceControlCharacters(line));
  if (found.rejected) return exitCode.wrongFile;
  return found.safeguards.length > 0 ? exitCode.held : exitCode.done;
}

/** Opens the file of an ingestion of the mapping's feed. */
async function openHeldFile(
  id: string,
  mapping: Mapping,
  { storage, context }: { storage: Storage; context: Context },
): Promise<OtherFile> {
  const { openIngestedFile } = await import('../../lib/preview/ingestedFile');
  const file = await openIngestedFile(id, storage);
  const { feed, mappingHash } = file.ingestion;
  if (feed !== mapping.feed)
    throw new SettingsError(
      '--mapping',
      `is the mapping of the feed ${mapping.feed}, and ${id} is of the feed ${feed}`,
    );
  if (mappingHash !== mappingHashOf(resolveJobSettings(mapping, context.environment)))
    context.report(`note: the app read ${id} under another mapping, or with other app settings`);
  return file;
}

async function openOtherFile(path: string, context: Context): Promise<OtherFile> {
  return { name: basename(path), open: await openCsvFile(path, context), sha256: await hashFile(path) };
}

interface StoredOptions extends BaselineOptions {
  context: Context;
}

/** What the feed's storage knows, and the mapping with its app settings. */
async function readStored(
  mapping: Mapping,
  storage: Storage,
  { context, ...options }: StoredOptions,
): Promise<{ mapping: Mapping; baseline: Baseline }> {
  const resolved = await applyAppSettings(mapping, storage, context);
  return { mapping: resolved, baseline: await readStoredBaseline(resolved, storage, options) };
}

async function readOtherFile(
  against: string,
  mapping: Mapping,
  { context, ...options }: StoredOptions,
): Promise<Baseline> {
  const today = findToday(mapping.timeZone ?? 'UTC', options.now);
  return createFileBaseline(mapping, await openOtherFile(against, context), { ...options, today });
}

/**
 * Uses the job of the feed's last accepted file when the app settings that name the job are not set
 * on this machine.
 */
async function applyAppSettings(mapping: Mapping, storage: Storage, context: Context): Promise<Mapping> {
  const resolved = resolveJobSettings(mapping, context.environment);
  const missing = Object.keys(mapping.provisioningJob ?? {}).filter(
    (key) => !Object.hasOwn(resolved.provisioningJob ?? {}, key),
  );
  if (missing.length === 0) return resolved;
  const { accepted } = await readFeed(mapping.feed, storage);
  if (accepted === undefined) return resolved;
  context.report(
    'note: the app settings in the mapping are not set here, so the job of the last accepted file is used',
  );
  const named = Object.keys(mapping.provisioningJob ?? {});
  const { servicePrincipalId, jobId } = { ...accepted.job, ...resolved.provisioningJob };
  const provisioningJob = { servicePrincipalId, jobId }; // the order in which the app stores them
  return {
    ...resolved,
    provisioningJob: Object.fromEntries(Object.entries(provisioningJob).filter(([key]) => named.includes(key))),
  };
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
