import type { ProvisioningJob } from '../../graph/provisioning/jobs';
import { isStillLeaving } from './due';
import { createFinder } from './person';
import type { PlannedPeople } from './plannedPeople';
import { flag, hasFlag, minutesOf, type PeopleStore } from './store';

/** The result of an upload for the people of its plan. */
export interface UploadResult {
  ingestionId: string;
  job: ProvisioningJob;
  planned: PlannedPeople;
  /** What the mapping says of each attribute: first 8 hex of SHA-256 of its leaf. */
  leaves: Readonly<Record<string, string>>;
  /** How many of the planned people are done with: accepted, or refused. */
  settled: number;
  /** How many of those after them may have been in flight. */
  inFlight: number;
  /** Places in the plan of the people whom Entra refused. */
  refused: ReadonlySet<number>;
  /** The name of the list of last users after it. */
  users: string | undefined;
  /** Whether the whole plan was accepted. */
  isAccepted: boolean;
  /** Whether people who are missing from the newest file leave the store. */
  removesMissing: boolean;
  /** When the first request was sent, and now: milliseconds since 1970. */
  since: number;
  now: number;
}

/**
 * Where each person of the next store comes from: places in the store before and in the plan, -1
 * for none.
 */
export interface Sources {
  keys: BigUint64Array;
  stored: Int32Array;
  planned: Int32Array;
}

export const isAccepted = (place: number, { settled, refused }: UploadResult): boolean =>
  place >= 0 && place < settled && !refused.has(place);
export const isUncertain = (place: number, { settled, inFlight }: UploadResult): boolean =>
  place >= settled && place < settled + inFlight;

/** Joins the people of the store with those of the plan, by key. */
export function sourcesOf(before: PeopleStore, upload: UploadResult): Sources {
  const { planned } = upload;
  const find = createFinder(before.keys);
  const rows = new Int32Array(before.keys.length).fill(-1);
  const added: number[] = [];
  for (const [row, key] of planned.keys.entries()) {
    let place = find(key);
    const exactKey = planned.exactKeys?.[row];
    if (place < 0 && exactKey !== undefined) {
      const exact = find(exactKey);
      place = exact >= 0 && hasFlag(before.flags, exact, flag.legacy) ? exact : -1;
    }
    if (place >= 0) rows[place] = row;
    else if (isAccepted(row, upload) || isUncertain(row, upload)) added.push(row);
  }
  const kept = keptPlaces(before, rows, upload);
  const keyOf = (place: number): bigint => {
    const row = rows[place] ?? -1;
    return (isAccepted(row, upload) ? planned.keys[row] : before.keys[place]) as bigint;
  };
  if (planned.exactKeys !== undefined) sortBy(kept, keyOf); // entries of version 0.1 change their keys
  added.sort((one, other) => ((planned.keys[one] as bigint) < (planned.keys[other] as bigint) ? -1 : 1));
  return merged(kept, added, { rows, keyOf, planned });
}

/** The places of those who stay in the store. */
function keptPlaces(before: PeopleStore, rows: Int32Array, upload: UploadResult): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  const now = minutesOf(upload.now);
  for (let place = 0; place < rows.length; place++) {
    const stays =
      !(upload.isAccepted && upload.removesMissing && before.newest?.ingestionId === upload.ingestionId) ||
      (rows[place] ?? -1) >= 0 ||
      hasFlag(before.flags, place, flag.recent) ||
      isStillLeaving(before, place, now);
    if (stays) kept[count++] = place;
  }
  return kept.subarray(0, count);
}

const sortBy = (places: Uint32Array, keyOf: (place: number) => bigint): Uint32Array =>
  places.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));

/** Merges two sorted lists. */
function merged(
  kept: Uint32Array,
  added: readonly number[],
  { rows, keyOf, planned }: { rows: Int32Array; keyOf: (place: number) => bigint; planned: PlannedPeople },
): Sources {
  const size = kept.length + added.length;
  const sources = { keys: new BigUint64Array(size), stored: new Int32Array(size), planned: new Int32Array(size) };
  let [own, other] = [0, 0];
  for (let index = 0; index < size; index++) {
    const place = kept[own];
    const row = added[other];
    const isKept = place !== undefined && (row === undefined || keyOf(place) < (planned.keys[row] as bigint));
    sources.keys[index] = isKept ? keyOf(place) : (planned.keys[row as number] as bigint);
    sources.stored[index] = isKept ? place : -1;
    sources.planned[index] = isKept ? (rows[place] as number) : (row as number);
    if (isKept) own++;
    else other++;
  }
  return sources;
}
