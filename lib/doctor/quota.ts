import { QuotaError } from '../errors';
import { callsInLast24Hours, type Ledger, type Limits, reserveCalls } from '../graph/limits/quota';
import type { Storage } from '../ingestion/storage/connect';
import { readLedger } from '../ingestion/storage/quotaLedger';
import { createFindings, type Finding } from './finding';

const { ok, warning, problem } = createFindings('Graph', 'service');
const much = 0.8;

/** The tenant's quota of bulkUpload calls, as far as the app's ledger knows. */
export async function examineQuota(storage: Storage, limits: Limits, now: number): Promise<Finding[]> {
  return [quotaFinding(await readLedger(storage), limits, now)];
}

/** What is spent, and what a call would be told now. */
export function quotaFinding(ledger: Ledger | undefined, limits: Limits, now: number): Finding {
  const { callsPerDay } = limits;
  const calls = callsInLast24Hours(ledger, now);
  const spent = `${calls} of the day's ${callsPerDay} calls were made in the last 24 hours`;
  const call = { owner: 'doctor', counting: 0, waiting: 1, reserved: 0, lastResponse: undefined };
  const { outcome } = reserveCalls(ledger, call, limits, now);
  if ('refused' in outcome) {
    const { message } = new QuotaError(outcome.refused, outcome.until, callsPerDay);
    return problem(
      message,
      'files wait and go on by themselves; fewer records a day (send: changes) or Entra ID Governance (6000 calls) help',
    );
  }
  return calls > much * callsPerDay
    ? warning(spent, 'what is sent beyond it waits: send less (send: changes), or look what else uses the quota')
    : ok(spent);
}
