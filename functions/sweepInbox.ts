import type { InvocationContext, Timer } from '@azure/functions';
import { sweepInbox as sweep } from '../lib/ingestion/feed/sweep';
import { getApp } from './app';
import { escapeLogText } from './escapeLogText';
import { sendEvent } from './sendEvent';

/**
 * Every 5 minutes: finds blobs whose event was lost, released files, and ingestions whose message
 * was lost.
 */
export async function sweepInbox(_timer: Timer, context: InvocationContext): Promise<void> {
  const { storage, mappings, clock, telemetry } = await getApp();
  const { enqueued, unmatched } = await sweep({
    storage,
    mappings,
    clock,
    sendEvent: (event) => sendEvent(event, telemetry(context), context),
  });
  if (enqueued.length > 0) context.log(`found ${enqueued.length} files without an event or message, and enqueued them`);
  for (const { path, reason } of unmatched) context.warn(`${escapeLogText(path)}: ${reason}`);
}
