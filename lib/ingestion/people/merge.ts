import { type Baseline, failed, hasPrints, minutesOf } from './baseline';
import { printSize } from './bytes';
import { absentFlag, entryOf, isAbsent, isRejected, type People, personOf, rejectedFlag } from './people';

export interface MergeOptions {
  ingestionId: string;
  /** When its first request was sent, and now: milliseconds since 1970. */
  sentAt: number;
  now: number;
  /** Whether the file's plan sent everybody. */
  everybody: boolean;
  /** People who are absent from the file and were deactivated for it, sorted. */
  absent: BigUint64Array;
  /** Whether those who are absent, and were not deactivated, stay as they were. */
  keepsAbsent: boolean;
}

/**
 * The baseline after a file was accepted. People whose record was rejected keep the entry that they had; so does, where the file
 * does not say who is gone, everybody who is not in it; those deactivated for absence stay, as absent, until the next file.
 */
export function merge(before: Baseline | undefined, file: People, options: MergeOptions): Baseline {
  const { ingestionId, sentAt, now, everybody, keepsAbsent } = options;
  const size = walk(before, file, options, () => {});
  const withPrints = file.given !== undefined || (keepsAbsent && before !== undefined && hasPrints(before));
  const after: Baseline = {
    sent: file.sent,
    filled: file.filled,
    ingestionId,
    resentAt: everybody || before === undefined ? now : before.resentAt,
    entries: new BigUint64Array(size),
    prints: Buffer.alloc(withPrints ? size * printSize : 0),
    sentAt: new Uint32Array(size),
    outcomes: new Uint8Array(size),
    repeats: new Uint8Array(size),
  };
  walk(before, file, options, ({ entry, old, given, sent }, index) => {
    after.entries[index] = entry;
    const again = sent && old !== undefined && before?.outcomes[old] === failed && samePrint(before, old, file, given);
    if (withPrints && given !== undefined)
      file.given?.prints.copy(after.prints, index * printSize, given * printSize, (given + 1) * printSize);
    else if (withPrints && old !== undefined && before !== undefined && hasPrints(before))
      before.prints.copy(after.prints, index * printSize, old * printSize, (old + 1) * printSize);
    after.sentAt[index] = sent || old === undefined ? minutesOf(sentAt) : (before?.sentAt[old] ?? 0);
    after.outcomes[index] = sent || old === undefined ? 0 : (before?.outcomes[old] ?? 0);
    const repeats = old === undefined ? 0 : (before?.repeats[old] ?? 0);
    after.repeats[index] = sent ? (again ? repeats + 1 : 0) : repeats;
  });
  return after;
}

function samePrint(before: Baseline, old: number, { given: all }: People, given: number | undefined): boolean {
  if (all === undefined || given === undefined || !hasPrints(before)) return true; // whether they changed is not known
  return (
    before.prints.compare(
      all.prints,
      given * printSize,
      (given + 1) * printSize,
      old * printSize,
      (old + 1) * printSize,
    ) === 0
  );
}

interface Merged {
  entry: bigint;
  /** Where the person stands in the baseline before … */
  old: number | undefined;
  /** … and among those who are given something. */
  given: number | undefined;
  sent: boolean;
}

/** Gives the merged entries in their order, and how many they are. */
function walk(
  before: Baseline | undefined,
  { entries: now, given }: People,
  { keepsAbsent, absent }: MergeOptions,
  keep: (merged: Merged, index: number) => void,
): number {
  const old = before?.entries ?? new BigUint64Array();
  let [index, size, next, gone] = [0, 0, 0, 0];
  const rest = (until: bigint | undefined): void => {
    for (; index < old.length; index++) {
      const person = personOf(old[index] as bigint);
      if (until !== undefined && person >= until) return;
      while (gone < absent.length && (absent[gone] as bigint) < person) gone++;
      const deactivated = absent[gone] === person;
      const entry = deactivated ? entryOf(person, absentFlag) : (old[index] as bigint);
      if (deactivated || keepsAbsent) keep({ entry, old: index, given: undefined, sent: deactivated }, size++);
    }
  };
  for (const entry of now) {
    const person = personOf(entry);
    rest(person);
    const own = index < old.length && personOf(old[index] as bigint) === person ? index++ : undefined;
    while (given !== undefined && next < given.people.length && (given.people[next] as bigint) < person) next++;
    const mine = given !== undefined && given.people[next] === person ? next : undefined;
    if (!isRejected(entry))
      keep({ entry, old: own, given: mine, sent: given === undefined || mine !== undefined }, size++);
    else if (own !== undefined) keep({ entry: old[own] as bigint, old: own, given: undefined, sent: false }, size++);
  }
  rest(undefined);
  return size;
}

/** Those whom Entra refused count as rejected. */
export function reject(people: People, hashes: Iterable<bigint>): People {
  const refused = new Set(hashes);
  const entries = people.entries.map((entry) =>
    refused.has(personOf(entry)) ? entryOf(personOf(entry), rejectedFlag) : entry,
  );
  return { ...people, entries, sent: people.sent - refused.size };
}

/** How many people of a baseline the last file held. */
export function presentIn({ entries }: Baseline): number {
  let count = 0;
  for (const entry of entries) if (!isAbsent(entry)) count++;
  return count;
}
