import { headerOf, paddingOf } from './binaryFormat';
import { resendsAfterFailure, resendsUnanswered } from './due';
import { isAccepted, isUncertain, type Sources, sourcesOf, type UploadResult } from './mergeSources';
import { planFlag } from './plannedPeople';
import { flag, minutesOf, type PeopleStore, printSize, sectionSizes } from './store';

/**
 * The store after an ingestion has sent the beginning of its plan, as it is kept, section by
 * section, so that it is never in memory twice. Those people are as they were given, those who may
 * have been in flight are unknown, all others as before.
 */
export function* storeAfterUpload(before: PeopleStore, upload: UploadResult): Generator<Buffer> {
  const { planned, ingestionId, job, leaves, settled } = upload;
  const sources = sourcesOf(before, upload);
  const size = sources.keys.length;
  const { keys: _, userNames, prints, values, sentAt, flags, outcomes, repeats, users: __, ...header } = before;
  const { attributes } = planned;
  const next = {
    ...header,
    revision: before.revision + 1,
    moved: { ingestionId, people: settled, isAccepted: upload.isAccepted },
    job,
    attributes,
    leaves,
    ...(upload.users !== undefined && { users: upload.users }),
  };
  yield headerOf(next, sectionSizes(size, attributes.length));
  for (const [width, content] of sectionsOf(before, upload, sources)) yield* section(width, size, content);
}

/** A whole section, or what writes it person by person. */
type Content = Buffer | ((piece: Buffer, at: number, index: number) => void);

/**
 * A person of the next store: places in the plan, if it was accepted, and in the store before; -1
 * for none.
 */
interface Origin {
  given: number;
  stored: number;
}

/** The sections in their order, and their bytes a person. */
function sectionsOf(before: PeopleStore, upload: UploadResult, sources: Sources): [width: number, content: Content][] {
  const originOf = (index: number): Origin => {
    const row = sources.planned[index] ?? -1;
    return { given: isAccepted(row, upload) ? row : -1, stored: sources.stored[index] ?? -1 };
  };
  const { buffer, byteOffset, byteLength } = sources.keys;
  const flags = flagsOf(before, upload, sources);
  return [
    [8, Buffer.from(buffer, byteOffset, byteLength)],
    ...userSections(before, upload, originOf),
    ...statusSections(before, upload, { originOf, flags }),
  ];
}

/** What was given: user name, fingerprint, attributes. */
function userSections(
  before: PeopleStore,
  { planned, leaves }: UploadResult,
  originOf: (index: number) => Origin,
): [width: number, content: Content][] {
  const width = planned.attributes.length;
  const copyKnown = knownValues(before, planned.attributes, leaves);
  return [
    [
      8,
      (piece, at, index) => {
        const { given, stored } = originOf(index);
        piece.writeBigUInt64LE((given >= 0 ? planned.userNames[given] : before.userNames[stored]) ?? 0n, at);
      },
    ],
    [
      printSize,
      (piece, at, index) => {
        const { given, stored } = originOf(index);
        if (given >= 0) copyPrint(planned.prints, given, piece, at);
        else copyPrint(before.prints, stored, piece, at);
      },
    ],
    [
      width,
      (piece, at, index) => {
        const { given, stored } = originOf(index);
        if (given >= 0) planned.values.copy(piece, at, given * width, (given + 1) * width);
        else copyKnown(stored, piece, at);
      },
    ],
  ];
}

/** When and with what outcome. */
function statusSections(
  before: PeopleStore,
  { since, planned, ingestionId }: UploadResult,
  { originOf, flags }: { originOf: (index: number) => Origin; flags: Buffer },
): [width: number, content: Content][] {
  const sentAt = minutesOf(since);
  const earlier = before.moved?.ingestionId === ingestionId ? before.moved.people : 0; // counted already
  return [
    [
      4,
      (piece, at, index) => {
        const { given, stored } = originOf(index);
        piece.writeUInt32LE(given >= 0 ? sentAt : (before.sentAt[stored] ?? sentAt), at);
      },
    ],
    [1, flags],
    [
      1,
      (piece, at, index) => {
        const { given, stored } = originOf(index);
        piece[at] = given >= 0 ? 0 : (before.outcomes[stored] ?? 0);
      },
    ],
    [
      1,
      (piece, at, index) => {
        const { given, stored } = originOf(index);
        const repeats = before.repeats[stored] ?? 0;
        piece[at] = given >= earlier ? nextRepeats(repeats, planned.flags[given] ?? 0) : repeats;
      },
    ],
  ];
}

