import { type Column, wordsOf } from './columns';
import { columnNames, fillWords, type Kind, listWords, managerWords, otherMatters } from './synonyms';

/** How a column's name fits a kind of column. */
export interface NameMatch {
  /** The place in the kind's list: 0 is the likeliest name. */
  rank: number;
  /** Whether the name is one of the list, and does not only end with one. */
  isExact: boolean;
}

interface KnownName {
  words: string;
  rank: number;
}

const known = Object.fromEntries(
  Object.entries(columnNames).map(([kind, lines]) => [
    kind,
    listWords(lines).map((name, rank): KnownName => ({ words: wordsOf(name).join(' '), rank })),
  ]),
) as unknown as Record<Kind, readonly KnownName[]>;

const joined = (words: readonly string[]): string => words.join('');
const listed = (text: string): readonly string[] => listWords(text).map((word) => wordsOf(word).join(' '));
const [fill, others, managers] = [new Set(listed(fillWords)), listed(otherMatters), listed(managerWords)];

/** Whether a name tells of another person, another time or a private matter. */
export const isOtherMatter = (words: readonly string[]): boolean =>
  others.some(
    (other) =>
      ` ${words.join(' ')} `.includes(` ${other} `) ||
      words.some((word) => word === other || (other.length > 5 && word.startsWith(other))),
  );

export const isAboutManager = (words: readonly string[]): boolean =>
  managers.some((manager) => words.join(' ').includes(manager));

/** Matches a column's name with the names of a kind; `undefined` when none fits. */
export function matchName({ words }: Pick<Column, 'words'>, kind: Kind): NameMatch | undefined {
  const exact = known[kind].find((name) => name.words.replaceAll(' ', '') === joined(words));
  if (exact !== undefined) return { rank: exact.rank, isExact: true };
  const telling = words.filter((word) => !fill.has(word));
  if (isOtherMatter(words) || (kind !== 'manager' && isAboutManager(words)) || telling.length === 0) return undefined;
  const whole = known[kind].find((name) => name.words.replaceAll(' ', '') === joined(telling));
  if (whole !== undefined) return { rank: 100 + whole.rank, isExact: true };
  const ending = known[kind].find(
    (name) => (name.words.includes(' ') || name.words.length >= 5) && ` ${words.join(' ')}`.endsWith(` ${name.words}`),
  );
  return ending === undefined ? undefined : { rank: 1000 + ending.rank, isExact: false };
}

/** Whether a text is the name of a column of any kind. */
export function isKnownName(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 0 && kinds.some((kind) => matchName({ words }, kind)?.isExact === true);
}

const kinds = Object.keys(columnNames) as Kind[];
