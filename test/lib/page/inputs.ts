import type { CycleStatistics } from '../../../lib/cycles/statistics';
import type { LogEntry } from '../../../lib/graph/logs/logEntry';
import { type Action, parseAction, parseStatus, type Status } from '../../../lib/graph/logs/vocabulary';
import type { Report } from '../../../lib/ingestion/reports/report';
import type { PageInput, PageRejection } from '../../../lib/page/input';

export const header = ['WorkerID', 'WorkerStatus', 'FirstName', 'LastName', 'Department', 'HireDate'];
export const cycleId = '3b0c1a52-5a0e-4c43-9f53-2b1c5ad0f0c1';

export const report = (changes: Partial<Report> = {}): Report => ({
  ingestionId: '20261123T100400Z-9f3a61c2',
  feed: 'employees',
  blob: 'employees/employees.csv',
  etag: '"0x8DD0B9A3C1F2E40"',
  sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  mappingHash: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  state: 'accepted',
  reasons: [],
  notes: [],
  records: { read: 1000, valid: 1000, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 },
  requests: { total: 20, accepted: 20 },
  inspectedAt: '2026-11-23T10:04:07.000Z',
  acceptedAt: '2026-11-23T10:04:31.000Z',
  decisions: [],
  ...changes,
});

export const input = (changes: Partial<PageInput> = {}): PageInput => ({
  report: report(),
  rejections: [],
  header,
  cycles: [],
  entries: [],
  madeAt: '2026-11-23T10:30:00.000Z',
  ...changes,
});

const noError = {
  errorCode: '',
  errorCategory: 'nonServiceFailure',
  reason: '',
  additionalDetails: '',
  recommendedAction: '',
};

export const entry = (number: number, changes: Partial<LogEntry> = {}): LogEntry => ({
  id: `entry-${number}`,
  activityDateTime: '2026-11-23T10:12:00.000Z',
  jobId: 'API2AAD.1',
  cycleId,
  changeId: `change-${number}`,
  action: 'create',
  status: 'success',
  sourceId: String(100000 + number),
  targetId: `target-${number}`,
  displayName: `Person ${number}`,
  error: undefined,
  modifiedProperties: [],
  ...changes,
});

export const failed = (number: number, changes: Partial<LogEntry> = {}): LogEntry =>
  entry(number, {
    status: 'failure',
    error: {
      ...noError,
      errorCode: 'AzureActiveDirectoryDuplicateUserPrincipalName',
      reason: `Another object with the same value for property userPrincipalName already exists: EMP${100000 + number}`,
      recommendedAction: 'Send a userName that no other account has, or generate one in the attribute mapping.',
    },
    ...changes,
  });

export const warned = (number: number): LogEntry =>
  entry(number, {
    action: 'update',
    status: 'warning',
    error: {
      ...noError,
      errorCode: 'UnableToResolveReferenceAttributeValue',
      reason: `We were unable to assign '99' as the manager of 'Person ${number}', because '99' is not in scope for provisioning.`,
      recommendedAction: 'Send the manager as a user, then the user once more.',
    },
  });

/** A cycle's statistics, as its entries give them. */
export function cycleOf(entries: readonly LogEntry[], changes: Partial<CycleStatistics> = {}): CycleStatistics {
  const none = (): Record<Status, number> => ({ success: 0, failure: 0, skipped: 0, warning: 0 });
  const actions: Record<Action, Record<Status, number>> = {
    create: none(),
    update: none(),
    delete: none(),
    disable: none(),
    stagedDelete: none(),
    other: none(),
  };
  for (const { action, status } of entries) actions[parseAction(action)][parseStatus(status)]++;
  return {
    cycleId,
    jobId: 'API2AAD.1',
    startDateTime: '2026-11-23T10:11:02.000Z',
    endDateTime: '2026-11-23T10:13:48.000Z',
    changes: new Set(entries.map(({ changeId }) => changeId)).size,
    users: new Set(entries.map(({ sourceId }) => sourceId)).size,
    actions,
    ...changes,
  };
}

/** The numbers from a to b. */
export const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

const reasons = [
  'attributes.userType: the text in column Department is not one of the words listed for true and false',
  'attributes.urn:ietf:params:scim:schemas:extension:csv:1.0:User.HireDate: the text in column HireDate is not a date like yyyy-MM-dd',
  'externalId is empty: without it Entra cannot tell who this is',
];

export const rejection = (number: number, changes: Partial<PageRejection> = {}): PageRejection => ({
  line: number + 1,
  reason: reasons[number % 7 < 4 ? 1 : number % 3] ?? '',
  fields: [String(100000 + number), 'Active', 'Anne-Marie', 'van der Berg', 'Sales', '31.02.2021'],
  ...changes,
});
