import type { Command } from 'commander';
import { createDecisionOptions } from '../connect/decisionOptions';
import { connectHrStorage } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { exitCode } from '../output/report';

/** `release <ingestionId>`: allows a held file to be sent. */
export function addRelease(program: Command, context: Context): void {
  program
    .command('release')
    .description(
      'allow a held file to be sent, with exactly this content and mapping; or the set-aside people of an accepted one',
    )
    .argument('<ingestionId>', 'ingestionId in report.json; the setting HrStorage names the storage')
    .option('--reason <text>', 'why, for the report')
    .action(async (id: string, { reason }: { reason?: string }) => {
      const { releaseIngestion } = await import('../../lib/ingestion/feed/decisions');
      const storage = await connectHrStorage(context.environment);
      await releaseIngestion(id, storage, await createDecisionOptions(context, reason));
      context.print(`${id} is released. The app sends it within minutes`);
      context.end(exitCode.done);
    });
}
