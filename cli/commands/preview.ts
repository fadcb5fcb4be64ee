import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { SettingsError } from '../../lib/errors';
import { systemClock } from '../../lib/graph/clock';
import { readFeed } from '../../lib/ingestion/feed/feedState';
import { createServiceClients, createStorageClients, type Storage } from '../../lib/ingestion/storage/connect';
import type { Mapping } from '../../lib/mapping/file/parse';
import { loadMapping, resolveJobSettings } from '../../lib/mapping/loadMappings';
import { renderPreview } from '../../lib/page/preview';
import { previewOf } from '../../lib/preview/preview';
import { previewLines } from '../../lib/preview/text';
import { readSettings } from '../../lib/settings';
import { azureCredential } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { csvFile } from '../context/csvFile';
import { printable } from '../context/printable';
import { exitCode } from '../output/report';

interface PreviewOptions {
  mapping: string;
  json?: true;
  html?: string;
}

/** `preview <csv>`: what a file, or a changed mapping, would do, compared with what Entra was given; nothing is sent. */
export function addPreview(program: Command, context: Context): void {
  program
    .command('preview')
    .description('show what a CSV file, or a changed mapping, would do; nothing is sent')
    .argument('<csv>', 'CSV file')
    .requiredOption(
      '--mapping <file>',
      "mapping file; the feed's last accepted file is looked up in the storage of HrStorage",
    )
    .option('--json', 'as JSON')
    .option('--html <file>', 'as a page, written to this file')
    .action(async (csv: string, options: PreviewOptions) => context.end(await preview(csv, options, context)));
}

async function preview(
  csv: string,
  { mapping: mappingFile, json, html }: PreviewOptions,
  context: Context,
): Promise<number> {
  const settings = readSettings(context.environment);
  const { mapping } = await loadMapping(mappingFile);
  const storage = createStorageClients(await createServiceClients(settings.storage, azureCredential)); // only read
  const found = await previewOf(await csvFile(csv), await asInTheApp(mapping, storage, context), {
    sha256: await sha256Of(csv),
    storage,
    limits: settings,
    now: systemClock.now(),
  });
  if (html !== undefined) {
    await writeFile(html, renderPreview(found, basename(csv))).catch(({ code }: NodeJS.ErrnoException) => {
      throw new SettingsError('--html', `${html}: cannot be written (${code})`);
    });
  }
  if (json) context.print(JSON.stringify(found, null, 2));
  else for (const line of previewLines(found)) context.print(printable(line));
  if (found.records.valid === 0) return exitCode.wrongFile;
  return found.safeguards.length > 0 ? exitCode.held : exitCode.done;
}

/** The mapping with the job of the feed's last accepted file, where this machine lacks the app settings that name it. */
async function asInTheApp(mapping: Mapping, storage: Storage, context: Context): Promise<Mapping> {
  const resolved = resolveJobSettings(mapping, context.environment);
  const missing = Object.keys(mapping.provisioningJob ?? {}).filter(
    (key) => !Object.hasOwn(resolved.provisioningJob ?? {}, key),
  );
  if (missing.length === 0) return resolved;
  const { accepted } = await readFeed(mapping.feed, storage);
  if (accepted === undefined) return resolved;
  context.report(
    'note: the app settings that the mapping names are not set here, so the job is taken to be that of the last accepted file',
  );
  const named = Object.keys(mapping.provisioningJob ?? {});
  const { servicePrincipalId, jobId } = { ...accepted.job, ...resolved.provisioningJob };
  const provisioningJob = { servicePrincipalId, jobId }; // in the order that the app has them
  return {
    ...resolved,
    provisioningJob: Object.fromEntries(Object.entries(provisioningJob).filter(([key]) => named.includes(key))),
  };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
