import { type Column, wordsOf } from './columns';
import {
  type ColumnKind,
  columnNames,
  excludedWords,
  ignoredWords,
  listWords,
  managerWords,
  notDirectManagerWords,
} from './synonyms';

const joined = (words: readonly string[]): string => words.join('');

/** The place of each name in its kind's list: 0 is the likeliest. */
const ranks = new Map<ColumnKind, ReadonlyMap<string, number>>(
  (Object.entries(columnNames) as [ColumnKind, readonly string[]][]).map(([kind, lines]) => [
    kind,
    new Map(
      listWords(lines)
        .map((name, rank): [string, number] => [joined(wordsOf(name)), rank])
        .reverse(), // of two, the first
    ),
  ]),
);
const [fill, directManagers, indirectManagers, others] = [
  ignoredWords,
  managerWords,
  notDirectManagerWords,
  excludedWords,
].map((list) => new Set(listWords(list).map((word) => wordsOf(word).join(' ')))) as [
  Set<string>,
  Set<string>,
  Set<string>,
  Set<string>,
];

/** Whether a name has one of some words, or begins one of its words with a longer one. */
function hasWord(words: readonly string[], wanted: ReadonlySet<string>): boolean {
  const text = ` ${words.join(' ')} `;
  return [...wanted].some((word) => text.includes(` ${word} `) || (word.length > 5 && text.includes(` ${word}`)));
}

/** Whether a name is about another person, another time or a private matter. */
export const isExcludedName = (words: readonly string[]): boolean => hasWord(words, others);

export const isAboutManager = (words: readonly string[]): boolean => hasWord(words, directManagers);

/** Whether a name that is in no list is about the direct manager. */
export const isAboutDirectManager = (words: readonly string[]): boolean =>
  isAboutManager(words) && !hasWord(words, indirectManagers) && !isExcludedName(words);

/** How a column's name fits a kind: 0 is the likeliest name. `undefined` when it does not fit. */
export function matchName({ words }: Pick<Column, 'words'>, kind: ColumnKind): number | undefined {
  const known = ranks.get(kind);
  const distinctive = words.filter((word) => !fill.has(word));
  return known?.get(joined(words)) ?? (isExcludedName(words) ? undefined : known?.get(joined(distinctive)));
}

/** Whether a text is the name of a column of any kind. */
export function isKnownName(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 0 && [...ranks.keys()].some((kind) => matchName({ words }, kind) !== undefined);
}

/** The first kind whose names a column's name is among. */
export const findKind = (column: Pick<Column, 'words'>): ColumnKind | undefined =>
  [...ranks.keys()].find((kind) => matchName(column, kind) !== undefined);
