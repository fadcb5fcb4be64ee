import type { Command } from 'commander';
import { createDecisionOptions } from '../connect/decisionOptions';
import { connectHrStorage } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { exitCode } from '../output/report';

/** `discard <ingestionId>`: ends an ingestion. Nothing more of its file is sent. */
export function addDiscard(program: Command, context: Context): void {
  program
    .command('discard')
    .description('end an ingestion; nothing more of its file is sent')
    .argument('<ingestionId>', 'ingestionId in report.json; the setting HrStorage names the storage')
    .option('--reason <text>', 'why, for the report')
    .action(async (id: string, { reason }: { reason?: string }) => {
      const { discardIngestion } = await import('../../lib/ingestion/feed/decisions');
      const storage = await connectHrStorage(context.environment);
      const hasEnded = await discardIngestion(id, storage, await createDecisionOptions(context, reason));
      context.print(
        hasEnded
          ? `${id} is discarded. Nothing more of it is sent`
          : `${id} will be discarded. A worker still sends it, and stops before its next request`,
      );
      context.end(exitCode.done);
    });
}
