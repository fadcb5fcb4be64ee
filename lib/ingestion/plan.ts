import { Csv2ScimError } from '../errors';
import type { RecordRanges } from './ranges';

/** What inspection froze: which records of the file will be sent. Records are counted from 0. */
export interface Plan {
  records: { read: number; valid: number; rejected: number; duplicates: number };
  /** How many bulk requests the planned records make. */
  requests: number;
  /** Records that are not sent: rejected ones and duplicates. */
  excluded: RecordRanges;
  /** Records rejected because another one, on the given line, has the same externalId. */
  conflicts: [record: number, line: number][];
  /** Records not sent because another one stands for them. */
  duplicates: RecordRanges;
  /** Where only changes are sent: whom the plan sends and why, … */
  selected?: Record<ChangeKind, number>;
  /** … how many failed so often that they are not sent again by themselves, … */
  givenUp?: number;
  /** … and the records of those who are not sent. */
  unchanged?: RecordRanges;
}

/** A plan as it is kept. */
export interface SavedPlan extends Plan {
  /** Of the bytes that it was made of, hex. */
  sha256: string;
  /** The file's own. */
  delimiter: string;
  /** On which its last record ends; those who are absent count on from it. */
  lastLine: number;
  /** What it was made against. */
  basis: PlanBase;
  /** How many people of the last accepted file are not in this one, … */
  absent: number;
  /** … and how many the plan deactivates for it. */
  deactivated: number;
}

/** Of lines, such as Entra refused, those of the file's own records. */
export const filterFileRecords = <T extends { line: number }>(all: readonly T[], { lastLine }: SavedPlan): T[] =>
  all.filter(({ line }) => line <= lastLine);

/** Whether Entra has answered every request of a plan. */
export const isWholePlanSettled = (
  { job, settled }: { job?: unknown; settled: number },
  { requests }: Pick<Plan, 'requests'>,
): boolean => job !== undefined && requests > 0 && settled >= requests;

/** What a plan was made against: it holds only while that is still so. */
export interface PlanBase {
  /** The ingestion that the baseline is of; none when there is no baseline. */
  baseline: string | null;
  /** Whether everybody is to be sent. */
  everybody: boolean;
}

export class PlanError extends Csv2ScimError {
  readonly code = 'plan_mismatch';
}

/** Why a person is sent; whoever is `unchanged` is not. */
export const changeKinds = ['unchanged', 'new', 'changed', 'repeated'] as const;

export type ChangeKind = (typeof changeKinds)[number];
