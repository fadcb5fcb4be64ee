import type { RefusedRecord } from '../graph/provisioning/bulkUpload';
import type { ProvisioningJob } from '../graph/provisioning/jobs';
import type { Ingestion } from './ingestion';
import type { ResumeMessage } from './storage/resumeQueue';

/** The states of an ingestion (contract, section 3). */
export type State =
  | 'inspecting'
  | 'rejected'
  | 'held'
  | 'uploading'
  | 'waiting'
  | 'accepted'
  | 'unchanged'
  | 'superseded'
  | 'failed';

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
  /** The records that Entra accepted in them … */
  acceptedRecords: number;
  /** … and those that it refused. */
  refused: readonly RefusedRecord[];
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
  /** Its message in `ingestion-resume`, as far as is known … */
  message?: ResumeMessage;
  /** … and when that becomes visible, ISO 8601. */
  due?: string | undefined;
  /** When its first invocation began, ISO 8601, as the others. */
  startedAt?: string;
  inspectedAt?: string;
  acceptedAt?: string;
  /** The job that its requests go to, once they do. */
  job?: ProvisioningJob;
}

/** Nothing was sent: a plan that is made anew begins so. */
export const noProgress: Progress = { settled: 0, accepted: 0, acceptedRecords: 0, refused: [] };

export const newCheckpoint: Checkpoint = { state: 'inspecting', reasons: [], ...noProgress, begun: 0 };

/** The stored checkpoint; that of a new ingestion where nothing is stored yet. */
export const readCheckpoint = async ({ state }: Pick<Ingestion, 'state'>): Promise<Checkpoint> =>
  (await state.read<Checkpoint>('checkpoint')) ?? newCheckpoint;

export const isEnded = ({ state }: Checkpoint): boolean =>
  ['rejected', 'accepted', 'unchanged', 'superseded', 'failed'].includes(state);
