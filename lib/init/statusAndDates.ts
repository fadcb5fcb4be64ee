import type { Column } from './columns';
import { findCountries } from './countries';
import { type DateFormat, findDateFormats } from './dateFormats';
import { addGuess, type Draft, findColumn, useColumn } from './draft';
import { extension } from './proposal';
import { createDaysGuess, guessStatusWords, type StatusGuess, type WordsGuess } from './status';

/** Proposes what tells who is active, and the dates of entry and leaving. */
export function proposeStatusAndDates(draft: Draft): StatusGuess {
  const words = proposeStatus(draft);
  const dates = proposeDates(draft);
  if (words !== undefined) return words;
  const until = dates.find(({ kind }) => kind === 'endDate');
  if (until === undefined) return { kind: 'none' };
  const from = dates.find(({ kind }) => kind === 'hireDate');
  return createDaysGuess(
    { from: from?.column, until: until.column },
    dates.map(({ format }) => format),
  );
}

/** Of several columns, the one whose words are known best counts, then the likeliest name. */
function proposeStatus(draft: Draft): WordsGuess | undefined {
  for (const kind of ['status', 'notActive'] as const) {
    const guess = (column: Column): WordsGuess | undefined => guessStatusWords(column, kind === 'notActive');
    const isKnown = (column: Column): boolean => guess(column)?.words.every((word) => word.isKnown) === true;
    const hit = findColumn(draft, kind, isKnown) ?? findColumn(draft, kind, (column) => guess(column) !== undefined);
    if (hit === undefined) continue;
    useColumn(draft, kind, hit.column);
    return guess(hit.column);
  }
  return undefined;
}

interface FoundDate {
  kind: 'hireDate' | 'endDate';
  column: string;
  format: DateFormat;
}

function proposeDates(draft: Draft): FoundDate[] {
  const settle = createFormatChoice(draft);
  return (['hireDate', 'endDate'] as const).flatMap((kind) => {
    const hit = findColumn(draft, kind, (column) => findDateFormats(column).length > 0);
    if (hit === undefined) return [];
    const { column, isExact } = hit;
    useColumn(draft, kind, column);
    const { format, isCertain } = settle(findDateFormats(column));
    addGuess(draft, column, {
      path: [extension, kind === 'hireDate' ? 'HireDate' : 'TerminationDate'],
      leaf: { column: column.name, type: 'dateTime', ...format },
      why: `its name; dates as ${format.format}${isCertain ? '' : ', or day and month are the other way round'}`,
      isSure: isExact && isCertain,
    });
    return [{ kind, column: column.name, format }];
  });
}

/** Where no date of a column tells the day from the month, the file's other dates do, or its countries. */
function createFormatChoice({
  columns,
  found,
}: Draft): (formats: readonly DateFormat[]) => { format: DateFormat; isCertain: boolean } {
  const isDayFirst = ({ format }: DateFormat): boolean => format.startsWith('d');
  const settled = columns
    .map(findDateFormats)
    .flatMap(([format, another]) => (format === undefined || another !== undefined ? [] : [format]))
    .filter(({ format }) => /^[dM]+[/-]/.test(format));
  const isAmerican = findCountries(found.get('country')).every((code) => code === 'US');
  return ([first = { format: 'yyyy-MM-dd' }, second]) => {
    if (second === undefined) return { format: first, isCertain: true };
    const [known] = settled;
    if (known !== undefined) return { format: isDayFirst(known) ? first : second, isCertain: true };
    return { format: isAmerican && found.has('country') ? second : first, isCertain: false };
  };
}
