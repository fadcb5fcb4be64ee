import { QuotaError } from '../errors';
import { callsInLast24Hours, type Ledger, type Limits, reserveCalls } from '../graph/limits/quota';
import type { Storage } from '../ingestion/storage/connect';
import { readLedger } from '../ingestion/storage/quotaLedger';
import { createFindings, type Finding } from './finding';
import { warningLimits } from './limits';

const { ok, warning, problem } = createFindings('Graph', 'service');

/** Checks the tenant's quota of bulkUpload calls with the app's ledger. */
export async function examineQuota(storage: Storage, limits: Limits, now: number): Promise<Finding[]> {
  return [checkQuota(await readLedger(storage), limits, now)];
}

/** Describes the used quota, and whether a call would be accepted now. */
export function checkQuota(ledger: Ledger | undefined, limits: Limits, now: number): Finding {
  const { callsPerDay } = limits;
  const calls = callsInLast24Hours(ledger, now);
  const spent = `${calls} of the day's ${callsPerDay} calls were made in the last 24 hours`;
  const call = { owner: 'doctor', counting: 0, waiting: 1, reserved: 0, lastResponse: undefined };
  const { outcome } = reserveCalls(ledger, call, limits, now);
  if ('refused' in outcome) {
    const { message } = new QuotaError(outcome.refused, outcome.until, callsPerDay);
    return problem(
      message,
      'files wait and continue automatically. Send fewer records a day (send: changes), or use Entra ID Governance (6000 calls)',
    );
  }
  return 100 * calls > warningLimits.quotaSharePercent * callsPerDay
    ? warning(
        spent,
        'files wait when it is used up. Send fewer records (send: changes), or find out what else uses the quota',
      )
    : ok(spent);
}
