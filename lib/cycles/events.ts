import type { JobState } from '../graph/provisioning/jobs';
import type { TelemetryEvent } from '../telemetry';
import { wordOf } from './redact';
import { actions, type CycleStatistics, statuses } from './statistics';
import type { CycleNews } from './watermark';

/**
 * The telemetry of a cycle's news: `ProvisioningCycle`, and a `ProvisioningError` for each code
 * (docs/reference.md, Events).
 */
export function cycleEvents(feed: string, { statistics, errors, revision, final }: CycleNews): TelemetryEvent[] {
  const { cycleId, jobId, startDateTime, endDateTime, changes, users } = statistics;
  const cycle = { feed, jobId, cycleId: wordOf(cycleId), revision: String(revision) };
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

export const jobEvent = (feed: string, jobId: string, { code, quarantineReason }: JobState): TelemetryEvent => ({
  name: 'ProvisioningJob',
  properties: {
    feed,
    jobId: wordOf(jobId),
    code: wordOf(code),
    quarantineReason: quarantineReason === undefined ? '' : wordOf(quarantineReason),
  },
  measurements: {},
});

/** A moment as the log spells it. */
const timeOf = (text: string): string => (/^[\dTZ:.+-]{1,40}$/.test(text) ? text : '');
