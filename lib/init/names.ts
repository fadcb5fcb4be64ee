import { type Column, fold, isMostly, isName } from './columns';
import { addGuess, type Draft, findColumn, retract, useColumn } from './draft';
import { byNameAndTexts } from './proposal';

/** Proposes `displayName`, and what a name of one word means beside others. */
export function proposeNames(draft: Draft): void {
  settleLoneNames(draft);
  const { found } = draft;
  const [given, family] = [found.get('givenName'), found.get('familyName')];
  const isWhole = (column: Column): boolean =>
    isMostly(column, isName) && (family === undefined || containsMostly(column, family));
  const display = findColumn(draft, 'displayName', isWhole);
  if (display !== undefined) {
    useColumn(draft, 'displayName', display.column);
    addGuess(draft, display.column, { path: ['displayName'], why: byNameAndTexts, isSure: display.isExact });
    if (given === undefined && family === undefined) splitWholeName(draft, display.column);
  } else if (given !== undefined && family !== undefined) {
    draft.guesses.push({
      path: ['displayName'],
      leaf: { expression: `${rowText(given.name)} + ' ' + ${rowText(family.name)}` },
      columns: [given.name, family.name],
      why: 'no column holds the whole name',
      isSure: true,
    });
  }
}

/**
 * Settles names of one word: `Name` is the family name beside `Vorname`, but `Nombre`, `Nome` and `Nom`
 * alone are the whole name.
 */
function settleLoneNames(draft: Draft): void {
  const [given, family] = [draft.found.get('givenName'), draft.found.get('familyName')];
  const isLone = (column: Column, names: readonly string[]): boolean => names.includes(column.words.join(' '));
  if (given !== undefined && family === undefined) {
    const name = [...draft.free].find((column) => isLone(column, ['name', 'naam']) && isMostly(column, isName));
    if (name !== undefined && !containsMostly(name, given)) {
      useColumn(draft, 'familyName', name);
      const why = `its name, beside ${given.name}`;
      addGuess(draft, name, { path: ['name', 'familyName'], why, isSure: true });
    } else if (isLone(given, ['nombre', 'nome'])) retract(draft, 'givenName');
  }
  if (given === undefined && family !== undefined && isLone(family, ['nom'])) retract(draft, 'familyName');
}

/** Splits names that are all "last, first". */
function splitWholeName(draft: Draft, column: Column): void {
  if (!isMostly(column, (text) => /^[^,]+, [^,]+$/.test(text), 1)) return;
  for (const [index, part] of ['familyName', 'givenName'].entries())
    addGuess(draft, column, {
      path: ['name', part],
      leaf: { expression: `${rowText(column.name)}.split(', ')[${index}]`, invalid: 'null' },
      why: 'its texts are "last, first"',
      isSure: false,
    });
}

/** Whether most texts of a column hold the text that the same record has in another. */
function containsMostly({ fields }: Column, other: Column): boolean {
  let [both, contained] = [0, 0];
  for (const [index, text] of fields.entries()) {
    const part = other.fields[index] ?? '';
    if (text === '' || part === '') continue;
    both++;
    if (fold(text).includes(fold(part))) contained++;
  }
  return both > 0 && contained >= 0.8 * both;
}

const rowText = (name: string): string => `row['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
