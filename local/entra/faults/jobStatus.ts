import type { PlannedStatus } from '../options';
import { quarantineOf } from '../tenant/quarantine';
import type { Job, Tenant } from '../tenant/tenant';

/** Sets a job's status, and begins or ends its quarantine. @param time milliseconds since 1970 */
export function setStatus(job: Job, status: Job['status'], time: number): void {
  job.status = status;
  job.quarantine =
    status === 'Quarantine' ? quarantineOf('QuarantinedOnDemand', time, 'The job was quarantined on purpose.') : null;
}

export interface StatusPlan {
  /** Gives the jobs the status that is planned now; says whether that changed anything. */
  follow(time: number): boolean;
  /** Whether a planned status is in force. */
  isInForce(): boolean;
}

/**
 * Gives active jobs a planned status, and makes them active again when none is planned any more.
 * It changes no job that was not active before, or that was started or restarted meanwhile.
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
      for (const job of affected) setStatus(job, status ?? 'Active', time);
      current = status;
      return affected.length > 0;
    },
    isInForce: () => current !== undefined,
  };
}
