import type { CycleStatistics } from '../../../lib/cycles/statistics';
import type { LogEntry } from '../../../lib/graph/logs/logEntry';
import { actions, statuses } from '../../../lib/graph/logs/vocabulary';

export const jobId = 'job-1';

/** Creates a parsed log entry. By default it is a success. */
export const entry = (fields: Partial<LogEntry> & { id: string }): LogEntry => ({
  activityDateTime: '2026-11-20T10:00:00Z',
  jobId,
  cycleId: 'cycle-1',
  changeId: `change-${fields.id}`,
  action: 'create',
  status: 'success',
  sourceId: `w-${fields.id}`,
  targetId: '',
  displayName: '',
  error: undefined,
  modifiedProperties: [],
  ...fields,
});

/** The same entry as JSON of Graph v1.0. */
export const wire = ({ action, status, sourceId, targetId, displayName, error, ...rest }: LogEntry): unknown => ({
  ...rest,
  provisioningAction: action,
  provisioningStatusInfo: { status, errorInformation: error ?? null },
  sourceIdentity: { id: sourceId, displayName, identityType: 'User' },
  targetIdentity: { id: targetId, displayName, identityType: 'User' },
});

const words = {
  actions: ['create', 'update', 'delete', 'disable', 'stageddelete', 'other', 'unknownFutureValue', 'Update'],
  statuses: ['success', 'success', 'success', 'failure', 'skipped', 'warning', 'unknownFutureValue', 'Success'],
};

/**
 * Creates a log with several entries for each change, several changes for each user, and cycles of
 * equal length.
 */
export function logOf(count: number, cycles: number, start = Date.parse('2026-11-01T00:00:00Z')): LogEntry[] {
  const perCycle = count / cycles;
  return Array.from({ length: count }, (_, index) => {
    const [cycle, within] = [Math.floor(index / perCycle), index % perCycle];
    const status = words.statuses[(index * 7) % 8] ?? '';
    return entry({
      id: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      activityDateTime: new Date(start + cycle * 3_600_000 + (within / perCycle) * 1_200_000).toISOString(),
      cycleId: `cycle-${cycle}`,
      changeId: `change-${cycle}-${Math.floor(within / 3)}`,
      sourceId: `w${within % Math.ceil(perCycle / 5)}`,
      action: words.actions[index % 8] ?? '',
      status,
      ...(status === 'failure' && {
        error: {
          errorCode: `Code${index % 3}`,
          errorCategory: 'Failure',
          reason: 'because',
          additionalDetails: '',
          recommendedAction: '',
        },
      }),
    });
  });
}

/** Counts without hashes, as a reference for the tests. */
export function plainStatistics(entries: readonly LogEntry[]): CycleStatistics[] {
  const distinct = [...new Map(entries.map((one) => [one.id, one])).values()];
  const cycleIds = [...new Set(distinct.map(({ cycleId }) => cycleId))];
  const word = <T extends string>(names: readonly T[], text: string, otherwise: T): T =>
    names.find((name) => name.toLowerCase() === text.toLowerCase()) ?? otherwise;
  return cycleIds
    .map((cycleId) => {
      const own = distinct.filter((one) => one.cycleId === cycleId);
      const times = own.map(({ activityDateTime }) => activityDateTime).sort();
      const countOf = (action: string, status: string): number =>
        own.filter(
          (one) => word(actions, one.action, 'other') === action && word(statuses, one.status, 'warning') === status,
        ).length;
      return {
        cycleId,
        jobId,
        startDateTime: times[0] ?? '',
        endDateTime: times.at(-1) ?? '',
        changes: new Set(own.map(({ changeId }) => changeId)).size,
        users: new Set(own.map(({ sourceId }) => sourceId)).size,
        actions: Object.fromEntries(
          actions.map((action) => [
            action,
            Object.fromEntries(statuses.map((status) => [status, countOf(action, status)])),
          ]),
        ) as CycleStatistics['actions'],
      };
    })
    .sort((a, b) => (a.startDateTime < b.startDateTime ? -1 : 1));
}
