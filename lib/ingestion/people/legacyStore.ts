import { z } from 'zod';
import { bigNumbers, fromBytes, numbers } from './binaryFormat';
import { isSorted } from './person';
import { emptyStore, flag, type PeopleStore, printSize } from './store';

const headerSchema = z.object({
  sent: z.int(),
  filled: z.record(z.string(), z.int()),
  ingestionId: z.string(),
  resentAt: z.number(),
});

/** What the feed's state of version 0.1 knows beside the store. */
export interface LegacyFeed {
  /** The last accepted ingestion, its mapping and job. */
  accepted?:
    | { ingestionId: string; mappingHash: string; job: { servicePrincipalId: string; jobId: string } }
    | undefined;
  /** Ingestions that began to send since: what they sent is not known. */
  sentSince?: readonly string[] | undefined;
}

/**
 * Converts a store of version 0.1: its entries hold a 62-bit hash of the id's exact text, times 4,
 * plus two flags (active, absent). They know no user name and no attribute. `undefined` for
 * anything else.
 */
export function convertLegacyStore(bytes: Buffer, { accepted, sentSince = [] }: LegacyFeed): PeopleStore | undefined {
  const document = fromBytes(bytes, headerSchema);
  if (document === undefined) return undefined;
  const { header, section } = document;
  const entries = bigNumbers(section('entries'));
  const keys = entries.map((entry) => entry >> 2n);
  const [recent, prints] = [section('recent'), section('prints')];
  const isWhole = [recent, section('outcomes'), section('repeats')].every(({ length }) => length === keys.length);
  if (!isWhole || section('sentAt').length !== 4 * keys.length || !isSorted(keys)) return undefined;
  const isSure =
    prints.length === printSize * keys.length && accepted?.ingestionId === header.ingestionId && sentSince.length === 0;
  const flags = Buffer.alloc(keys.length);
  for (const [index, entry] of entries.entries()) {
    const [isActive, isAbsent] = [(entry & 1n) !== 0n, (entry & 2n) !== 0n];
    flags[index] =
      flag.legacy |
      (isActive ? flag.active : 0) |
      (isAbsent ? flag.absent : 0) |
      (recent[index] === 1 ? flag.recent : 0) |
      (isSure ? 0 : flag.unknown);
  }
  return {
    ...emptyStore,
    users: header.ingestionId,
    keys,
    flags,
    userNames: new BigUint64Array(keys.length),
    prints: isSure ? prints : Buffer.alloc(printSize * keys.length),
    sentAt: numbers(section('sentAt')),
    outcomes: section('outcomes'),
    repeats: section('repeats'),
    ...(accepted && { job: accepted.job, legacyMapping: accepted.mappingHash }),
    newest: {
      ingestionId: header.ingestionId,
      people: recent.reduce((sum, one) => sum + one, 0),
      sent: header.sent,
      filled: header.filled,
    },
  };
}
