import type { ActivePeriodLeaf, Node } from '../../mapping/types';
import { type Column, createWordCheck } from '../columns/columns';
import { checkboxWords, listWords, statusCodes, statusWords } from '../columns/synonyms';

/** A text of the column that says who is active. */
export interface StatusWord {
  /** `''` for an empty field. */
  word: string;
  count: number;
  isActive: boolean;
  /**
   * Whether the word is in a list. An unknown word counts as active until a person says otherwise.
   */
  isKnown: boolean;
}

export interface WordsGuess {
  kind: 'words';
  column: string;
  words: readonly StatusWord[];
  /** Words of the same list that the column does not have. */
  unusedWords: { active: string[]; inactive: string[] };
}

/** What says who is active: a column's words, first and last days, or nothing at all. */
export type StatusGuess = WordsGuess | { kind: 'days'; days: ActivePeriodLeaf } | { kind: 'none' };

/** The most words of a column of status words. */
const mostWords = 25;

/**
 * Guesses what a status column's words mean.
 * @param isInverted whether the column says who has left (`Terminated`: Yes)
 */
export function guessStatusWords({ name, texts, fields, filled }: Column, isInverted: boolean): WordsGuess | undefined {
  if (filled === 0 || texts.size > mostWords) return undefined;
  const isTick = texts.size === 1 && filled < fields.length && [...texts.keys()].every(createWordCheck(checkboxWords));
  const { isActiveWord, unusedWords } = isTick ? ticks : chooseVocabulary([...texts.keys()]);
  const words = [...texts].map(([word, count]) => {
    const meaning = isActiveWord(word);
    return { word, count, isActive: meaning === undefined || meaning !== isInverted, isKnown: meaning !== undefined };
  });
  if (filled < fields.length)
    words.push({ word: '', count: fields.length - filled, isActive: !isTick || isInverted, isKnown: isTick });
  return {
    kind: 'words',
    column: name,
    words: words.sort((one, other) => other.count - one.count),
    unusedWords: isInverted ? { active: unusedWords.inactive, inactive: unusedWords.active } : unusedWords,
  };
}

interface StatusVocabulary {
  /** `undefined` for an unknown word. */
  isActiveWord(word: string): boolean | undefined;
  unusedWords: WordsGuess['unusedWords'];
}

const ticks: StatusVocabulary = { isActiveWord: () => true, unusedWords: { active: ['yes'], inactive: ['no'] } };

/** Chooses the list of words, or of codes, that knows the most of a column's texts. */
function chooseVocabulary(texts: readonly string[]): StatusVocabulary {
  const areCodes = texts.every((text) => [...text].length === 1);
  const candidates = (areCodes ? statusCodes : Object.values(statusWords)).map((list) => {
    const isActiveWord = createStatusReader(list);
    const meanings = texts.map(isActiveWord);
    // a code for leaving alone is no sign: N is a category, too
    const known = areCodes && !meanings.includes(true) ? 0 : meanings.filter((one) => one !== undefined).length;
    return { ...list, isActiveWord, known };
  });
  const best = candidates.reduce((one, other) => (other.known > one.known ? other : one));
  const has = createWordCheck(texts);
  const unused = (list: string): string[] =>
    listWords(list)
      .filter((word) => !has(word))
      .map((word) => (areCodes ? word.toUpperCase() : word));
  const isActiveWord = (word: string): boolean | undefined => {
    if (best.known === 0) return undefined;
    return best.isActiveWord(word) ?? (areCodes ? undefined : findFirst(candidates, word));
  };
  return { isActiveWord, unusedWords: { active: unused(best.active), inactive: unused(best.inactive) } };
}

const findFirst = (lists: readonly Pick<StatusVocabulary, 'isActiveWord'>[], word: string): boolean | undefined =>
  lists.map((list) => list.isActiveWord(word)).find((meaning) => meaning !== undefined);

/** What separates a status word from what explains it: `Terminated - Voluntary`. */
const separator = /\s*[-–—:/(,;|]\s+|\s*[:/(,;|]\s*/;

interface WordList {
  active: string;
  inactive: string;
}

function createExactStatusReader({ active, inactive }: WordList): StatusVocabulary['isActiveWord'] {
  const [isActive, isInactive] = [createWordCheck(active), createWordCheck(inactive)];
  return (text) => (isActive(text) ? true : isInactive(text) ? false : undefined);
}

const exactReaders = Object.values(statusWords).map(createExactStatusReader);

/** Whether a part is the code before a word: `T - Terminated`. */
const isCode = (part: string | undefined): boolean => part?.length === 1;

/**
 * What a text means by one list. Its explanation must not say the opposite
 * (`Inactive - Leave of Absence`).
 */
function createStatusReader(list: WordList): StatusVocabulary['isActiveWord'] {
  const isActiveWord = createExactStatusReader(list);
  return (text) => {
    const exact = isActiveWord(text);
    if (exact !== undefined) return exact;
    const parts = text.split(separator);
    if (isCode(parts[0]) && parts.length > 1) parts.shift();
    const [head = '', ...rest] = parts;
    const meaning = isActiveWord(head);
    const isOpposite = (part: string): boolean => exactReaders.some((other) => other(part) === !meaning);
    return meaning === undefined || rest.some(isOpposite) ? undefined : meaning;
  };
}

/** The columns that say who is active. */
export function columnsOfStatus(status: StatusGuess): string[] {
  if (status.kind === 'words') return [status.column];
  const { from, until } = status.kind === 'days' ? status.days : {};
  return [from, until].filter((column) => column !== undefined);
}

/** `from First until Last (dates as d/M/yyyy), both days included` */
export function describeDays({ from, until, format = [] }: ActivePeriodLeaf): string {
  const days = [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' ');
  return `${days} (dates as ${[format].flat().join(', ')}), both days included`;
}

/**
 * The leaf of `active`. Words that are in neither list reject their record, so that nobody is
 * disabled by a new word.
 */
export function createActiveLeaf(status: StatusGuess): Node {
  if (status.kind === 'none') return { value: true };
  if (status.kind === 'days') return status.days;
  const { column, words, unusedWords } = status;
  const wordsThatAre = (isActive: boolean, others: readonly string[]): string[] => {
    const found = words.filter((one) => one.word !== '' && one.isActive === isActive).map(({ word }) => word);
    const isFirst = (word: string, index: number): boolean =>
      found.findIndex((one) => one.toLowerCase() === word.toLowerCase()) === index; // letter case does not count
    return found.length > 0 ? found.filter(isFirst) : [...others];
  };
  const empty = words.find(({ word }) => word === '');
  return {
    column,
    type: 'boolean',
    true: wordsThatAre(true, unusedWords.active),
    false: wordsThatAre(false, unusedWords.inactive),
    ...(empty !== undefined && { default: empty.isActive }),
  };
}
