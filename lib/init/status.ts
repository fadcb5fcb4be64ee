import type { ActivePeriodLeaf, Node } from '../mapping/types';
import { type Column, createWordCheck, wordsOf } from './columns';
import type { DateFormat } from './dateFormats';
import { listWords, statusCodes, statusWords, tickWords } from './synonyms';

/** A text of the column that tells who is active. */
export interface StatusWord {
  /** `''` for an empty field. */
  word: string;
  count: number;
  isActive: boolean;
  /** Whether the word is in a list. An unknown word counts as active until a person says otherwise. */
  isKnown: boolean;
}

export interface WordsGuess {
  kind: 'words';
  column: string;
  words: readonly StatusWord[];
  /** Words of the same list that the column does not have. */
  absent: { active: string[]; inactive: string[] };
}

/** What tells who is active: a column's words, first and last days, or nothing at all. */
export type StatusGuess = WordsGuess | { kind: 'days'; days: ActivePeriodLeaf } | { kind: 'none' };

/** The most words of a column of status words. */
const mostWords = 25;

/**
 * Guesses what a status column's words mean.
 * @param isInverted whether the column tells who has left (`Terminated`: Yes)
 */
export function guessStatusWords({ name, texts, fields, filled }: Column, isInverted: boolean): WordsGuess | undefined {
  if (filled === 0 || texts.size > mostWords) return undefined;
  const isTick = texts.size === 1 && filled < fields.length && [...texts.keys()].every(createWordCheck(tickWords));
  const { meaningOf, absent } = isTick ? ticks : findMeanings([...texts.keys()]);
  const words = [...texts].map(([word, count]) => {
    const meaning = meaningOf(word);
    return { word, count, isActive: meaning === undefined || meaning !== isInverted, isKnown: meaning !== undefined };
  });
  if (!isInverted && words.every(({ isKnown }) => !isKnown) && texts.size > 3) return undefined;
  if (filled < fields.length)
    words.push({ word: '', count: fields.length - filled, isActive: !isTick || isInverted, isKnown: isTick });
  return {
    kind: 'words',
    column: name,
    words: words.sort((one, other) => other.count - one.count),
    absent: isInverted ? { active: absent.inactive, inactive: absent.active } : absent,
  };
}

interface Meanings {
  /** `undefined` for an unknown word. */
  meaningOf(word: string): boolean | undefined;
  absent: WordsGuess['absent'];
}

const ticks: Meanings = { meaningOf: () => true, absent: { active: ['yes'], inactive: ['no'] } };

/** Chooses the list of words, or of codes, that knows the most of a column's texts. */
function findMeanings(texts: readonly string[]): Meanings {
  const areCodes = texts.every((text) => [...text].length === 1);
  const lists = areCodes ? statusCodes : Object.values(statusWords);
  const candidates = lists.map(({ active, inactive }) => {
    const [isActive, isInactive] = [createBeginningCheck(active), createBeginningCheck(inactive)];
    const meaningOf = (word: string): boolean | undefined => {
      const [longestActive, longestInactive] = [isActive(word), isInactive(word)];
      return longestActive === longestInactive ? undefined : longestActive > longestInactive;
    };
    return { active, inactive, meaningOf, known: texts.filter((text) => meaningOf(text) !== undefined).length };
  });
  const best = candidates.reduce((one, other) => (other.known > one.known ? other : one));
  const unused = (list: string): string[] => {
    const has = createWordCheck([...texts.map((text) => text.replaceAll(', ', ' '))]);
    return listWords(list)
      .filter((word) => !has(word))
      .map((word) => (areCodes ? word.toUpperCase() : word));
  };
  const meaningOf = (word: string): boolean | undefined =>
    best.meaningOf(word) ??
    (areCodes ? undefined : candidates.map((one) => one.meaningOf(word)).find((one) => one !== undefined));
  return { meaningOf, absent: { active: unused(best.active), inactive: unused(best.inactive) } };
}

/** Creates a function that gives how many words of a text's beginning are in a list; 0 for none. */
function createBeginningCheck(list: string): (text: string) => number {
  const known = new Set(listWords(list).map((word) => wordsOf(word).join(' ')));
  return (text) => {
    const words = wordsOf(text);
    for (let length = words.length; length > 0; length--)
      if (known.has(words.slice(0, length).join(' '))) return length;
    return 0;
  };
}

/** The days on which a person is active. */
export function createDaysGuess(
  { from, until }: { from: string | undefined; until: string | undefined },
  formats: readonly DateFormat[],
): StatusGuess {
  const patterns = [...new Set(formats.map(({ format }) => format))];
  const locale = formats.find((format) => format.locale !== undefined)?.locale;
  return {
    kind: 'days',
    days: {
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
      format: patterns.length === 1 ? (patterns[0] as string) : patterns,
      ...(locale !== undefined && { locale }),
    },
  };
}

/** The leaf of `active`. Words that are in neither list reject their record, so that nobody is disabled by a new word. */
export function createActiveLeaf(status: StatusGuess): Node {
  if (status.kind === 'none') return { value: true };
  if (status.kind === 'days') return status.days;
  const { column, words, absent } = status;
  const wordsThatAre = (isActive: boolean, others: readonly string[]): string[] => {
    const found = words.filter((one) => one.word !== '' && one.isActive === isActive).map(({ word }) => word);
    return found.length > 0 ? found : [...others];
  };
  const empty = words.find(({ word }) => word === '');
  return {
    column,
    type: 'boolean',
    true: wordsThatAre(true, absent.active),
    false: wordsThatAre(false, absent.inactive),
    ...(empty !== undefined && { default: empty.isActive }),
  };
}
