import type { Command } from 'commander';
import { hrStorage } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { exitCode } from '../output/report';

/** `release <ingestionId>`: lets a held file be sent. */
export function addRelease(program: Command, context: Context): void {
  program
    .command('release')
    .description('let a held file be sent: exactly its content, under exactly its mapping')
    .argument('<ingestionId>', 'as report.json names it; the storage is that of the setting HrStorage')
    .action(async (id: string) => {
      const { releaseIngestion } = await import('../../lib/ingestion/feed/decisions');
      await releaseIngestion(id, await hrStorage(context.environment));
      context.print(`${id} is released: the app sends it within minutes`);
      context.end(exitCode.done);
    });
}
