import type { Command } from 'commander';
import { formatProblem } from '../../lib/errors';
import { summarizeFile } from '../../lib/ingestion/inspection/fileSummary';
import { inspectRecords } from '../../lib/ingestion/inspection/inspect';
import { readRejections } from '../../lib/ingestion/reports/rejections';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { formatNote } from '../../lib/preview/text';
import type { Context } from '../context/context';
import { openCsvFile } from '../context/csvFile';
import { formatSummary } from '../output/fileSummary';
import { exitCode, reportRecordGroups } from '../output/report';

/** `validate <mapping> [csv]`: checks a mapping file, and the records of a CSV file against it. */
export function addValidate(program: Command, context: Context): void {
  program
    .command('validate')
    .description('check a mapping file, and a CSV file against it')
    .argument('<mapping>', 'mapping file')
    .argument('[csv]', 'CSV file')
    .action(async (mappingFile: string, csv: string | undefined) =>
      context.end(await validate({ mappingFile, csv }, context)),
    );
}

async function validate(
  { mappingFile, csv }: { mappingFile: string; csv: string | undefined },
  context: Context,
): Promise<number> {
  const { mapping, notes } = await loadMapping(mappingFile);
  for (const note of notes) context.report(`note: ${formatProblem(note)}`);
  if (csv === undefined) {
    context.print(`${mappingFile}: the mapping is valid`);
    return exitCode.done;
  }
  const open = await openCsvFile(csv, context);
  const { plan } = await inspectRecords(open, mapping);
  const { read, valid, rejected, duplicates, skipped, repeatedHeaders } = plan.records;
  if (rejected > 0) {
    await reportRecordGroups((await readRejections(open, mapping, plan)).rejections, context);
  }
  const passedOver = [
    skipped > 0 ? `, ${skipped} skipped` : '',
    repeatedHeaders > 0 ? `, ${repeatedHeaders} repeated headers` : '',
  ].join('');
  context.print(
    `${csv}: ${read} records, ${valid} valid, ${rejected} rejected, ${duplicates} repeating others${passedOver}`,
  );
  for (const line of formatSummary(await summarizeFile(open, mapping, plan))) context.print(line);
  for (const note of plan.notes) context.report(formatNote(note));
  return rejected > 0 ? exitCode.wrongFile : exitCode.done;
}
