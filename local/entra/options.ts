import type { UploadCall } from './http/uploadRules';
import type { Tenant } from './tenant/tenant';

/** The simulated Entra's answer to a bulkUpload call. */
export interface UploadAnswer {
  status: number;
  /** Name of the rule that the call broke. */
  rule?: string;
  call: UploadCall;
  operations: number;
}

/**
 * A fault to inject: a status instead of the real answer, a late answer (`delay`, milliseconds), a
 * connection that ends before the body is read or after the call is accepted, or no answer. `full`
 * is for bulkUpload only: a valid call is refused as if the job's ingestion queue were full.
 */
export type Fault =
  | { status: number; headers?: Record<string, string> }
  | { delay: number }
  | 'reset'
  | 'drop after acceptance'
  | 'stall'
  | 'full';

/** The status that a fault plan sets for every active job during a time window. */
export type PlannedStatus = 'Paused' | 'Quarantine';

/** The kinds of calls other than bulkUpload. Calls for a job's schema belong to the jobs. */
export type OtherEndpoint = 'jobs' | 'logs';

export interface EntraOptions {
  tenant: Tenant;
  /** Milliseconds since 1970: the clock of limits, cycles, quarantines and logs. */
  now?: () => number;
  port?: number;
  onAnswer?: (answer: UploadAnswer) => void;
  /** Called after each call to any endpoint except bulkUpload. */
  onElsewhere?: (call: { method: string; path: string; status: number }) => void;
  /** Called before each bulkUpload call. The number counts calls from 1. */
  fault?: (number: number) => Fault | undefined;
  /** Called before each other call. The number counts calls of its kind from 1. */
  faultElsewhere?: (kind: OtherEndpoint, number: number) => Fault | undefined;
  /** Called before each call and each cycle. While it returns a status, active jobs have it. */
  jobStatus?: () => PlannedStatus | undefined;
  /** Latency of a bulkUpload call in milliseconds. */
  latency?: number;
  /**
   * Milliseconds from the last upload, start or restart until a cycle runs automatically. When
   * absent, none does.
   */
  cycleAfter?: number;
  /** Called after an automatic cycle, with the number of its log entries. */
  onCycle?: (entries: number) => void;
}
