import type { Command } from 'commander';
import { describeReadError } from '../../lib/errors';
import { findMapping } from '../../lib/mapping/findMapping';
import { loadMappings } from '../../lib/mapping/loadMappings';
import { readSettings } from '../../lib/settings';
import { createDecisionOptions } from '../connect/decisionOptions';
import { connectHrStorage } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { exitCode } from '../output/report';

/** `resume <ingestionId>`: retries an ingestion that failed, was rejected or was interrupted. */
export function addResume(program: Command, context: Context): void {
  program
    .command('resume')
    .description('retry an ingestion that failed, was rejected or was interrupted')
    .argument('<ingestionId>', 'ingestionId in report.json; the setting HrStorage names the storage')
    .action(async (id: string) => {
      const { resumeIngestion } = await import('../../lib/ingestion/feed/decisions');
      const storage = await connectHrStorage(context.environment);
      const { waitsUntil } = await resumeIngestion(id, storage, {
        ...(await createDecisionOptions(context, undefined)),
        checkMapping: (path) => checkMapping(path, context),
      });
      context.print(
        waitsUntil === undefined
          ? `${id} continues within minutes`
          : `${id} waits for quota until ${waitsUntil}. It then continues automatically`,
      );
      context.end(exitCode.done);
    });
}

/**
 * Checks the local mapping files before the app's mappings decide.
 * @throws MappingError, NoMappingError
 */
async function checkMapping(path: string, { environment, report }: Context): Promise<void> {
  const { mappings: folder } = readSettings(environment);
  try {
    findMapping(path, await loadMappings(folder, environment));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw error;
    report(
      `note: ${folder}: ${describeReadError(error as NodeJS.ErrnoException)} (MAPPINGS), so this did not check whether a mapping matches the file`,
    );
  }
}