/** Byte by byte: a call of `Buffer.copy()` takes longer than 16 of them. */
function copyPrint(prints: Buffer, place: number, piece: Buffer, at: number): void {
  if (place < 0) return;
  for (let byte = 0; byte < printSize; byte++) piece[at + byte] = prints[place * printSize + byte] as number;
}

/**
 * Copies the bytes of the attributes that the store knows; of a leaf that has changed they say
 * nothing.
 */
function knownValues(before: PeopleStore, attributes: readonly string[], leaves: UploadResult['leaves']) {
  const width = before.attributes.length;
  const places = attributes.map((path) =>
    before.leaves[path] === leaves[path] ? before.attributes.indexOf(path) : -1,
  );
  return (place: number, piece: Buffer, at: number): void => {
    if (place < 0) return;
    for (let attribute = 0; attribute < places.length; attribute++) {
      const stored = places[attribute] as number;
      piece[at + attribute] = stored < 0 ? 0 : (before.values[place * width + stored] ?? 0);
    }
  };
}

/** So many people are written at a time. */
const many = 16_384;

/** A section of so many bytes a person, padded. */
function* section(width: number, size: number, content: Content): Generator<Buffer> {
  for (let start = 0; start < size; start += many) {
    const count = Math.min(many, size - start);
    if (Buffer.isBuffer(content)) yield content.subarray(start * width, (start + count) * width);
    else {
      const piece = Buffer.alloc(count * width);
      for (let index = 0; index < count; index++) content(piece, index * width, start + index);
      yield piece;
    }
  }
  yield paddingOf(size * width);
}

/** Low half: sent again after a failure; high half: because no answer came. */
function nextRepeats(repeats: number, flags: number): number {
  const failures = (flags & planFlag.failedAgain) !== 0 ? Math.min(15, resendsAfterFailure(repeats) + 1) : 0;
  const unanswered = (flags & planFlag.unanswered) !== 0 ? Math.min(15, resendsUnanswered(repeats) + 1) : 0;
  return failures + (unanswered << 4);
}

function flagsOf(before: PeopleStore, upload: UploadResult, { keys, stored, planned }: Sources): Buffer {
  const flags = Buffer.alloc(keys.length);
  const isNewest = before.newest?.ingestionId === upload.ingestionId;
  for (let index = 0; index < keys.length; index++) {
    const row = planned[index] ?? -1;
    const old = before.flags[stored[index] ?? -1] ?? 0;
    flags[index] = nextFlags(old, { row, isStored: (stored[index] ?? -1) >= 0, isNewest }, upload);
  }
  // when everybody was sent once, the next round begins
  const isRoundOver = flags.every((flags) => (flags & flag.recent) === 0 || (flags & flag.sentSince) !== 0);
  if (upload.isAccepted || isRoundOver)
    for (let index = 0; index < flags.length; index++) flags[index] = (flags[index] ?? 0) & ~flag.sentSince;
  return flags;
}

function nextFlags(
  old: number,
  { row, isStored, isNewest }: { row: number; isStored: boolean; isNewest: boolean },
  upload: UploadResult,
): number {
  const planned = upload.planned.flags[row] ?? 0;
  const isActive = (planned & planFlag.active) !== 0;
  const isAbsent = (planned & planFlag.absent) !== 0;
  const recent = isStored ? old & flag.recent : isNewest && !isAbsent ? flag.recent : 0;
  if (isAccepted(row, upload))
    return (
      recent |
      flag.sentSince |
      (isActive ? flag.active : 0) |
      (isAbsent ? flag.absent : 0) |
      ((planned & planFlag.awaited) !== 0 ? flag.awaited : 0)
    );
  if (!isUncertain(row, upload)) return old;
  return old | recent | flag.unknown | (isActive ? flag.maybeActive : 0);
}
