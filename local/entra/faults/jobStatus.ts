import type { PlannedStatus } from '../options';
import { createQuarantine } from '../tenant/quarantine';
import type { Job, Tenant } from '../tenant/tenant';

/** Sets a job's status, and starts or ends its quarantine. @param time milliseconds since 1970 */
export function setJobStatus(job: Job, status: Job['status'], time: number): void {
  job.status = status;
  job.quarantine =
    status === 'Quarantine' ? createQuarantine('QuarantinedOnDemand', time, 'The quarantine was injected.') : null;
}

export interface StatusPlan {
  /** Sets the planned status of the jobs. @returns whether a job changed */
  follow(time: number): boolean;
  /** Whether a planned status is active. */
  isInForce(): boolean;
}

/**
 * Sets active jobs to a planned status, and sets them back to active when the plan ends. Jobs that
 * were not active, or that were started or restarted meanwhile, are not changed.
 */
export function createStatusPlan(
  tenant: Tenant,
  planned: () => PlannedStatus | undefined = () => undefined,
): StatusPlan {
  let current: PlannedStatus | undefined;
  let affected: Job[] = [];
  return {
    follow(time) {
      const status = planned();
      if (status === current) return false;
      affected = (current === undefined ? tenant.jobs : affected).filter((job) => job.status === (current ?? 'Active'));
      for (const job of affected) setJobStatus(job, status ?? 'Active', time);
      current = status;
      return affected.length > 0;
    },
    isInForce: () => current !== undefined,
  };
}
