import type { Column } from '../columns/columns';
import { type DateFormat, findDateFormats, findMixedFormats } from '../columns/dateFormats';
import { listCountryCodes } from './countries';
import { addGuess, assignColumn, findColumn, type ProposalDraft } from './draft';
import { extension } from './proposal';
import { guessStatusWords, type StatusGuess, type WordsGuess } from './status';

/** Proposes what says who is active, and the dates of entry and leaving. */
export function proposeStatusAndDates(draft: ProposalDraft): StatusGuess {
  const known = proposeStatus(draft, ({ words }) => words.some((word) => word.isKnown && word.word !== ''));
  const dates = proposeDates(draft);
  return known ?? proposeDays(dates) ?? proposeStatus(draft, () => true) ?? { kind: 'none' };
}

/** Of several columns, the one whose words are all known counts, then the likeliest name. */
function proposeStatus(draft: ProposalDraft, isGood: (guess: WordsGuess) => boolean): WordsGuess | undefined {
  for (const kind of ['status', 'terminated'] as const) {
    const guess = (column: Column): WordsGuess | undefined =>
      findDateFormats(column).length > 0 ? undefined : guessStatusWords(column, kind === 'terminated');
    const fits = (column: Column): boolean => {
      const found = guess(column);
      return found !== undefined && isGood(found);
    };
    const column =
      findColumn(draft, kind, (one) => fits(one) && guess(one)?.words.every((word) => word.isKnown) === true) ??
      findColumn(draft, kind, fits);
    if (column === undefined) continue;
    assignColumn(draft, kind, column);
    return guess(column);
  }
  return undefined;
}

interface FoundDate {
  kind: 'hireDate' | 'endDate';
  column: Column;
  format: DateFormat;
}

/**
 * The days on which people are active, when the last one is known. One pattern or locale must read
 * both.
 */
function proposeDays(dates: readonly FoundDate[]): StatusGuess | undefined {
  const until = dates.find(({ kind }) => kind === 'endDate');
  if (until === undefined) return undefined;
  const from = dates.find(({ kind, format }) => kind === 'hireDate' && format.locale === until.format.locale);
  const patterns = [...new Set([from, until].flatMap((date) => date?.format.format ?? []))];
  return {
    kind: 'days',
    days: {
      ...(from !== undefined && { from: from.column.name }),
      until: until.column.name,
      ...until.format,
      format: patterns.length === 1 ? (patterns[0] ?? '') : patterns,
    },
  };
}

function proposeDates(draft: ProposalDraft): FoundDate[] {
  const chooseFormat = createFormatChoice(draft);
  const read = (column: Column): DateFormat[] => {
    const formats = findDateFormats(column);
    return formats.length > 0 ? formats : findMixedFormats(column);
  };
  return (['hireDate', 'endDate'] as const).flatMap((kind) => {
    const column = findColumn(draft, kind, (one) => read(one).length > 0);
    if (column === undefined) return [];
    assignColumn(draft, kind, column);
    const { format, isCertain } = chooseFormat(read(column));
    addGuess(draft, column, {
      path: [extension, kind === 'hireDate' ? 'HireDate' : 'TerminationDate'],
      leaf: { column: column.name, type: 'dateTime', ...format },
      why: `its name; dates as ${format.format}${isCertain ? '' : ', or with day and month exchanged'}`,
      isSure: isCertain,
    });
    return [{ kind, column, format }];
  });
}

/**
 * Where no date of a column tells the day from the month, the file's other dates do, or its
 * countries.
 */
function createFormatChoice({
  columns,
  assigned,
}: ProposalDraft): (formats: readonly DateFormat[]) => { format: DateFormat; isCertain: boolean } {
  const knownOrders = columns
    .map(findDateFormats)
    .flatMap(([format, another]) => (format === undefined || another !== undefined ? [] : [String(format.format)]))
    .filter((format) => /^(?:d[/-]M|M[/-]d)[/-]/.test(format))
    .map((format) => format.charAt(0));
  const [order] = new Set(knownOrders).size === 1 ? knownOrders : [];
  const countries = listCountryCodes(assigned.get('country'));
  const isAmerican = countries.length > 0 && countries.every((code) => code === 'US');
  return ([first = { format: 'yyyy-MM-dd' }, second]) => {
    if (second === undefined) return { format: first, isCertain: true };
    if (order !== undefined) return { format: order === 'd' ? first : second, isCertain: true };
    return { format: isAmerican ? second : first, isCertain: false };
  };
}
