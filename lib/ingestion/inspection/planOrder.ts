import { maxOperations } from '../../scim/bulkRequests';
import { type ChangeKind, changeKinds } from '../plan';

/** The groups of a plan, in the order in which they are sent; 0 is not sent. */
export const planGroups = ['disabled', 'newManager', 'changed', 'notSentSince', 'sentSince'] as const;
const groupOf = (name: (typeof planGroups)[number]): number => 1 + planGroups.indexOf(name);

export interface Candidate {
  kind: ChangeKind;
  /** Given as active, or unknown, and not active now. */
  isDisabled: boolean;
  /** Somebody's manager in this file. */
  isManager: boolean;
  /** Sent since the feed's last accepted file. */
  wasSentSince: boolean;
}

/** The group in which somebody is sent who is in the plan. */
export function planGroupOf({ kind, isDisabled, isManager, wasSentSince }: Candidate): number {
  if (isDisabled) return groupOf('disabled');
  if (kind === 'new' && isManager) return groupOf('newManager');
  if (kind === 'new' || kind === 'changed' || kind === 'unknown') return groupOf('changed');
  return groupOf(wasSentSince ? 'sentSince' : 'notSentSince');
}

/** The rows that are sent, by group, in their own order within each. */
export function orderRows(groups: Uint8Array): Uint32Array {
  const counts = new Uint32Array(planGroups.length + 1);
  for (const group of groups) counts[group] = (counts[group] ?? 0) + 1;
  const next = new Uint32Array(counts.length);
  for (let group = 2; group < next.length; group++) next[group] = (next[group - 1] ?? 0) + (counts[group - 1] ?? 0);
  const order = new Uint32Array(groups.length - (counts[0] ?? 0));
  for (const [row, group] of groups.entries()) {
    if (group === 0) continue;
    const place = next[group] ?? 0;
    order[place] = row;
    next[group] = place + 1;
  }
  return order;
}

/** How many refreshes fit into the calls that the day still has, beside so many other people. */
const mostRefreshes = (callsLeft: number, others: number): number =>
  Math.max(0, callsLeft - Math.ceil(others / maxOperations)) * maxOperations;

/** A record that may be sent, as a number: its kind and two bits. */
const bits = { kind: 15, disabled: 16, sentSince: 32 } as const;

export const rowCode = (kind: ChangeKind, isDisabled: boolean, wasSentSince: boolean): number =>
  changeKinds.indexOf(kind) | (isDisabled ? bits.disabled : 0) | (wasSentSince ? bits.sentSince : 0);

export const changeKindOf = (code: number): ChangeKind => changeKinds[code & bits.kind] ?? 'changed';

export interface RowsToGroup {
  /** Of each row, as `rowCode()` gives it. */
  codes: Uint32Array;
  isExcluded: (row: number) => boolean;
  isManager: (row: number) => boolean;
  /** When a row's person was sent last. */
  sentAt: (row: number) => number;
  /** Calls that the day still has for refreshes; none where everybody is sent. */
  callsLeft: number | undefined;
}

/** The group of each row; 0 for those that are not sent. */
export function groupRows({ codes, isExcluded, isManager, sentAt, callsLeft }: RowsToGroup): Uint8Array {
  const groups = new Uint8Array(codes.length);
  for (const [row, code] of codes.entries()) {
    if (isExcluded(row)) continue;
    const kind = changeKindOf(code);
    groups[row] = planGroupOf({
      kind,
      isDisabled: (code & bits.disabled) !== 0,
      isManager: kind === 'new' && isManager(row),
      wasSentSince: (code & bits.sentSince) !== 0,
    });
  }
  const isRefresh = (row: number): boolean => changeKindOf(codes[row] ?? 0) === 'refresh';
  if (callsLeft !== undefined) dropRefreshes(groups, { isRefresh, sentAt, callsLeft });
  return groups;
}

export interface DropOptions extends Pick<RowsToGroup, 'sentAt'> {
  isRefresh: (row: number) => boolean;
  callsLeft: number;
}

/** Leaves out the refreshes that the day has no calls for: the most recently sent people wait. */
export function dropRefreshes(groups: Uint8Array, { isRefresh, sentAt, callsLeft }: DropOptions): void {
  const refreshes: number[] = [];
  let others = 0;
  for (const [row, group] of groups.entries()) {
    if (group === 0) continue;
    if (isRefresh(row)) refreshes.push(row);
    else others++;
  }
  const most = mostRefreshes(callsLeft, others);
  if (refreshes.length <= most) return;
  refreshes.sort((one, other) => sentAt(one) - sentAt(other));
  for (const row of refreshes.slice(most)) groups[row] = 0;
}
