import { randomUUID } from 'node:crypto';
import type { Json } from '../tenant/json';
import type { LogEntry } from '../tenant/logEntry';
import { type CycleOutcome, createQuarantine, findQuarantineReason } from '../tenant/quarantine';
import { getExternalId, type Job, type Tenant } from '../tenant/tenant';
import { type Cycle, createLogEntry } from './createLogEntry';
import { assignManager, type Change, collectUserNames, provisionUser } from './provision';

/**
 * Provisions the staged users of an active job. @returns the log entries in order of time, one
 * millisecond apart from `now` (milliseconds since 1970). A job that is not active, or has no
 * staged users, is not changed.
 */
export function runCycle(job: Job, tenant: Tenant, now: number): LogEntry[] {
  if (job.status !== 'Active' || job.staged.length === 0) return [];
  const began = Math.max(now, Date.parse(job.lastExecution?.timeEnded ?? '1970-01-01T00:00:00Z') + 1);
  const users = takeDueUsers(job);
  job.staged = [];
  const names = collectUserNames(tenant);
  // managers come last: a manager may follow the employee in the file
  const changes = users.map((user) => provisionUser(user, job, names)).map((change) => assignManager(change, job));
  for (const { externalId, user, status } of changes) {
    if (status === 'failure') job.escrows.set(externalId, user);
    else job.escrows.delete(externalId);
  }
  const cycle: Cycle = { id: randomUUID(), job, tenant, changeIds: new Map() };
  const entries = changes.map((change, index) => createLogEntry(change, cycle, began + index));
  concludeCycle(cycle, changes, began);
  return entries;
}

/**
 * Takes the users to provision: those who failed before and were not sent again, then the staged
 * ones. The service waits at least 6 hours before a retry; here every cycle retries.
 */
function takeDueUsers({ escrows, staged }: Job): Json[] {
  const sentAgain = new Set(staged.map(getExternalId));
  const again = [...escrows].filter(([externalId]) => !sentAgain.has(externalId)).map(([, user]) => user);
  return [...again, ...staged];
}

const classifyOutcome = (changes: readonly Change[]): CycleOutcome => ({
  users: changes.length,
  failures: changes.filter(({ status }) => status === 'failure').length,
  unresolvedReferences: changes.filter(({ status }) => status === 'warning').length,
});

/** Records the result of the cycle, and quarantines the job when too many users failed. */
function concludeCycle({ id, job, tenant }: Cycle, changes: readonly Change[], began: number): void {
  const outcome = classifyOutcome(changes);
  const { users, failures } = outcome;
  const skipped = changes.filter(({ status }) => status === 'skipped').length;
  const ended = began + users - 1;
  job.lastExecution = {
    activityIdentifier: id,
    state: failures === 0 ? 'Succeeded' : 'EntryLevelErrors',
    countImported: users,
    countExported: users - failures - skipped,
    countEscrowed: failures,
    timeBegan: new Date(began).toISOString(),
    timeEnded: new Date(ended).toISOString(),
    error: null,
  };
  const reason = findQuarantineReason(outcome, tenant.thresholds);
  if (reason === undefined) return;
  job.status = 'Quarantine';
  job.quarantine = createQuarantine(reason, ended);
}

/**
 * Runs a cycle of every active job that has staged users. @returns the number of new log entries
 */
export function runCycles(tenant: Tenant, now: number): number {
  let written = 0;
  for (const job of tenant.jobs) {
    for (const entry of runCycle(job, tenant, now)) {
      tenant.log.push(entry);
      written++;
    }
  }
  return written;
}
