import { Csv2ScimError } from '../errors';
import type { ProvisioningJob } from '../graph/provisioning/jobs';
import type { Reason } from './checkpoint';
import type { RecordRanges } from './ranges';

/** How many records a file has; `read` is the sum of the next four. */
export interface RecordCounts {
  read: number;
  valid: number;
  rejected: number;
  duplicates: number;
  /** Records for which `records.where` is false. */
  skipped: number;
  repeatedHeaders: number;
}

/** What inspection froze: which records of the file will be sent. Records are counted from 0. */
export interface Plan {
  records: RecordCounts;
  /** The date for which the file was read, `yyyy-MM-dd` in the mapping's zone. */
  today?: string | undefined;
  /** The first date after that on which somebody's `active` changes. */
  nextDate?: string | undefined;
  /** How many bulk requests the planned records make. */
  requests: number;
  /** Records that are not sent: rejected ones and duplicates. */
  excluded: RecordRanges;
  /** Records rejected because another one, on the given line, has the same externalId. */
  conflicts: [record: number, line: number][];
  /** What people should know of the records, which rejects nothing. */
  notes: readonly Note[];
  /** Managers whom another record names in another letter case: their own id is sent there. */
  managers?: RecordRanges | undefined;
  /** Records that are not sent because another one of the same person counts. */
  duplicates: RecordRanges;
  /**
   * Records of new people whose user name is that of somebody who is gone: rejected until a person
   * decides about them.
   */
  setAside?: readonly SetAside[];
}

export interface SetAside {
  /** The record's number. */
  number: number;
  /** The new person's key, hex. */
  person: string;
}

/** A plan as it is kept. */
export interface SavedPlan extends Plan {
  /** Of the bytes that it was made of, hex. */
  sha256: string;
  /** The file's own. */
  delimiter: string;
  /** On which its last record ends; those who are absent count on from it. */
  lastLine: number;
  /** Where only changes are sent: how many people are sent for which reason, or not. */
  selected?: Record<ChangeKind, number>;
  /** How many people failed so often that only a change or their refresh sends them again. */
  givenUp: number;
  /** How many people had no answer so often that only a change or their refresh sends them again. */
  unanswered: number;
  /**
   * Days, as numbers since 1970, of whose people most have no answer, and of which no note was made
   * yet: nobody of them is sent again for that.
   */
  unansweredDays?: readonly number[];
  /** The records of each group of the plan's order. */
  groups: RecordRanges[];
  /** How many people of the store are not in the file. */
  absent: number;
  /** How many absent people the plan deactivates. */
  deactivated: number;
  /** The revision of the store that it was made against: it holds only as long as that stays. */
  revision: number;
  /** The job whose people it was made for, if that was known, and when, milliseconds since 1970. */
  job?: ProvisioningJob;
  createdAt: number;
  /** Why the file is to be held. */
  safeguards: readonly Reason[];
  /**
   * How many people who are active in the store have a record that is rejected for an empty
   * `active`.
   */
  activeEmpty?: number;
  /** Records without a usable externalId, where they keep absence from being applied. */
  absenceNotApplied?: number;
  /** New people who are sent because somebody decided so, by their keys, hex. */
  decided?: readonly string[];
  /** What the feed knows of its newest file, once this one is it. */
  newest: NewestFile;
  /** First 8 hex of SHA-256 of each mapped attribute's leaf. */
  leaves: Readonly<Record<string, string>>;
  /** Whether whoever is not in the file leaves the store once it is accepted. */
  removesMissing: boolean;
  /** Whether users are kept as last sent, so that they can be deactivated when they are absent. */
  keepsUsers: boolean;
}

/** Of lines, such as Entra refused, those of the file's own records. */
export const filterFileRecords = <T extends { line: number }>(all: readonly T[], { lastLine }: SavedPlan): T[] =>
  all.filter(({ line }) => line <= lastLine);

/** Whether Entra has answered every request of a plan. */
export const isWholePlanSettled = (
  { job, settled }: { job?: unknown; settled: number },
  { requests }: Pick<Plan, 'requests'>,
): boolean => job !== undefined && requests > 0 && settled >= requests;

/** A note on records, by the lines of at most 20 of them. */
export interface Note extends Reason {
  lines: number[];
}

export class PlanError extends Csv2ScimError {
  readonly code = 'plan_mismatch';
}

/** What is known of a feed's newest file that passed its safeguards. */
export interface NewestFile {
  ingestionId: string;
  /** How many people it has. */
  people: number;
  /** How many of its records can be sent. */
  sent: number;
  /** In how many of the records that can be sent each mapped column is filled. */
  filled: Readonly<Record<string, number>>;
  /** The texts of its status column, as keyed hashes; none where they are too many. */
  status?: { column: string; words: string[] } | undefined;
}

/** Why a person is sent; `unchanged` people are sent only with `send: all`. */
export const changeKinds = ['unchanged', 'new', 'changed', 'unknown', 'failed', 'unanswered', 'refresh'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/**
 * How many people a file would change, as people read it: whoever is sent though nothing changed is
 * `repeated`.
 */
export interface ChangeCounts {
  unchanged: number;
  new: number;
  changed: number;
  repeated: number;
}

export function countChanges({ unchanged, new: added, changed, ...others }: Record<ChangeKind, number>): ChangeCounts {
  const repeated = Object.values(others).reduce((sum, count) => sum + count);
  return { unchanged, new: added, changed, repeated };
}

/** Whether a file is rejected because nobody of it can be sent, and nobody is to be decided about. */
export const isUnusable = ({ records, setAside }: Pick<Plan, 'records' | 'setAside'>): boolean =>
  records.valid === 0 && setAside === undefined;
