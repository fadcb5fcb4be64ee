import { z } from 'zod';
import { isSorted, type People } from './people';
import { bigNumbers, fromBytes, toBytes } from './sections';

export const printSize = 16;

const restSchema = z.object({ sent: z.int(), filled: z.record(z.string(), z.int()), unnamed: z.int() });

/**
 * What inspection found of a file's people, as it is kept: 8 bytes a person, and 24 more for each
 * who is given something new.
 */
export const peopleToBytes = ({ entries, given, ...rest }: People): Buffer =>
  toBytes(rest, { entries, ...(given && { given: given.people, prints: given.prints }) });

/** Reads what `peopleToBytes()` wrote; `undefined` for anything else. */
export function peopleFromBytes(bytes: Buffer): People | undefined {
  const found = fromBytes(bytes);
  const { data } = restSchema.safeParse(found?.rest);
  if (found === undefined || data === undefined) return undefined;
  const { sections } = found;
  const entries = bigNumbers(sections.get('entries'));
  const people = { ...data, entries };
  if (!isSorted(entries)) return undefined;
  if (!sections.has('given')) return people;
  const given = { people: bigNumbers(sections.get('given')), prints: sections.get('prints') ?? Buffer.alloc(0) };
  return given.prints.length === given.people.length * printSize ? { ...people, given } : undefined;
}
