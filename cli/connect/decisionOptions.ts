import type { TokenCredential } from '@azure/identity';
import { systemClock } from '../../lib/graph/clock';
import type { DecisionOptions } from '../../lib/ingestion/feed/recordDecision';
import { readSettings } from '../../lib/settings';
import { createApplicationInsights, sendWithTimeout, type TelemetryEvent } from '../../lib/telemetry';
import type { Context } from '../context/context';
import { createAzureCredential } from './hrStorage';

const patience = 10_000;

/** What a decision needs: who makes it, and where it is reported. */
export async function createDecisionOptions(context: Context, reason: string | undefined): Promise<DecisionOptions> {
  const { saveReportPage } = await import('../../lib/page/saveReportPage');
  return {
    clock: systemClock,
    by: await findAccount(context),
    reason,
    sendEvent: (event) => sendEvent(event, context),
    savePage: saveReportPage,
  };
}

/**
 * The object id of the account that is signed in to Azure; `unknown` where the storage is opened by
 * a key.
 */
async function findAccount({ environment }: Context): Promise<string> {
  if ('connectionString' in readSettings(environment).storage) return 'unknown';
  const credential: TokenCredential = await createAzureCredential();
  const token = await credential.getToken('https://storage.azure.com/.default');
  const [, claims = ''] = token?.token.split('.') ?? [];
  const { oid } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as { oid?: unknown };
  return typeof oid === 'string' ? oid : 'unknown';
}

/** Sends an event to Application Insights, when it is configured. */
async function sendEvent(event: TelemetryEvent, context: Context): Promise<void> {
  const { applicationInsights: connectionString } = readSettings(context.environment);
  if (connectionString === undefined) return;
  const telemetry = createApplicationInsights(connectionString, createAzureCredential);
  await sendWithTimeout(patience, telemetry, [event]).catch((error: Error) =>
    context.report(`note: ${event.name} could not be sent: ${error.message}`),
  );
}
