import { foldText } from '../../../mapping/compile/valueParser';
import type { Mapping } from '../../../mapping/file/parse';
import type { ColumnLeaf } from '../../../mapping/types';
import { statusWordKey } from '../../people/person';
import type { PeopleStore } from '../../people/store';
import type { NewestFile } from '../../plan';
import { createGrowingNumbers } from '../growingNumbers';

/** More different texts than these are no status column. */
const mostWords = 1000;

/** A text of the status column that the mapping does not name. */
export interface StatusWord {
  column: string;
  /** As the first record has it. */
  text: string;
  /** Of the text, without case and outer spaces. */
  hash: string;
}

/** The texts of the column under `active` that the mapping does not name. */
export interface StatusWords {
  /** The text of a record; `undefined` when the mapping names it, or it is empty. */
  wordOf(fields: readonly string[]): StatusWord | undefined;
  /** All of them so far, as keyed hashes; `undefined` when they are too many. */
  seen(): NewestFile['status'];
}

/**
 * Collects the texts of the status column: of a leaf that compares them, or lists them.
 * @returns `undefined` when the mapping has no such column
 */
export function createStatusWords(
  { attributes }: Pick<Mapping, 'attributes'>,
  columns: ReadonlyMap<string, number>,
  key: string,
): StatusWords | undefined {
  const leaf = attributes.active;
  if (!isStatusLeaf(leaf)) return undefined;
  const { column } = leaf;
  const index = columns.get(column);
  if (index === undefined) return undefined;
  const named = new Set(namedTexts(leaf).map(foldText));
  const words = new Map<string, StatusWord | null>(); // by text as it stands; null for the mapping's own
  const hashes = new Set<string>();

  function add(text: string): StatusWord | undefined {
    const folded = foldText(text);
    if (folded === '' || named.has(folded)) return undefined;
    // a copy: a part of a file's text would keep the whole of it in memory
    const word = { column, text: Buffer.from(text.trim()).toString(), hash: statusWordKey(folded, key) };
    if (hashes.size <= mostWords) hashes.add(word.hash);
    return word;
  }

  return {
    wordOf(fields) {
      const text = fields[index] as string;
      const known = words.get(text);
      if (known !== undefined) return known ?? undefined;
      const word = add(text);
      if (words.size <= 2 * mostWords) words.set(Buffer.from(text).toString(), word ?? null);
      return word;
    },
    seen: () => (hashes.size > mostWords ? undefined : { column, words: [...hashes].sort() }),
  };
}

/** A column whose texts are compared, or listed. */
const isStatusLeaf = (leaf: unknown): leaf is ColumnLeaf =>
  typeof leaf === 'object' &&
  leaf !== null &&
  'column' in leaf &&
  ('equals' in leaf || 'true' in leaf || 'false' in leaf);

function namedTexts({ equals, lookup = {}, ...leaf }: ColumnLeaf): string[] {
  const compared: string[] = equals === undefined ? [] : [equals].flat();
  return [...compared, ...(leaf.true ?? []), ...(leaf.false ?? []), ...Object.keys(lookup)];
}

/**
 * Active people who became inactive because of a status text that was not in the newest file that
 * passed.
 */
export interface NewWords {
  people: number;
  /** The texts, the commonest first. */
  texts: readonly string[];
}

/** Counts people by the text that made them inactive. */
export function createNewWordTally({ newest }: Pick<PeopleStore, 'newest'>) {
  const known = newest?.status && new Set(newest.status.words);
  const words: StatusWord[] = [];
  const places = new Map<string, number>(); // in `words`, by hash
  const [numbers, wordPlaces] = [createGrowingNumbers(), createGrowingNumbers()];
  return {
    /** Takes a record that makes somebody inactive who was active. */
    add(number: number, word: StatusWord): void {
      if (known === undefined || newest?.status?.column !== word.column || known.has(word.hash)) return;
      const place = places.get(word.hash) ?? words.length;
      if (place === words.length) {
        places.set(word.hash, place);
        words.push(word);
      }
      numbers.push(number);
      wordPlaces.push(place);
    },
    /** All of them, but for records that are not sent. */
    count(isExcluded: (number: number) => boolean): NewWords {
      const counts = words.map(({ text }) => ({ text, count: 0 }));
      let people = 0;
      for (const [index, place] of wordPlaces.values().entries()) {
        const word = counts[place];
        if (word === undefined || isExcluded(numbers.values()[index] as number)) continue;
        word.count++;
        people++;
      }
      const found = counts.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count);
      return { people, texts: found.map(({ text }) => text) };
    },
  };
}
