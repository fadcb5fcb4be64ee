import { type Baseline, failed, hasPrints, isStillLeaving, minutesOf } from './baseline';
import { printSize } from './bytes';
import { absentFlag, entryOf, isAbsent, isRejected, type People, personOf, rejectedFlag } from './people';
import { headerOf, paddingOf } from './sections';

export interface MergeOptions {
  ingestionId: string;
  /** When its first request was sent, and now: milliseconds since 1970. */
  sentAt: number;
  now: number;
  /** Whether the file's plan sent everybody. */
  everybody: boolean;
  /** People who are absent from the file and were deactivated for it, sorted. */
  absent: BigUint64Array;
  /** Others of them, sorted, whom Entra refused to deactivate: they stay as they were. */
  refusedAbsent?: BigUint64Array;
  /** Whether those who are absent, and were not deactivated, stay as they were. */
  keepsAbsent: boolean;
}

/**
 * The baseline after a file was accepted, as it is kept, piece by piece, so that it is never there
 * twice. People whose record was rejected keep the entry that they had; so does, where the file
 * does not say who is gone, everybody who is not in it; those deactivated for absence stay, as
 * absent, until Entra has done it.
 */
export function* mergedBytes(before: Baseline | undefined, file: People, options: MergeOptions): Generator<Buffer> {
  const size = countOf(walk(before, file, options));
  const knowsPrints = file.given !== undefined || (options.keepsAbsent && before !== undefined && hasPrints(before));
  const sizes = {
    entries: size * BigUint64Array.BYTES_PER_ELEMENT,
    prints: knowsPrints ? size * printSize : 0,
    sentAt: size * Uint32Array.BYTES_PER_ELEMENT,
    outcomes: size,
    repeats: size,
    recent: size,
  };
  const { ingestionId, now, everybody } = options;
  const resentAt = everybody || before === undefined ? now : before.resentAt;
  yield headerOf({ sent: file.sent, filled: file.filled, ingestionId, resentAt }, Object.entries(sizes));
  const rest = [new Uint32Array(size), Buffer.alloc(size), Buffer.alloc(size), Buffer.alloc(size)] as const;
  yield* entriesOf({ before, file, options }, rest);
  yield paddingOf(sizes.entries);
  if (knowsPrints) yield* printsOf({ before, file, options });
  for (const { buffer, byteOffset, byteLength } of rest) {
    yield Buffer.from(buffer, byteOffset, byteLength);
    yield paddingOf(byteLength);
  }
}

interface Merging {
  before: Baseline | undefined;
  file: People;
  options: MergeOptions;
}

/** So many people are written at a time. */
const many = 16_384;

/** The entries, and what goes with them into the smaller sections. */
function* entriesOf(
  { before, file, options }: Merging,
  [sentAt, outcomes, repeats, recent]: readonly [Uint32Array, Buffer, Buffer, Buffer],
): Generator<Buffer> {
  let piece = new BigUint64Array(many);
  let index = 0;
  for (const { entry, old, given, sent, absent } of walk(before, file, options)) {
    piece[index % many] = entry;
    recent[index] = absent ? 0 : 1;
    const knew = old !== undefined && before !== undefined;
    const isAgain = sent && knew && before.outcomes[old] === failed && samePrint(before, old, file, given);
    sentAt[index] = sent || !knew ? minutesOf(options.sentAt) : (before.sentAt[old] ?? 0);
    outcomes[index] = sent || !knew ? 0 : (before.outcomes[old] ?? 0);
    if (knew && (isAgain || !sent)) repeats[index] = (before.repeats[old] ?? 0) + (isAgain ? 1 : 0);
    index++;
    if (index % many !== 0) continue;
    yield Buffer.from(piece.buffer);
    piece = new BigUint64Array(many);
  }
  yield Buffer.from(piece.buffer, 0, (index % many) * BigUint64Array.BYTES_PER_ELEMENT);
}

/** The fingerprints: of who was given something, the new one. */
function* printsOf({ before, file, options }: Merging): Generator<Buffer> {
  let piece = Buffer.alloc(many * printSize);
  let index = 0;
  for (const { old, given, absent } of walk(before, file, options)) {
    const kept = absent && options.everybody ? undefined : old; // who is due and not in the file is sent when they next are
    const [source, from] = given === undefined ? [before?.prints, kept] : [file.given?.prints, given];
    if (from !== undefined) source?.copy(piece, (index % many) * printSize, from * printSize, (from + 1) * printSize);
    index++;
    if (index % many !== 0) continue;
    yield piece;
    piece = Buffer.alloc(many * printSize);
  }
  yield piece.subarray(0, (index % many) * printSize);
}

function samePrint(before: Baseline, old: number, { given: all }: People, given: number | undefined): boolean {
  if (all === undefined || given === undefined || !hasPrints(before)) return true; // whether they changed is not known
  const [own, other] = [given * printSize, old * printSize];
  return before.prints.compare(all.prints, own, own + printSize, other, other + printSize) === 0;
}

interface Merged {
  entry: bigint;
  /** Where the person stands in the baseline before … */
  old: number | undefined;
  /** … and among those who are given something. */
  given: number | undefined;
  sent: boolean;
  /** Whether the person is not in the file. */
  absent?: true;
}

/** The merged people in their order. */
function* walk(before: Baseline | undefined, file: People, options: MergeOptions): Generator<Merged> {
  const { entries, given } = file;
  const old = before?.entries ?? new BigUint64Array();
  let [index, next] = [0, 0];
  const gone = absentOf(before, options);
  for (const entry of entries) {
    const person = personOf(entry);
    for (; index < old.length && personOf(old[index] as bigint) < person; index++) yield* gone(index);
    const own = index < old.length && personOf(old[index] as bigint) === person ? index++ : undefined;
    while (given !== undefined && next < given.people.length && (given.people[next] as bigint) < person) next++;
    const mine = given !== undefined && given.people[next] === person ? next : undefined;
    if (!isRejected(entry)) yield { entry, old: own, given: mine, sent: given === undefined || mine !== undefined };
    else if (own !== undefined) yield { entry: old[own] as bigint, old: own, given: undefined, sent: false };
  }
  for (; index < old.length; index++) yield* gone(index);
}

/** What stays of a person who is not in the file; asked in their order. */
function absentOf(
  before: Baseline | undefined,
  { absent, refusedAbsent = new BigUint64Array(), keepsAbsent, now }: MergeOptions,
): (index: number) => Generator<Merged> {
  let next = 0;
  const refused = new Set(refusedAbsent);
  return function* (index) {
    if (before === undefined) return;
    const entry = before.entries[index] as bigint;
    const person = personOf(entry);
    while (next < absent.length && (absent[next] as bigint) < person) next++;
    if (absent[next] === person)
      yield { entry: entryOf(person, absentFlag), old: index, given: undefined, sent: true, absent: true };
    else if (keepsAbsent || refused.has(person) || isStillLeaving(before, index, minutesOf(now)))
      yield { entry, old: index, given: undefined, sent: false, absent: true };
  };
}

function countOf(items: Iterable<unknown>): number {
  let count = 0;
  for (const _ of items) count++;
  return count;
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
