import type { InvocationContext, Timer } from '@azure/functions';
import { sweepInbox as sweep } from '../lib/ingestion/feed/sweep';
import { sharedApp } from './app';
import { shown } from './escapeLogText';
import { sendEvent } from './sendEvent';

/**
 * Every 5 minutes: finds blobs whose event was lost, released files, and work whose message was
 * lost.
 */
export async function sweepInbox(_timer: Timer, context: InvocationContext): Promise<void> {
  const { storage, mappings, clock, telemetry } = await sharedApp();
  const { enqueued, unmatched } = await sweep({
    storage,
    mappings,
    clock,
    tell: (event) => sendEvent(event, telemetry(context), context),
  });
  if (enqueued.length > 0) context.log(`found ${enqueued.length} files that no event or message takes further`);
  for (const { path, reason } of unmatched) context.warn(`${shown(path)}: ${reason}`);
}
