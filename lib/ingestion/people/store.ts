import { z } from 'zod';
import type { Outcome } from '../../graph/logs/vocabulary';
import { bigNumbers, fromBytes, numbers, toBytes } from './binaryFormat';
import { createFinder, isSorted } from './person';

/** What an entry's flags say. */
export const flag = {
  active: 1,
  /**
   * Whether Entra has the present user is not known; active and attributes are as last accepted.
   */
  unknown: 2,
  /** Was absent from a file and deactivated for it. */
  absent: 4,
  /** Stood in the newest file that passed its safeguards. */
  recent: 8,
  /** Was sent since the feed's last accepted file. */
  sentSince: 16,
  /**
   * From version 0.1: its key is of the id's exact text, its fingerprint only of the
   * mapped values.
   */
  legacy: 32,
  /** Unknown, and active if the request that was in flight arrived. */
  maybeActive: 64,
  /** Was new or changed when it was sent, so that the provisioning logs must speak of it. */
  awaited: 128,
} as const;

export const printSize = 16;

/** What became of a person, by the provisioning logs. A store holds indexes: keep this order. */
export const storedOutcomes: readonly Outcome[] = [
  'no answer yet',
  'failed',
  'warning',
  'created',
  'updated',
  'disabled',
  'skipped',
];

const headerSchema = z.object({
  /** Counts what was sent: a plan holds as long as it stays. */
  revision: z.int(),
  /**
   * The ingestion that moved people last, how many of its plan, and whether its whole plan was
   * accepted.
   */
  moved: z.object({ ingestionId: z.string(), people: z.int(), isAccepted: z.boolean() }).optional(),
  /** The job that was given all this. */
  job: z.object({ servicePrincipalId: z.string(), jobId: z.string() }).optional(),
  /** Paths of the mapped attributes; each has one byte of each person. */
  attributes: z.array(z.string()),
  /** What the mapping said of each attribute: first 8 hex of SHA-256 of its leaf. */
  leaves: z.record(z.string(), z.string()),
  /**
   * The newest file that passed its safeguards: its people, how many can be sent, for how many each
   * column is filled, and the texts of the column under `active`, as keyed hashes.
   */
  newest: z
    .object({
      ingestionId: z.string(),
      people: z.int(),
      sent: z.int(),
      filled: z.record(z.string(), z.int()),
      status: z.object({ column: z.string(), words: z.array(z.string()) }).optional(),
    })
    .optional(),
  /** The mapping of a store of version 0.1: its fingerprints hold only for that. */
  legacyMapping: z.string().optional(),
  /** The name of the list of users as they were given last; only kept where absence deactivates. */
  users: z.string().optional(),
  /**
   * Days, as numbers since 1970, of whose people most had no answer, and of which a note was made.
   */
  notedDays: z.array(z.int()).optional(),
  /**
   * Since when the provisioning logs were read without a gap, their newest entry, and when that
   * was; milliseconds since 1970.
   */
  logs: z.object({ since: z.number(), until: z.number(), checkedAt: z.number() }).optional(),
});
export type StoreHeader = z.infer<typeof headerSchema>;

/**
 * What Entra was given, person by person, sorted by key: 39 bytes a person, and one for each mapped
 * attribute.
 */
export interface PeopleStore extends StoreHeader {
  keys: BigUint64Array;
  userNames: BigUint64Array;
  /** 16 bytes of each user as accepted. */
  prints: Buffer;
  /** Person by person, a byte for each attribute; 0 where it is not known. */
  values: Buffer;
  /** When each was sent last, minutes since 1970. */
  sentAt: Uint32Array;
  flags: Buffer;
  outcomes: Buffer;
  /**
   * Low half: how often in a row each was sent again after a failure; high half: because no answer
   * came.
   */
  repeats: Buffer;
}

export const emptyStore: PeopleStore = {
  revision: 0,
  attributes: [],
  leaves: {},
  keys: new BigUint64Array(),
  userNames: new BigUint64Array(),
  prints: Buffer.alloc(0),
  values: Buffer.alloc(0),
  sentAt: new Uint32Array(),
  flags: Buffer.alloc(0),
  outcomes: Buffer.alloc(0),
  repeats: Buffer.alloc(0),
};

/** The sizes of a store's sections for so many people and attributes, in their order. */
export const sectionSizes = (
  people: number,
  attributes: number,
): readonly (readonly [name: string, bytes: number])[] => [
  ['keys', 8 * people],
  ['userNames', 8 * people],
  ['prints', printSize * people],
  ['values', attributes * people],
  ['sentAt', 4 * people],
  ['flags', people],
  ['outcomes', people],
  ['repeats', people],
];

export function storeToBytes(store: PeopleStore): Buffer {
  const { keys, userNames, prints, values, sentAt, flags, outcomes, repeats, ...header } = store;
  return toBytes(header, { keys, userNames, prints, values, sentAt, flags, outcomes, repeats });
}

/**
 * Reads what `storeToBytes()` wrote, of this version or a later one; `undefined` for anything else.
 */
export function storeFromBytes(bytes: Buffer): PeopleStore | undefined {
  const document = fromBytes(bytes, headerSchema);
  if (document === undefined) return undefined;
  const { header, section } = document;
  const keys = bigNumbers(section('keys'));
  const isWhole = sectionSizes(keys.length, header.attributes.length).every(
    ([name, size]) => section(name).length === size,
  );
  if (!isWhole || !isSorted(keys)) return undefined;
  return {
    ...header,
    keys,
    userNames: bigNumbers(section('userNames')),
    prints: section('prints'),
    values: section('values'),
    sentAt: numbers(section('sentAt')),
    flags: section('flags'),
    outcomes: section('outcomes'),
    repeats: section('repeats'),
  };
}

/**
 * Finds a person by the normalised id's key, or by the exact one where an entry of version 0.1 may
 * be; -1 for nobody.
 */
export function createStoreFinder({ keys, flags }: PeopleStore): (key: bigint, exactKey: () => bigint) => number {
  const find = createFinder(keys);
  const hasLegacy = flags.some((flags) => (flags & flag.legacy) !== 0);
  if (!hasLegacy) return find;
  return (key, exactKey) => {
    const index = find(key);
    if (index >= 0) return index;
    const exact = find(exactKey());
    return exact >= 0 && hasFlag(flags, exact, flag.legacy) ? exact : -1;
  };
}

export const hasFlag = (flags: Uint8Array, index: number, wanted: number): boolean =>
  ((flags[index] ?? 0) & wanted) !== 0;

export const minutesOf = (milliseconds: number): number => Math.floor(milliseconds / 60_000);

/** The lower 32 bits of each key: bigints are slow. */
export const lowHalvesOf = (keys: BigUint64Array): ((index: number) => number) => {
  const halves = new Uint32Array(keys.buffer, keys.byteOffset, 2 * keys.length); // little-endian
  return (index) => halves[2 * index] ?? 0;
};
