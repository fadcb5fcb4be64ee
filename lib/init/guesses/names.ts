import { type Column, isMostly, isName, withoutMarks } from '../columns/columns';
import { addGuess, assignColumn, findColumn, type ProposalDraft, removeGuess } from './draft';
import { byNameAndValues } from './proposal';

/** Proposes `displayName`, and what a name of one word means beside others. */
export function proposeNames(draft: ProposalDraft): void {
  resolveSingleWordNames(draft);
  const family = joinFamilyName(draft);
  const { assigned } = draft;
  const [given, last] = [assigned.get('givenName'), assigned.get('familyName')];
  const isWhole = (column: Column): boolean =>
    isMostly(column, isName) && (last === undefined || containsMostly(column, last));
  const display = findColumn(draft, 'displayName', isWhole);
  if (display !== undefined) {
    assignColumn(draft, 'displayName', display);
    addGuess(draft, display, { path: ['displayName'], why: byNameAndValues, isSure: true });
    if (given === undefined && last === undefined) splitWholeName(draft, display);
  } else if (given !== undefined && family !== undefined) {
    draft.guesses.push({
      path: ['displayName'],
      leaf: { expression: `${rowText(given.name)} + ' ' + ${family.expression}` },
      columns: [given.name, ...family.columns],
      why: 'no column holds the whole name',
      isSure: true,
    });
  }
}

/**
 * Joins the family name of its parts: Dutch prefixes come before it, a second Spanish one behind.
 */
function joinFamilyName(draft: ProposalDraft): { expression: string; columns: string[] } | undefined {
  const family = draft.assigned.get('familyName');
  if (family === undefined) return undefined;
  const prefix = findColumn(draft, 'familyPrefix', () => true);
  const second = findColumn(draft, 'secondFamilyName', (column) => isMostly(column, isName));
  const parts = [prefix, family, second].filter((column) => column !== undefined);
  const columns = parts.map(({ name }) => name);
  if (parts.length === 1) return { expression: rowText(family.name), columns };
  if (prefix !== undefined) assignColumn(draft, 'familyPrefix', prefix);
  if (second !== undefined) assignColumn(draft, 'secondFamilyName', second);
  const expression = `(${parts.map(({ name }) => rowText(name)).join(" + ' ' + ")}).trim()`;
  const guess = draft.guesses.find(({ path }) => path.at(-1) === 'familyName');
  if (guess !== undefined) Object.assign(guess, { leaf: { expression }, columns });
  return { expression, columns };
}

/**
 * Resolves names of one word: `Name` is the family name beside `Vorname`, but `Nombre`, `Nome` and
 * `Nom` without another are the whole name.
 */
function resolveSingleWordNames(draft: ProposalDraft): void {
  const [given, family] = [draft.assigned.get('givenName'), draft.assigned.get('familyName')];
  const isSingleWord = (column: Column, names: readonly string[]): boolean => names.includes(column.words.join(' '));
  if (given !== undefined && family === undefined) {
    const name = [...draft.unassigned].find(
      (column) => isSingleWord(column, ['name', 'naam']) && isMostly(column, isName),
    );
    if (name !== undefined && !containsMostly(name, given)) {
      assignColumn(draft, 'familyName', name);
      const why = `its name, beside ${given.name}`;
      addGuess(draft, name, { path: ['name', 'familyName'], why, isSure: true });
    } else if (isSingleWord(given, ['nombre', 'nome'])) removeGuess(draft, 'givenName');
  }
  if (given === undefined && family !== undefined && isSingleWord(family, ['nom'])) removeGuess(draft, 'familyName');
}

/** Splits names that are all "last, first". */
function splitWholeName(draft: ProposalDraft, column: Column): void {
  if (!isMostly(column, (text) => /^[^,]+, ?[^,]+$/.test(text), 1)) return;
  for (const [index, part] of ['familyName', 'givenName'].entries())
    addGuess(draft, column, {
      path: ['name', part],
      leaf: { expression: `${rowText(column.name)}.split(',')[${index}].trim()`, invalid: 'null' },
      why: 'its values are "last, first"',
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
    if (withoutMarks(text).includes(withoutMarks(part))) contained++;
  }
  return both > 0 && contained >= 0.8 * both;
}

/** A column in an expression. JSON's escapes are CEL's. */
const rowText = (name: string): string =>
  /^[^'"\\\p{Cc}]*$/u.test(name) ? `row['${name}']` : `row[${JSON.stringify(name)}]`;
