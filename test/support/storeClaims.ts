import { createFingerprinter, isSamePrint } from '../../lib/ingestion/people/fingerprint';
import { createFinder, personKey } from '../../lib/ingestion/people/person';
import { flag, hasFlag } from '../../lib/ingestion/people/store';
import { peopleKey, readPeople } from '../../lib/ingestion/people/storeBlob';
import { connectStorage } from '../../lib/ingestion/storage/connect';
import { compileWithLeaves } from '../../lib/mapping/compile/compile';
import { parseMapping } from '../../lib/mapping/file/parse';
import { columns } from './files';
import { operationsIn } from './requests';

/** The CSV record of each person as Entra took it last, by externalId. */
export type TakenPeople = Map<string, string[]>;

/** Adds the people of requests that Entra accepted, in their order. */
export function addTaken(taken: TakenPeople, bodies: readonly string[]): TakenPeople {
  for (const { data } of operationsIn(bodies)) {
    const { familyName = '', givenName = '' } = (data.name ?? {}) as { familyName?: string; givenName?: string };
    const status = data.active === true ? 'Active' : 'Left';
    const record = [data.externalId, status, String(data.userName), familyName, givenName, String(data.title)];
    taken.set(data.externalId, record);
  }
  return taken;
}

export interface StoreClaims {
  /** People of whom the store says something else than what Entra took last. */
  wrong: string[];
  /** People whom Entra took, and who are not in the store. */
  missing: string[];
  /** How many people the store knows of, but not what Entra took last. */
  unknown: number;
}

/** The store says of everybody what Entra took last. */
export const exactClaims: StoreClaims = { wrong: [], missing: [], unknown: 0 };

/** Compares what a feed's store claims, person by person, with what Entra took. */
export async function compareStore(
  connectionString: string,
  mappingFile: Record<string, unknown>,
  taken: TakenPeople,
): Promise<StoreClaims> {
  const { mapping } = parseMapping(JSON.stringify(mappingFile));
  const storage = await connectStorage({ connectionString });
  const [key, store] = [await peopleKey(storage), await readPeople(mapping.feed, storage)];
  const { toUser, leaves } = compileWithLeaves(mapping, columns, { withValues: true });
  const { printOf } = createFingerprinter({ leaves, key, attributes: [] });
  const find = createFinder(store.keys);
  const claims: StoreClaims = { wrong: [], missing: [], unknown: 0 };
  for (const [externalId, fields] of taken) {
    const place = find(personKey(externalId, key));
    const mapped = toUser({ line: 2, fields });
    if (mapped.user === undefined) throw new Error(mapped.reasons.join());
    if (place < 0) claims.missing.push(externalId);
    else if (hasFlag(store.flags, place, flag.unknown)) claims.unknown++;
    else if (!isSamePrint(printOf(mapped.values ?? []), store.prints, place)) claims.wrong.push(externalId);
    else if (hasFlag(store.flags, place, flag.active) !== mapped.user.active) claims.wrong.push(externalId);
  }
  return claims;
}
