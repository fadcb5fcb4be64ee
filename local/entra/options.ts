import type { Call } from './rules';
import type { Tenant } from './tenant';

/** What the simulated Entra did with a bulkUpload call. */
export interface Answer {
  status: number;
  /** Name of the rule that the call broke. */
  rule?: string;
  call: Call;
  operations: number;
}

/** Breaks a call on purpose: an answer instead of the real one, a connection that ends before or after the call was taken. */
export type Fault = { status: number; headers?: Record<string, string> } | 'reset' | 'drop after acceptance';

export interface EntraOptions {
  tenant: Tenant;
  port?: number;
  onAnswer?: (answer: Answer) => void;
  /** Asked before each bulkUpload call; the number counts calls from 1. */
  fault?: (number: number) => Fault | undefined;
  /** Milliseconds until a bulkUpload call is answered. */
  latency?: number;
  /** Milliseconds after the last upload, start or restart until a cycle runs by itself; never, when missing. */
  cycleAfter?: number;
  /** Told how many log entries a cycle wrote that ran by itself. */
  onCycle?: (entries: number) => void;
}
