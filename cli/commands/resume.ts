import type { Command } from 'commander';
import { describeReadError } from '../../lib/errors';
import { findMapping } from '../../lib/mapping/findMapping';
import { loadMappings } from '../../lib/mapping/loadMappings';
import { readSettings } from '../../lib/settings';
import { hrStorage } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { exitCode } from '../output/report';

/** `resume <ingestionId>`: tries a failed, rejected or interrupted ingestion again. */
export function addResume(program: Command, context: Context): void {
  program
    .command('resume')
    .description('try an ingestion again that failed, was rejected or was interrupted')
    .argument('<ingestionId>', 'as report.json names it; the storage is that of the setting HrStorage')
    .action(async (id: string) => {
      const { resumeIngestion } = await import('../../lib/ingestion/feed/decisions');
      const storage = await hrStorage(context.environment);
      const { waitsUntil } = await resumeIngestion(id, storage, (path) => checkMapping(path, context));
      context.print(
        waitsUntil === undefined
          ? `${id} goes on within minutes`
          : `${id} waits for quota until ${waitsUntil}: it goes on then, by itself`,
      );
      context.end(exitCode.done);
    });
}

/** The app's own mappings decide; those that lie here tell beforehand whether one is for the file. @throws MappingError, NoMappingError */
async function checkMapping(path: string, { environment, report }: Context): Promise<void> {
  const { mappings: folder } = readSettings(environment);
  try {
    findMapping(path, await loadMappings(folder, environment));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw error;
    report(
      `note: ${folder}: ${describeReadError(error as NodeJS.ErrnoException)} (MAPPINGS), so whether a mapping is for the file was not looked at`,
    );
  }
}
