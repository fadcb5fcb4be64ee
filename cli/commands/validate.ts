import type { Command } from 'commander';
import { formatProblem } from '../../lib/errors';
import { loadMapping } from '../../lib/mapping/loadMappings';
import type { Context } from '../context/context';
import { openCsvFile } from '../context/csvFile';
import { reportInspection } from '../output/inspection';
import { exitCode } from '../output/report';

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
  const { isUsable, rejected } = await reportInspection({
    open,
    mapping,
    label: `${csv}: `,
    show: context.print,
    context,
  });
  return isUsable && rejected === 0 ? exitCode.done : exitCode.wrongFile;
}
