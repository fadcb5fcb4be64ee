import type { Command } from 'commander';
import { systemClock } from '../../lib/graph/clock';
import { readSettings } from '../../lib/settings';
import { createApplicationInsights, sendWithTimeout, type TelemetryEvent } from '../../lib/telemetry';
import { azureCredential, hrStorage } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { exitCode } from '../output/report';

/** `discard <ingestionId>`: ends a file that has not ended. */
export function addDiscard(program: Command, context: Context): void {
  program
    .command('discard')
    .description('end a file that has not ended: nothing more of it is sent')
    .argument('<ingestionId>', 'as report.json names it; the storage is that of the setting HrStorage')
    .action(async (id: string) => {
      const { discardIngestion } = await import('../../lib/ingestion/feed/decisions');
      const hasEnded = await discardIngestion(id, await hrStorage(context.environment), {
        clock: systemClock,
        tell: (event) => sendEvent(event, context),
      });
      context.print(
        hasEnded
          ? `${id} is discarded: nothing more of it is sent`
          : `${id} will be discarded: a worker still sends it, and stops before its next request`,
      );
      context.end(exitCode.done);
    });
}

/** Operations hears of it as of any rejected file, where Application Insights is set. */
async function sendEvent(event: TelemetryEvent, context: Context): Promise<void> {
  const { applicationInsights: connectionString } = readSettings(context.environment);
  if (connectionString === undefined) {
    context.report(
      'note: APPLICATIONINSIGHTS_CONNECTION_STRING is not set, so the workbook still shows the file as held',
    );
    return;
  }
  const telemetry = createApplicationInsights(connectionString, azureCredential);
  await sendWithTimeout(patience, telemetry, [event]).catch((error: Error) =>
    context.report(`note: ${event.name} could not be told: ${error.message}`),
  );
}

const patience = 10_000;
