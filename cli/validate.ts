import type { Command } from 'commander';
import { toText } from '../lib/errors';
import { inspect } from '../lib/ingestion/inspect';
import { readRejections } from '../lib/ingestion/rejections';
import { loadMapping } from '../lib/mapping/load';
import { csvFile } from './csvFile';
import { exitCode, tell, tellRecords } from './exit';

/** `validate <mapping> [csv]`: checks the mapping, and the file's records against it. */
export function addValidate(program: Command, end: (code: number) => void): void {
  program
    .command('validate')
    .description('check a mapping file, and a CSV file against it')
    .argument('<mapping>', 'mapping file')
    .argument('[csv]', 'CSV file')
    .action(async (mappingFile: string, csv: string | undefined) => end(await validate(mappingFile, csv)));
}

async function validate(mappingFile: string, csv: string | undefined): Promise<number> {
  const { mapping, notes } = await loadMapping(mappingFile);
  for (const note of notes) tell(`note: ${toText(note)}`);
  if (csv === undefined) {
    console.log(`${mappingFile}: the mapping is right`);
    return exitCode.done;
  }
  const open = await csvFile(csv);
  const { plan } = await inspect(open, mapping);
  const { read, valid, rejected, duplicates } = plan.records;
  if (rejected > 0) {
    await tellRecords((await readRejections(open, mapping, plan)).rejections);
  }
  console.log(`${csv}: ${read} records, ${valid} valid, ${rejected} rejected, ${duplicates} repeating others`);
  return rejected > 0 ? exitCode.wrongFile : exitCode.done;
}
