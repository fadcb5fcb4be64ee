import { randomUUID } from 'node:crypto';
import type { Json } from '../tenant/json';
import type { LogEntry } from '../tenant/logEntry';
import { type Outcome, quarantineOf, quarantineReason } from '../tenant/quarantine';
import { externalIdOf, type Job, type Tenant } from '../tenant/tenant';
import { type Cycle, logEntry } from './createLogEntry';
import { assignManager, type Change, namesOf, provision } from './provision';

/**
 * Provisions what is staged for an active job, and gives the entries for the provisioning log, in order of time: a millisecond
 * each from `now` (milliseconds since 1970). A job that is not active, or has nothing staged, is left alone.
 */
export function runCycle(job: Job, tenant: Tenant, now: number): LogEntry[] {
  if (job.status !== 'Active' || job.staged.length === 0) return [];
  const began = Math.max(now, Date.parse(job.lastExecution?.timeEnded ?? '1970-01-01T00:00:00Z') + 1);
  const users = due(job);
  job.staged = [];
  const names = namesOf(tenant);
  // managers only now: one may stand further down the file than their people
  const changes = users.map((user) => provision(user, job, names)).map((change) => assignManager(change, job));
  for (const { externalId, user, status } of changes) {
    if (status === 'failure') job.escrows.set(externalId, user);
    else job.escrows.delete(externalId);
  }
  const cycle: Cycle = { id: randomUUID(), job, tenant, changeIds: new Map() };
  const entries = changes.map((change, index) => logEntry(change, cycle, began + index));
  conclude(cycle, changes, began);
  return entries;
}

/**
 * Who is to be provisioned: those whose last attempt failed, unless they were sent again, then all that was sent. The service
 * waits 6 hours and more before it tries again; here every cycle does.
 */
function due({ escrows, staged }: Job): Json[] {
  const sentAgain = new Set(staged.map(externalIdOf));
  const again = [...escrows].filter(([externalId]) => !sentAgain.has(externalId)).map(([, user]) => user);
  return [...again, ...staged];
}

const outcomeOf = (changes: readonly Change[]): Outcome => ({
  users: changes.length,
  failures: changes.filter(({ status }) => status === 'failure').length,
  unresolvedReferences: changes.filter(({ status }) => status === 'warning').length,
});

/** Notes what the cycle came to, and quarantines the job when too much failed. */
function conclude({ id, job, tenant }: Cycle, changes: readonly Change[], began: number): void {
  const outcome = outcomeOf(changes);
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
  const reason = quarantineReason(outcome, tenant.thresholds);
  if (reason === undefined) return;
  job.status = 'Quarantine';
  job.quarantine = quarantineOf(reason, ended);
}

/** Runs a cycle of every active job that has users staged; gives how many entries the provisioning log gained. */
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
