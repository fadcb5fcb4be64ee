import { actions, statuses } from '../graph/logs/vocabulary';
import type { JobState } from '../graph/provisioning/jobs';
import type { TelemetryEvent } from '../telemetry';
import { redactUnlessCode } from './redact';
import type { CycleStatistics } from './statistics';
import type { CycleUpdate } from './watermark';

/** The telemetry of a cycle's news: `ProvisioningCycle`, and a `ProvisioningError` for each code (contract, section 7). */
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
        startDateTime: timeOf(startDateTime),
        endDateTime: timeOf(endDateTime),
        final: String(final),
      },
      measurements: { changes, users, ...countsOf(statistics) },
    },
    ...errors.map(({ errorCode, errorCategory, action, count }) => ({
      name: 'ProvisioningError',
      properties: { ...cycle, errorCode, errorCategory, action },
      measurements: { count },
    })),
  ];
}

const countsOf = ({ actions: counts }: CycleStatistics): Record<string, number> =>
  Object.fromEntries(
    actions.flatMap((action) => statuses.map((status) => [`${action}.${status}`, counts[action][status]])),
  );

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

/** A moment as the log spells it. */
const timeOf = (text: string): string => (/^[\dTZ:.+-]{1,40}$/.test(text) ? text : '');
