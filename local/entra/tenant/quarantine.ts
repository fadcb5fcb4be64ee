/** When failures quarantine a job (Entra: "Application provisioning in quarantine status"). */
export interface Thresholds {
  /** With fewer failures than this, the share is not checked. */
  minimumFailures: number;
  /** Share of the users in the cycle. A higher share quarantines the job. */
  failedPercent: number;
  /** A higher number quarantines the job. */
  failures: number;
  /** Failures and unresolved references together. A higher number quarantines the job. */
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

/** The result of a cycle. */
export interface CycleOutcome {
  users: number;
  failures: number;
  /** Managers that were not found. They count for the absolute limit only. */
  unresolvedReferences: number;
}

/** Returns why a cycle with this outcome quarantines its job, `undefined` when it does not. */
export function findQuarantineReason(outcome: CycleOutcome, thresholds: Thresholds): QuarantineReason | undefined {
  const { users, failures, unresolvedReferences } = outcome;
  if (failures + unresolvedReferences > thresholds.failuresAndReferences) return 'EncounteredTotalEscrowThreshold';
  if (failures > thresholds.failures) return 'EncounteredBaseEscrowThreshold';
  if (failures === 0 || failures < thresholds.minimumFailures) return undefined;
  return failures * 100 > thresholds.failedPercent * users ? 'EncounteredEscrowProportionThreshold' : undefined;
}

/** Creates a quarantine that starts now. The next attempt is a day later. */
export function createQuarantine(
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
