import type { Command } from 'commander';
import { unreadable } from '../lib/errors';
import { loadMappings, mappingFor } from '../lib/mapping/load';
import { readSettings } from '../lib/settings';
import { exitCode, tell } from './exit';
import { hrStorage } from './hrStorage';

/** `resume <ingestionId>`: tries a failed, rejected or interrupted ingestion again. */
export function addResume(program: Command, end: (code: number) => void): void {
  program
    .command('resume')
    .description('try an ingestion again that failed, was rejected or was interrupted')
    .argument('<ingestionId>', 'as report.json names it; the storage is that of the setting HrStorage')
    .action(async (id: string) => {
      const { resume } = await import('../lib/ingestion/decide');
      const storage = await hrStorage();
      await resume(id, storage, checkMapping);
      console.log(`${id} goes on within minutes`);
      end(exitCode.done);
    });
}

/** The app's own mappings decide; those that lie here tell beforehand whether one is for the file. @throws MappingError, NoMappingError */
async function checkMapping(path: string): Promise<void> {
  const { mappings: folder } = readSettings(process.env);
  try {
    mappingFor(path, await loadMappings(folder, process.env));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw error;
    tell(
      `note: ${folder}: ${unreadable(error as NodeJS.ErrnoException)} (MAPPINGS), so whether a mapping is for the file was not looked at`,
    );
  }
}
