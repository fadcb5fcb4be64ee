import type { InvocationContext, Timer } from '@azure/functions';
import { findRemedy } from '../lib/cycles/jobRemedies';
import { createOutcomeTracker } from '../lib/cycles/outcomeTracker';
import { type JobSummary, summarizeFeeds } from '../lib/cycles/summarizeFeeds';
import { recordStagedLoss } from '../lib/ingestion/feed/stagedLoss';
import { sendQuotaEvent } from '../lib/ingestion/storage/quotaLedger';
import { openStateStore } from '../lib/ingestion/storage/stateStore';
import { getApp } from './app';
import { createSavePage } from './savePage';
import { shutdown, trackInvocation } from './shutdown';

/**
 * Reads the new entries of the provisioning logs, and sends an event for each cycle that changed.
 */
export const summarizeCycles = (_timer: Timer, context: InvocationContext): Promise<void> =>
  trackInvocation(summarizeTracked(context));

async function summarizeTracked(context: InvocationContext): Promise<void> {
  const { mappings, graph, reads, storage, settings, telemetry, clock } = await getApp();
  const summaries = await summarizeFeeds(mappings, {
    graph,
    logs: reads,
    state: openStateStore('_cycles', storage), // no feed has this name
    telemetry: telemetry(context),
    clock,
    stop: AbortSignal.any([AbortSignal.timeout(settings.timeBudgetMinutes * 60_000), shutdown.requested]),
    recordStagedLoss: (job) => recordStagedLoss(job, storage, clock.now()),
    trackOutcomes: ({ jobId, feeds }) =>
      createOutcomeTracker(jobId, feeds, { storage, clock, savePage: createSavePage(context) }),
  });
  const { callsPerDay } = settings;
  await sendQuotaEvent(storage, { callsPerDay, clock, sendEvent: (event) => telemetry(context).send([event]) });
  if (shutdown.requested.aborted) return context.log('the host stops: the next run continues');
  for (const summary of summaries) logSummary(summary, context);
  const failed = summaries.filter(({ errors }) => errors.length > 0).map(({ feed }) => feed);
  if (failed.length > 0)
    throw new Error(`the cycles of ${failed.join(', ')} could not be summarized. See the errors above`);
}

function logSummary({ feed, state, updates, complete, errors }: JobSummary, context: InvocationContext): void {
  for (const { statistics, revision, final } of updates) {
    const { cycleId, changes, users } = statistics;
    const progress = final ? 'final' : 'still growing';
    context.log(`${feed} cycle ${cycleId}: ${changes} changes of ${users} users (revision ${revision}, ${progress})`);
  }
  if (!complete) context.warn(`${feed}: the provisioning log was not read completely in time. The next run continues`);
  const remedy = state && findRemedy(state);
  if (remedy !== undefined) context.warn(`${feed}: ${remedy}`);
  for (const error of errors) context.error(`${feed}: ${(error as Partial<Error>).message ?? 'unknown error'}`);
}
