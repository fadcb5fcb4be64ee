import { defaultSchema } from './defaultSchema';
import { createDirectory, type Directory } from './directory';
import type { Json } from './json';
import type { LogEntry } from './logEntry';
import { documentedThresholds, type Quarantine, type Thresholds } from './quarantine';

/** A user object of the directory. */
export interface Account {
  /** Object id. */
  id: string;
  enabled: boolean;
  /**
   * By attribute path, as in the schema's mappings: `name.givenName`, `phoneNumbers[type eq
   * "work"].value`.
   */
  attributes: Record<string, string>;
}

/** The synchronizationTaskExecution properties that are simulated. */
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
  /**
   * synchronizationStatus.code. Uploads are staged in every status. Only an active job provisions.
   */
  status: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  /** The users that wait for the next cycle, in the order of arrival. */
  staged: Json[];
  /** The users that failed in their last cycle, by externalId. The next cycle retries them. */
  escrows: Map<string, Json>;
  /** By externalId, which is matched with employeeId. */
  accounts: Map<string, Account>;
  quarantine: Quarantine | null;
  lastExecution: Execution | null;
  /** The synchronization schema, unchanged since its PUT. */
  schema: string;
}

export interface Limits {
  callsPer5Seconds: number;
  callsPerDay: number;
  /** Calls to the provisioning logs by all clients. */
  logCallsPer10Seconds: number;
  /** Users that a job's ingestion queue can hold. Without a limit when absent. */
  queuedUsers?: number;
  /** Seconds in the Retry-After header of a 429. When absent, there is no header. */
  retryAfter?: number;
}

/** The state of a simulated tenant, in memory. */
export interface Tenant extends Directory {
  id: string;
  jobs: Job[];
  /** Permissions by access token. */
  tokens: Record<string, readonly string[]>;
  limits: Limits;
  thresholds: Thresholds;
  /**
   * When each bulkUpload call of the last 24 hours arrived. The limits count all authorised calls.
   */
  calls: number[];
  /** When each call to the provisioning logs of the last 10 seconds arrived. */
  logCalls: number[];
  /** The provisioning logs, in any order. */
  log: LogEntry[];
  /** Milliseconds until a log entry is visible (Entra: 5 to 10 minutes). */
  logLag: number;
}

/** Creates a job without users. */
export const createJob = (id: string, servicePrincipalId: string): Job => ({
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
 * Creates a tenant with an empty log, and with the limits and thresholds that Microsoft documents
 * for Entra ID P1/P2. The size of the queue is not documented: the number is larger than what tests
 * send.
 */
export const createTenant = (jobs: Job[], tokens: Tenant['tokens']): Tenant => ({
  id: '00000000-0000-4000-8000-000000000000',
  jobs,
  tokens,
  limits: { callsPer5Seconds: 40, callsPerDay: 2000, logCallsPer10Seconds: 5, queuedUsers: 1_000_000 },
  thresholds: { ...documentedThresholds },
  calls: [],
  logCalls: [],
  log: [],
  logLag: 0,
  ...createDirectory(jobs.map(({ servicePrincipalId }) => servicePrincipalId)),
});

/** Lists the externalIds of all people of a job: with an account, failed, or staged. */
export function listPeople({ accounts, escrows, staged }: Job): string[] {
  return [...new Set([...accounts.keys(), ...escrows.keys(), ...staged.map(getExternalId)])];
}

/** Returns the externalId of a staged user. bulkUpload refuses users without one. */
export const getExternalId = ({ externalId }: Json): string => String(externalId);
