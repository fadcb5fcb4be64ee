import { type Column, isMostly, withoutMarks } from '../columns/columns';
import { timeZones } from '../columns/synonyms';
import { addGuess, assignColumn, findColumn, type ProposalDraft } from './draft';
import { byNameAndValues } from './proposal';

const languages = ['en', 'de', 'fr', 'es', 'nl', 'it'];
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Finds the ISO 3166-1 alpha-2 code of a country's name in one of six languages. */
function findCountryCode(text: string): string | undefined {
  names ??= readNames();
  return names.get(withoutMarks(text));
}

/** Whether every text of a column is a code of two letters. */
const areCodes = ({ texts }: Column): boolean => [...texts.keys()].every((text) => /^[A-Za-z]{2}$/.test(text));

let names: ReadonlyMap<string, string> | undefined;

function readNames(): ReadonlyMap<string, string> {
  const found = new Map([
    ['usa', 'US'],
    ['uk', 'GB'],
    ['great britain', 'GB'],
    ['england', 'GB'],
    ['holland', 'NL'],
    ['united states of america', 'US'],
    ['czech republic', 'CZ'],
    ['russian federation', 'RU'],
    ['korea, republic of', 'KR'],
  ]);
  for (const language of languages) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of letters.flatMap((one) => letters.map((other) => one + other))) {
      const name = display.of(code);
      // a territory that is no country any more gives its successor's name
      if (name !== undefined && new Intl.Locale(`und-${code}`).region === code && !found.has(withoutMarks(name)))
        found.set(withoutMarks(name), code);
    }
  }
  return found;
}

/** Proposes `country`: codes as they are, names as their codes. */
export function proposeCountry(draft: ProposalDraft): void {
  const isCountry = (text: string): boolean => /^[A-Za-z]{2}$/.test(text) || findCountryCode(text) !== undefined;
  const column = findColumn(draft, 'country', (one) => isMostly(one, isCountry));
  if (column === undefined) return;
  assignColumn(draft, 'country', column);
  const codes = areCodes(column) ? [] : [...column.texts.keys()].map((text) => [text, findCountryCode(text)] as const);
  const lookup = Object.fromEntries(codes.filter(([, code]) => code !== undefined)) as Record<string, string>;
  const isTranslated = Object.keys(lookup).length > 0;
  addGuess(draft, column, {
    path: ['addresses', 'country'],
    ...(isTranslated && { leaf: { column: column.name, lookup } }),
    why: isTranslated ? 'its name; names of countries become their codes' : byNameAndValues,
    isSure: true,
  });
}

/**
 * The codes of a column's countries, that of most people first; `undefined` for an unknown text.
 */
export const listCountryCodes = (country: Column | undefined): (string | undefined)[] =>
  [...(country?.texts ?? [])]
    .sort((one, other) => other[1] - one[1])
    .map(([text]) => (text.length === 2 ? text.toUpperCase() : findCountryCode(text)));

/** The zone of the country of most people. */
export function findTimeZone(country: Column | undefined): string | undefined {
  const [code] = listCountryCodes(country);
  return code === undefined ? undefined : timeZones[code];
}
