import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { describeReadError, formatProblem, MappingError } from '../../lib/errors';
import { importMapping } from '../../lib/mapping/psd1/importMapping';
import type { Context } from '../context/context';
import { checkFeedName, writeMappingFile } from '../context/mappingFile';
import { exitCode } from '../output/report';

interface ImportMappingOptions {
  feed: string;
  output?: string;
}

/** `import-mapping <psd1>`: converts CSV2SCIM's AttributeMapping.psd1 to a mapping file. */
export function addImportMapping(program: Command, context: Context): void {
  program
    .command('import-mapping')
    .description("convert CSV2SCIM's AttributeMapping.psd1 to a mapping file, on standard output")
    .argument('<psd1>', 'AttributeMapping.psd1')
    .requiredOption('--feed <name>', 'name of the feed')
    .option('--output <file>', 'write to this new file instead of standard output')
    .action(async (psd1: string, options: ImportMappingOptions) =>
      context.end(await importFile(psd1, options, context)),
    );
}

async function importFile(psd1: string, { feed, output }: ImportMappingOptions, context: Context): Promise<number> {
  checkFeedName(feed);
  const bytes = await readFile(psd1).catch((error: NodeJS.ErrnoException) => {
    throw new MappingError([{ path: psd1, message: describeReadError(error) }]);
  });
  const { text, notes } = translate(bytes, feed);
  for (const note of notes) context.report(`note: ${formatProblem(note)}`);
  if (output === undefined) context.stdout.write(text);
  else {
    await writeMappingFile(output, text);
    context.print(`${output}: written`);
  }
  return exitCode.done;
}

function translate(bytes: Buffer, feed: string): ReturnType<typeof importMapping> {
  try {
    return importMapping(bytes, feed);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const count = error.problems.length;
    const summary = `nothing was written: ${count} ${count === 1 ? 'problem' : 'problems'}. Replace what cannot be translated by a constant here, and write an expression in the mapping file later`;
    throw new MappingError([...error.problems, { path: '', message: summary }]);
  }
}
