import type { GraphClient } from '../../graph/client/client';
import type { LogEntry } from '../../graph/logs/logEntry';
import { readProvisioningLogs } from '../../graph/logs/provisioningLogs';
import { parseStatus } from '../../graph/logs/vocabulary';
import { formatAge } from '../ago';
import type { createFindings, Finding } from '../finding';
import { warningLimits } from '../limits';
import { explainGraphError } from '../refusals';

export interface Lateness {
  /** Milliseconds since 1970. */
  now: number;
  /** Anything older is late. */
  sinceHours: number;
}

const hour = 60 * 60_000;

export const isLate = (time: number, { now, sinceHours }: Lateness): boolean => now - time > sinceHours * hour;

/** Checks a job's last cycle with the newest page of its provisioning log. */
export async function examineLastCycle(
  logs: GraphClient,
  jobId: string,
  { lateness, found }: { lateness: Lateness; found: ReturnType<typeof createFindings> },
): Promise<Finding[]> {
  try {
    const { value: newest = [] } = await readProvisioningLogs(logs, { jobId, order: 'desc' }).next();
    return [lastCycle(newest, lateness, found), ...failures(newest, found)];
  } catch (error) {
    const { message, remedy } = explainGraphError('its provisioning log', error);
    return [found.problem(message, remedy)];
  }
}

function lastCycle(
  entries: readonly LogEntry[],
  lateness: Lateness,
  { ok, warning }: ReturnType<typeof createFindings>,
): Finding {
  const times = entries
    .map(({ activityDateTime }) => Date.parse(activityDateTime))
    .filter((time) => !Number.isNaN(time));
  const last = times.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  const lag = 'log entries appear 5 to 10 minutes after an upload';
  if (last === Number.NEGATIVE_INFINITY)
    return warning(
      'Entra has logged no cycle of this job',
      `${lag}. If there are none, check that the job runs and that files are accepted`,
    );
  const when = `its last cycle was ${formatAge(lateness.now - last)}`;
  return isLate(last, lateness)
    ? warning(
        when,
        `${lag}. If a file was accepted since, check the job in the Entra portal (an unchanged file causes no cycle)`,
      )
    : ok(when);
}

function failures(entries: readonly LogEntry[], { ok, warning }: ReturnType<typeof createFindings>): Finding[] {
  if (entries.length === 0) return [];
  const failed = entries.filter(({ status }) => parseStatus(status) === 'failure').length;
  const share = `${failed} of its last ${entries.length} log entries are failures`;
  return 100 * failed > warningLimits.failureSharePercent * entries.length
    ? [warning(share, 'run csv2scim logs --service-principal-id ID to see the people and the reasons')]
    : [ok(share)];
}
