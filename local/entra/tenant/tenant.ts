import { defaultSchema } from './defaultSchema';
import { type Directory, directoryWith } from './directory';
import type { Json } from './json';
import type { LogEntry } from './logEntry';
import { documentedThresholds, type Quarantine, type Thresholds } from './quarantine';

/** A user object of the directory. */
export interface Account {
  /** Object id. */
  id: string;
  enabled: boolean;
  /** By attribute path, as in the schema's mappings: `name.givenName`, `phoneNumbers[type eq "work"].value`. */
  attributes: Record<string, string>;
}

/** A synchronizationTaskExecution, as far as it is kept. */
export interface Execution {
  activityIdentifier: string;
  state: 'Succeeded' | 'EntryLevelErrors';
  countImported: number;
  countExported: number;
  countEscrowed: number;
  timeBegan: string;
  timeEnded: string;
  error: null;
}

export interface Job {
  id: string;
  servicePrincipalId: string;
  /** synchronizationStatus.code: uploads are staged in any of them, but only an active job provisions. */
  status: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  /** The users that wait for the next cycle, in the order in which they came. */
  staged: Json[];
  /** The users that failed in their last cycle, by externalId; the next cycle that runs tries them again. */
  escrows: Map<string, Json>;
  /** By externalId, which is matched with employeeId. */
  accounts: Map<string, Account>;
  quarantine: Quarantine | null;
  lastExecution: Execution | null;
  /** The synchronization schema as it was put, to the byte. */
  schema: string;
}

export interface Limits {
  callsPer5Seconds: number;
  callsPerDay: number;
  /** Of the provisioning logs, by all clients. */
  logCallsPer10Seconds: number;
  /** Users that a job's ingestion queue can hold; without a limit when missing. */
  queuedUsers?: number;
  /** Seconds that a 429 tells in Retry-After; the header is missing when this is. */
  retryAfter?: number;
}

/** The state of a simulated tenant, all of it in memory. */
export interface Tenant extends Directory {
  id: string;
  jobs: Job[];
  /** Permissions by access token. */
  tokens: Record<string, readonly string[]>;
  limits: Limits;
  thresholds: Thresholds;
  /** When each bulkUpload call of the last 24 hours arrived; the limits count all that are authorised. */
  calls: number[];
  /** When each call to the provisioning logs of the last 10 seconds arrived. */
  logCalls: number[];
  /** The provisioning logs, in any order. */
  log: LogEntry[];
  /** Milliseconds until a log entry can be read (Entra: 5 to 10 minutes). */
  logLag: number;
}

/** A job that nobody has sent anything yet. */
export const newJob = (id: string, servicePrincipalId: string): Job => ({
  id,
  servicePrincipalId,
  status: 'Active',
  staged: [],
  escrows: new Map(),
  accounts: new Map(),
  quarantine: null,
  lastExecution: null,
  schema: defaultSchema,
});

/**
 * A tenant with the limits and thresholds that Microsoft documents for Entra ID P1/P2, and an
 * empty log. The size of a queue is not documented: the number is larger than what tests send.
 */
export const tenantWith = (jobs: Job[], tokens: Tenant['tokens']): Tenant => ({
  id: '00000000-0000-4000-8000-000000000000',
  jobs,
  tokens,
  limits: { callsPer5Seconds: 40, callsPerDay: 2000, logCallsPer10Seconds: 5, queuedUsers: 1_000_000 },
  thresholds: { ...documentedThresholds },
  calls: [],
  logCalls: [],
  log: [],
  logLag: 0,
  ...directoryWith(jobs.map(({ servicePrincipalId }) => servicePrincipalId)),
});

/** The externalIds of everybody the job knows: those who have an account, those who failed, those who wait for a cycle. */
export function peopleOf({ accounts, escrows, staged }: Job): string[] {
  return [...new Set([...accounts.keys(), ...escrows.keys(), ...staged.map(externalIdOf)])];
}

/** A staged user has one: bulkUpload refuses those without. */
export const externalIdOf = ({ externalId }: Json): string => String(externalId);
