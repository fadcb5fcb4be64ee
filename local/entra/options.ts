import type { Call } from './http/uploadRules';
import type { Tenant } from './tenant/tenant';

/** What the simulated Entra did with a bulkUpload call. */
export interface Answer {
  status: number;
  /** Name of the rule that the call broke. */
  rule?: string;
  call: Call;
  operations: number;
}

/**
 * Breaks a call on purpose: an answer instead of the real one, the real one late (`delay`, milliseconds), a connection that
 * ends before the body was read or after the call was taken, or no answer ever. `full` works
 * for bulkUpload alone: a valid call is refused as if the job's ingestion queue were full.
 */
export type Fault =
  | { status: number; headers?: Record<string, string> }
  | { delay: number }
  | 'reset'
  | 'drop after acceptance'
  | 'stall'
  | 'full';

/** The status that a fault plan gives to every active job for a while. */
export type PlannedStatus = 'Paused' | 'Quarantine';

/** What calls other than bulkUpload are for; a job's schema belongs to the jobs. */
export type Elsewhere = 'jobs' | 'logs';

export interface EntraOptions {
  tenant: Tenant;
  /** Milliseconds since 1970: the clock of limits, cycles, quarantines and logs. */
  now?: () => number;
  port?: number;
  onAnswer?: (answer: Answer) => void;
  /** Told of each call to anything but bulkUpload. */
  onElsewhere?: (call: { method: string; path: string; status: number }) => void;
  /** Asked before each bulkUpload call; the number counts calls from 1. */
  fault?: (number: number) => Fault | undefined;
  /** Asked before each other call; the number counts the calls of its kind from 1. */
  faultElsewhere?: (kind: Elsewhere, number: number) => Fault | undefined;
  /** Asked before each call and each cycle. Active jobs have this status while it gives one. */
  jobStatus?: () => PlannedStatus | undefined;
  /** Milliseconds until a bulkUpload call is answered. */
  latency?: number;
  /** Milliseconds after the last upload, start or restart until a cycle runs by itself; never, when missing. */
  cycleAfter?: number;
  /** Told how many log entries a cycle wrote that ran by itself. */
  onCycle?: (entries: number) => void;
}
