import type { InvocationContext } from '@azure/functions';
import { sendWithTimeout, type Telemetry, type TelemetryEvent } from '../lib/telemetry';
import { shutdown } from './shutdown';

/**
 * How long a file waits for telemetry that hangs, in milliseconds; a host that stops has no such
 * time.
 */
const telemetryPatience = 10_000;
const shutdownTelemetryPatience = 500;

/** Sends an event to operations. One that cannot be sent is logged, and stops nothing. */
export const sendEvent = (event: TelemetryEvent, telemetry: Telemetry, context: InvocationContext): Promise<void> =>
  sendWithTimeout(shutdown.requested.aborted ? shutdownTelemetryPatience : telemetryPatience, telemetry, [event]).catch(
    (error: Error) => context.warn(`${event.name} was not sent: ${error.message}`),
  );
