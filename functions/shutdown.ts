import { setTimeout as sleep } from 'node:timers/promises';
import type { Shutdown } from '../lib/ingestion/delivery/deliverOptions';

/** How long calls in flight may continue after the shutdown is requested, in milliseconds. */
const inFlightPatience = 2000;
/**
 * The host ends the process about 5 s after it calls the appTerminate hook, so this is the limit in
 * milliseconds.
 */
const longestShutdown = 4500;

const requested = new AbortController();
const overdue = new AbortController();
const invocations = new Set<Promise<unknown>>();

export const shutdown: Shutdown = { requested: requested.signal, overdue: overdue.signal };

/** Registers an invocation, so that `shutDown()` waits for it. */
export function trackInvocation<T>(invocation: Promise<T>): Promise<T> {
  const tracked = invocation.finally(() => invocations.delete(tracked));
  invocations.add(tracked);
  return tracked;
}

/**
 * Stops all invocations: no new call starts, locks are released, and messages for the remaining
 * work are enqueued. Returns when all have ended, after at most 4.5 seconds.
 */
export async function shutDown(): Promise<void> {
  requested.abort();
  const timer = setTimeout(() => overdue.abort(), inFlightPatience);
  await Promise.race([Promise.allSettled(invocations), sleep(longestShutdown, undefined, { ref: false })]);
  clearTimeout(timer);
}
