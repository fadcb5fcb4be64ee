/** When a job is quarantined for failures (Entra: "Application provisioning in quarantine status"). */
export interface Thresholds {
  /** With fewer failures than this no share is looked at. */
  minimumFailures: number;
  /** Of the users in the cycle; strictly more quarantine the job. */
  failedPercent: number;
  /** Strictly more quarantine the job. */
  failures: number;
  /** Failures and unresolved references together; strictly more quarantine the job. */
  failuresAndReferences: number;
}

export const documentedThresholds: Readonly<Thresholds> = {
  minimumFailures: 5000,
  failedPercent: 40,
  failures: 40_000,
  failuresAndReferences: 60_000,
};

export type QuarantineReason =
  | 'EncounteredBaseEscrowThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredQuarantineException'
  | 'Unknown'
  | 'QuarantinedOnDemand'
  | 'TooManyDeletes'
  | 'IngestionInterrupted';

/** A synchronizationQuarantine. */
export interface Quarantine {
  currentBegan: string;
  nextAttempt: string;
  seriesBegan: string;
  seriesCount: number;
  reason: QuarantineReason;
  error: { code: string; message: string; tenantActionable: boolean };
}

/** What a cycle came to. */
export interface Outcome {
  users: number;
  failures: number;
  /** Managers that were not found: they count in the absolute limit alone. */
  unresolvedReferences: number;
}

/** Why a cycle with this outcome puts its job into quarantine; `undefined` when it does not. */
export function quarantineReason(outcome: Outcome, thresholds: Thresholds): QuarantineReason | undefined {
  const { users, failures, unresolvedReferences } = outcome;
  if (failures + unresolvedReferences > thresholds.failuresAndReferences) return 'EncounteredTotalEscrowThreshold';
  if (failures > thresholds.failures) return 'EncounteredBaseEscrowThreshold';
  if (failures === 0 || failures < thresholds.minimumFailures) return undefined;
  return failures * 100 > thresholds.failedPercent * users ? 'EncounteredEscrowProportionThreshold' : undefined;
}

/** A quarantine that begins now; the next attempt is a day later. */
export function quarantineOf(
  reason: QuarantineReason,
  now: number,
  message = 'Too many users of the cycle could not be provisioned.',
): Quarantine {
  const began = new Date(now).toISOString();
  return {
    currentBegan: began,
    nextAttempt: new Date(now + 86_400_000).toISOString(),
    seriesBegan: began,
    seriesCount: 1,
    reason,
    error: { code: reason, message, tenantActionable: true },
  };
}
