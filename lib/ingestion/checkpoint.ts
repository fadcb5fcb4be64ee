import type { RefusedRecord } from '../graph/provisioning/bulkUpload';
import type { ProvisioningJob } from '../graph/provisioning/jobs';
import type { Ingestion } from './ingestion';
import type { State } from './states';
import type { ResumeMessage } from './storage/resumeQueue';

export interface Reason {
  code: string;
  message: string;
}

/**
 * How far an upload came: a prefix of the plan's requests. Larger `settled` knows all that a
 * smaller one knows.
 */
export interface Progress {
  /** Requests from the start of the plan that are done with. */
  settled: number;
  /** Those of them of which Entra accepted anything. */
  accepted: number;
  /** The records that Entra accepted in the settled requests. */
  acceptedRecords: number;
  /** The records that Entra refused in the settled requests. */
  refused: readonly RefusedRecord[];
  /** Requests behind the prefix that are done with too: fewer than 40. */
  ahead?: readonly SettledRequest[] | undefined;
}

/** A request that was settled before all that come before it in the plan. */
export interface SettledRequest {
  /** Its number in the plan, from 0. */
  index: number;
  /** How many of its records Entra accepted. */
  records: number;
  /** The records of it that Entra refused. */
  refused: readonly RefusedRecord[];
}

/** A person's decision about an ingestion. */
export interface Decision {
  decision: 'release' | 'discard' | 'resume';
  /** The object id of the account. */
  by: string;
  /** ISO 8601. */
  at: string;
  reason: string | null;
}

export interface Checkpoint extends Progress {
  state: State;
  reasons: readonly Reason[];
  /**
   * Invocations that began since the last one that made progress or stopped cleanly: more than a
   * few are crashes.
   */
  begun: number;
  /** Since when nothing but transient errors came, ISO 8601. */
  troubledSince?: string | undefined;
  /**
   * How many requests after the settled ones Entra may have accepted; 40 while an upload is under
   * way.
   */
  inFlight?: number;
  /**
   * While bulkUpload answers 5xx: how many single requests have tried it since the upload stopped.
   */
  probes?: number | undefined;
  /** Since when it waits without progress, ISO 8601. */
  waitingSince?: string | undefined;
  /** When `HrFileWaiting` was last sent for this wait, ISO 8601. */
  waitingTold?: string | undefined;
  decisions?: readonly Decision[];
  /** What people should know of it, although it continues. */
  notes?: readonly Reason[];
  /** Its message in `ingestion-resume`, as far as is known. */
  message?: ResumeMessage;
  /** When its message becomes visible, ISO 8601. */
  due?: string | undefined;
  /** When its first invocation began, ISO 8601, as the others. */
  startedAt?: string;
  inspectedAt?: string;
  acceptedAt?: string;
  /** The job that its requests go to, once they do. */
  job?: ProvisioningJob;
}

/** What Entra accepted, behind the prefix too. */
export function countAccepted({ accepted, acceptedRecords, ahead = [] }: Progress): {
  requests: number;
  records: number;
} {
  return {
    requests: accepted + ahead.filter(({ records }) => records > 0).length,
    records: ahead.reduce((sum, { records }) => sum + records, acceptedRecords),
  };
}

/** Nothing was sent: a plan that is made anew begins so. */
export const noProgress: Progress = { settled: 0, accepted: 0, acceptedRecords: 0, refused: [], ahead: undefined };

export const newCheckpoint: Checkpoint = { state: 'inspecting', reasons: [], ...noProgress, begun: 0 };

/** The stored checkpoint; that of a new ingestion where nothing is stored yet. */
export const readCheckpoint = async ({ documents }: Pick<Ingestion, 'documents'>): Promise<Checkpoint> =>
  (await documents.read<Checkpoint>('checkpoint')) ?? newCheckpoint;

/** Adds a note, once for each of its codes. */
export async function addNote({ documents }: Pick<Ingestion, 'documents'>, note: Reason): Promise<void> {
  await documents.update<Checkpoint>('checkpoint', (checkpoint = newCheckpoint) => {
    const { notes = [] } = checkpoint;
    return notes.some(({ code }) => code === note.code) ? checkpoint : { ...checkpoint, notes: [...notes, note] };
  });
}
