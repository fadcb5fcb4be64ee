import { setTimeout as sleep } from 'node:timers/promises';
import type { Shutdown } from '../lib/ingestion/delivery/deliverOptions';

/** How long calls in flight may still take once the shutdown is requested, in milliseconds. */
const inFlightPatience = 2000;
/** The host ends the process about 5 s after it calls the appTerminate hook. */
const longestShutdown = 4500;

const requested = new AbortController();
const overdue = new AbortController();
const invocations = new Set<Promise<unknown>>();

export const shutdown: Shutdown = { requested: requested.signal, overdue: overdue.signal };

/** Runs an invocation for whose end `shutDown()` waits. */
export function trackInvocation<T>(invocation: Promise<T>): Promise<T> {
  const tracked = invocation.finally(() => invocations.delete(tracked));
  invocations.add(tracked);
  return tracked;
}

/**
 * Stops every invocation: no further call begins, locks are released, and messages for the
 * remaining work are enqueued. Returns when all have ended, at the latest after 4.5 seconds.
 */
export async function shutDown(): Promise<void> {
  requested.abort();
  const timer = setTimeout(() => overdue.abort(), inFlightPatience);
  await Promise.race([Promise.allSettled(invocations), sleep(longestShutdown, undefined, { ref: false })]);
  clearTimeout(timer);
}
