import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { SettingsError } from '../lib/errors';
import { systemClock } from '../lib/graph/clock';
import { servicesOf, storageOf } from '../lib/ingestion/storage';
import { loadMapping, resolveJob } from '../lib/mapping/load';
import { renderPreview } from '../lib/page/preview';
import { previewOf } from '../lib/preview/preview';
import { previewLines } from '../lib/preview/text';
import { readSettings } from '../lib/settings';
import { csvFile } from './csvFile';
import { exitCode } from './exit';
import { azureCredential } from './hrStorage';
import { printable } from './printable';

interface PreviewOptions {
  mapping: string;
  json?: true;
  html?: string;
}

/** `preview <csv>`: what a file, or a changed mapping, would do, compared with what Entra was given; nothing is sent. */
export function addPreview(program: Command, end: (code: number) => void): void {
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
    .action(async (csv: string, options: PreviewOptions) => end(await preview(csv, options)));
}

async function preview(csv: string, { mapping: mappingFile, json, html }: PreviewOptions): Promise<number> {
  const settings = readSettings(process.env);
  const { mapping } = await loadMapping(mappingFile);
  const storage = storageOf(await servicesOf(settings.storage, azureCredential)); // only read
  const found = await previewOf(await csvFile(csv), resolveJob(mapping, process.env), {
    storage,
    limits: settings,
    now: systemClock.now(),
  });
  if (html !== undefined) {
    await writeFile(html, renderPreview(found, basename(csv))).catch(({ code }: NodeJS.ErrnoException) => {
      throw new SettingsError('--html', `${html}: cannot be written (${code})`);
    });
  }
  if (json) console.log(JSON.stringify(found, null, 2));
  else for (const line of previewLines(found)) console.log(printable(line));
  if (found.safeguards.length > 0) return exitCode.held;
  return found.records.valid > 0 ? exitCode.done : exitCode.wrongFile;
}
