import { attributeNameOf } from '../../lib/init/buildMapping';
import { type Guess, keepGuesses, type Proposal } from '../../lib/init/guesses/proposal';
import { describeDays, type StatusGuess, type WordsGuess } from '../../lib/init/guesses/status';
import { isTimeZone } from '../../lib/mapping/compile/dates/dateTime';
import type { Dialogue } from './dialogue';
import { replaceControlCharacters } from './printable';

interface AskOptions {
  dialogue: Dialogue;
  columns: readonly string[];
  /** Shows one line. */
  show: (line: string) => void;
}

/**
 * Asks a person about each guess that is not sure, and always who is active. `undefined` when there
 * is no answer.
 */
export async function askProposal(proposal: Proposal, options: AskOptions): Promise<Proposal | undefined> {
  const { dialogue } = options;
  const guesses: Guess[] = [];
  for (const guess of proposal.guesses) {
    const isRight = guess.isSure || (await askAbout(guess, dialogue));
    if (isRight === undefined) return undefined;
    if (isRight) guesses.push({ ...guess, isSure: true });
  }
  if (!guesses.some(({ path }) => path[0] === 'externalId')) {
    const column = await askForId(options);
    if (column === undefined) return undefined;
    guesses.unshift({ path: ['externalId'], leaf: column, columns: [column], why: 'named', isSure: true });
  }
  const status = await askForStatus(proposal.status, options);
  if (status === undefined) return undefined;
  const timeZone = status.kind === 'days' ? await askForTimeZone(proposal.timeZone, dialogue) : proposal.timeZone;
  if (status.kind === 'days' && timeZone === undefined) return undefined;
  return { ...keepGuesses({ ...proposal, status }, guesses), timeZone };
}

/** What can be private is taken only with a yes. */
const askAbout = ({ columns, why, path, isPrivate = false }: Guess, dialogue: Dialogue): Promise<boolean | undefined> =>
  dialogue.confirm(`Take ${columns.join(', ')} as ${attributeNameOf({ path })} (${why})?`, !isPrivate);

const askForId = ({ dialogue, columns }: AskOptions): Promise<string | undefined> =>
  dialogue.askUntil('Name of the column with the employee id:', (answer) => {
    const value = columns.find((column) => column.toLowerCase() === answer.toLowerCase());
    return value === undefined
      ? { problem: `there is no column ${answer}; use one of: ${columns.join(', ')}` }
      : { value };
  });

const askForTimeZone = (likely: string | undefined, dialogue: Dialogue): Promise<string | undefined> =>
  dialogue.askUntil(`In which time zone do these days begin and end? [${likely ?? 'UTC'}]`, (answer) => {
    const value = answer === '' ? (likely ?? 'UTC') : answer;
    return isTimeZone(value) ? { value } : { problem: 'enter an IANA time zone, such as Europe/Zurich' };
  });

async function askForStatus(status: StatusGuess, options: AskOptions): Promise<StatusGuess | undefined> {
  const { dialogue, show } = options;
  if (status.kind === 'words') return askForActiveWords(status, options);
  const question =
    status.kind === 'days'
      ? `No column says who is active. Is everybody active ${describeDays(status.days)}?`
      : 'No column says who is active. Does everybody in the file count as active?';
  const isRight = await dialogue.confirm(question, true);
  if (isRight !== false) return isRight && status;
  show('a mapping needs "active": copy mappings/employees.json, and set the status column there (docs/mapping.md)');
  return undefined;
}

async function askForActiveWords(status: WordsGuess, { dialogue, show }: AskOptions): Promise<StatusGuess | undefined> {
  const { column, words } = status;
  show(`The words of ${column}:`);
  const longest = Math.max(...words.map(({ word }) => word.length), '(empty)'.length);
  for (const [index, { word, count, isActive, isKnown }] of words.entries()) {
    const meaning = `${isActive ? 'active' : 'not active'}${isKnown ? '' : '?'}`;
    const shown = replaceControlCharacters(word || '(empty)').padEnd(longest);
    show(`${String(index + 1).padStart(4)}  ${shown}  ${String(count).padStart(7)}  ${meaning}`);
  }
  const likely = words.flatMap(({ isActive }, index) => (isActive ? [index + 1] : []));
  const active = await dialogue.askUntil(
    `Which values mean active? Enter their numbers [${likely.join(', ')}]:`,
    (answer) => {
      const numbers = answer === '' ? likely : answer.split(/[\s,;]+/).map(Number);
      return numbers.every((number) => words[number - 1] !== undefined)
        ? { value: numbers }
        : { problem: `enter numbers from 1 to ${words.length}` };
    },
  );
  if (active === undefined) return undefined;
  return {
    ...status,
    words: words.map((word, index) => ({ ...word, isActive: active.includes(index + 1), isKnown: true })),
  };
}
