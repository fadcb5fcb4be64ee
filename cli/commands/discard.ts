import type { Command } from 'commander';
import { systemClock } from '../../lib/graph/clock';
import { readSettings } from '../../lib/settings';
import { createApplicationInsights, sendWithTimeout, type TelemetryEvent } from '../../lib/telemetry';
import { connectHrStorage, createAzureCredential } from '../connect/hrStorage';
import type { Context } from '../context/context';
import { exitCode } from '../output/report';

/** `discard <ingestionId>`: ends an ingestion. Nothing more of its file is sent. */
export function addDiscard(program: Command, context: Context): void {
  program
    .command('discard')
    .description('end an ingestion; nothing more of its file is sent')
    .argument('<ingestionId>', 'ingestionId in report.json; the setting HrStorage names the storage')
    .action(async (id: string) => {
      const { discardIngestion } = await import('../../lib/ingestion/feed/decisions');
      const hasEnded = await discardIngestion(id, await connectHrStorage(context.environment), {
        clock: systemClock,
        tell: (event) => sendEvent(event, context),
        savePage: (await import('../../lib/page/saveReportPage')).saveReportPage,
      });
      context.print(
        hasEnded
          ? `${id} is discarded. Nothing more of it is sent`
          : `${id} will be discarded. A worker still sends it, and stops before its next request`,
      );
      context.end(exitCode.done);
    });
}

/** Sends the event of the rejected file to Application Insights, when it is configured. */
async function sendEvent(event: TelemetryEvent, context: Context): Promise<void> {
  const { applicationInsights: connectionString } = readSettings(context.environment);
  if (connectionString === undefined) {
    context.report(
      'note: APPLICATIONINSIGHTS_CONNECTION_STRING is not set, so the workbook still shows the file as held',
    );
    return;
  }
  const telemetry = createApplicationInsights(connectionString, createAzureCredential);
  await sendWithTimeout(patience, telemetry, [event]).catch((error: Error) =>
    context.report(`note: ${event.name} could not be sent: ${error.message}`),
  );
}

const patience = 10_000;
