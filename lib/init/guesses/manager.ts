import type { Node } from '../../mapping/types';
import { type Column, distinctShare, isMostly, isName, shareOf } from '../columns/columns';
import { isAboutDirectManager, matchName } from '../columns/nameMatch';

/** A column by which a record names its person's manager. */
export interface ManagerGuess {
  column: Column;
  leaf: Node;
  why: string;
  isSure: boolean;
}

/** The columns that tell one person from another. */
export interface PersonColumns {
  externalId: Column | undefined;
  /** Others, the surest first. */
  others: readonly (Column | undefined)[];
}

/** Lists the columns that are named like the direct manager's, those of a known name first. */
export function listManagerColumns(columns: readonly Column[]): Column[] {
  const filled = columns.filter((column) => column.filled > 0);
  const known = filled.filter((column) => matchName(column, 'manager') !== undefined);
  return [...known, ...filled.filter((column) => !known.includes(column) && isAboutDirectManager(column.words))];
}

/** The share of a column's filled fields that some record has in another column. */
export function shareOfMatches(column: Column, other: Column): number {
  const texts = new Set([...other.texts.keys()].map((text) => text.toLowerCase()));
  return shareOf(column, (text) => texts.has(text.toLowerCase()));
}

/** At least this share of a manager's column must be in the other column. */
const minMatchShare = 0.5;
/** At most this share may be their own managers: levels and flags can look like ids. */
const maxSelfShare = 0.2;

/**
 * Finds the column that names the manager: of a known name first, whose fields point at people of
 * the file, by their ids before anything else that is unique.
 */
export function guessManager(candidates: readonly Column[], people: PersonColumns): ManagerGuess | undefined {
  const { externalId, others } = people;
  if (externalId === undefined) return undefined;
  for (const other of new Set([externalId, ...others])) {
    if (other === undefined) continue;
    const column = candidates.find((candidate) => refersTo(candidate, other));
    if (column === undefined) continue;
    const why = `${Math.round(100 * shareOfMatches(column, other))} % of its values are in ${other.name}`;
    const isKnown = matchName(column, 'manager') !== undefined;
    if (other === externalId) return { column, leaf: column.name, why, isSure: isKnown };
    const isSure = isKnown && distinctShare(other) === 1 && !isMostly(other, isName);
    return { column, leaf: { column: column.name, find: other.name }, why, isSure };
  }
  const column = candidates.find(
    (candidate) => matchName(candidate, 'manager') !== undefined && hasSameFormat(candidate, externalId),
  );
  const why = `its name, and values like those of ${externalId.name}; but its managers are in no record`;
  return column && { column, leaf: column.name, why, isSure: false };
}

/** Whether most texts have the form of another column's: `E1` and `E99`, but not `E1` and `1`. */
function hasSameFormat(column: Column, other: Column): boolean {
  const formOf = (text: string): string => text.replace(/\p{L}+/gu, 'a').replace(/\d+/g, '1');
  const forms = new Set([...other.texts.keys()].map(formOf));
  return isMostly(column, (text) => forms.has(formOf(text)));
}

function refersTo(column: Column, other: Column): boolean {
  if (column === other || shareOfMatches(column, other) < minMatchShare) return false;
  const own = column.fields.filter((text, index) => text !== '' && text === other.fields[index]).length;
  return own <= maxSelfShare * column.filled;
}
