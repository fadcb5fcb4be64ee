import type { InvocationContext } from '@azure/functions';
import { sendWithTimeout, type Telemetry, type TelemetryEvent } from '../lib/telemetry';
import { shutdown } from './shutdown';

/**
 * How long an ingestion waits for a telemetry call, in milliseconds. During a shutdown the limit is
 * shorter.
 */
const telemetryPatience = 10_000;
const shutdownTelemetryPatience = 500;

/** Sends an event to Application Insights. A failure is logged and does not stop the ingestion. */
export const sendEvent = (event: TelemetryEvent, telemetry: Telemetry, context: InvocationContext): Promise<void> =>
  sendWithTimeout(shutdown.requested.aborted ? shutdownTelemetryPatience : telemetryPatience, telemetry, [event]).catch(
    (error: Error) => context.warn(`${event.name} was not sent: ${error.message}`),
  );
