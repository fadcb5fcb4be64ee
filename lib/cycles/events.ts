import { actions, statuses } from '../graph/logs/vocabulary';
import type { JobState } from '../graph/provisioning/jobs';
import type { TelemetryEvent } from '../telemetry';
import { redactUnlessCode } from './redact';
import type { CycleStatistics } from './statistics';
import type { CycleUpdate } from './watermark';

/**
 * Creates the telemetry events of a cycle: one `ProvisioningCycle`, and one `ProvisioningError` for
 * each error code. docs/reference.md lists them (Events).
 */
export function createCycleEvents(
  feed: string,
  { statistics, errors, revision, final }: CycleUpdate,
): TelemetryEvent[] {
  const { cycleId, jobId, startDateTime, endDateTime, changes, users } = statistics;
  const cycle = { feed, jobId, cycleId: redactUnlessCode(cycleId), revision: String(revision) };
  return [
    {
      name: 'ProvisioningCycle',
      properties: {
        ...cycle,
        startDateTime: redactUnlessTime(startDateTime),
        endDateTime: redactUnlessTime(endDateTime),
        final: String(final),
      },
      measurements: { changes, users, ...flattenCounts(statistics) },
    },
    ...errors.map(({ errorCode, errorCategory, action, count }) => ({
      name: 'ProvisioningError',
      properties: { ...cycle, errorCode, errorCategory, action },
      measurements: { count },
    })),
  ];
}

const flattenCounts = ({ actions: counts }: CycleStatistics): Record<string, number> =>
  Object.fromEntries(
    actions.flatMap((action) => statuses.map((status) => [`${action}.${status}`, counts[action][status]])),
  );

/** Creates the telemetry event of a job's state. */
export const createJobEvent = (feed: string, jobId: string, { code, quarantineReason }: JobState): TelemetryEvent => ({
  name: 'ProvisioningJob',
  properties: {
    feed,
    jobId: redactUnlessCode(jobId),
    code: redactUnlessCode(code),
    quarantineReason: quarantineReason === undefined ? '' : redactUnlessCode(quarantineReason),
  },
  measurements: {},
});

/** Redacts a time that is no time. */
const redactUnlessTime = (text: string): string => (/^[\dTZ:.+-]{1,40}$/.test(text) ? text : '');
