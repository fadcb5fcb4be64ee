import { enterpriseUser } from '../scim/schemas';
import {
  type Column,
  createWordCheck,
  distinctShare,
  isDescription,
  isId,
  isLanguage,
  isMail,
  isMostly,
  isName,
  isPhone,
  isPostalCode,
  isUserName,
} from './columns/columns';
import { findKind, isAboutManager, isExcludedName } from './columns/nameMatch';
import { type ColumnKind, honorifics } from './columns/synonyms';
import { findTimeZone, proposeCountry } from './guesses/countries';
import { addGuess, assignColumn, createDraft, findColumn, type ProposalDraft } from './guesses/draft';
import { findId } from './guesses/findId';
import { guessManager, listManagerColumns } from './guesses/manager';
import { proposeNames } from './guesses/names';
import { byNameAndValues, type Proposal } from './guesses/proposal';
import { columnsOfStatus, type StatusGuess } from './guesses/status';
import { proposeStatusAndDates } from './guesses/statusAndDates';
import type { HrExport } from './readExport';

/** Proposes a mapping for an export: what each column is, by its name and by its fields. */
export function proposeMapping({ csv, columns }: HrExport): Proposal {
  const draft = createDraft(columns);
  const managers = listManagerColumns(columns);
  proposeId(draft, managers);
  proposeUserName(draft);
  proposePlainAttributes(draft);
  proposeAddress(draft);
  proposeMail(draft);
  proposeNames(draft);
  proposeCountry(draft);
  proposeManager(draft, managers);
  const status = proposeStatusAndDates(draft);
  const timeZone = findTimeZone(draft.assigned.get('country'));
  return { csv, guesses: draft.guesses, status, timeZone, leftOut: listLeftOut(draft, status) };
}

const isHonorific = createWordCheck(honorifics);
const hasLetters = (text: string): boolean => /\p{L}/u.test(text) && !text.includes('@');
/** A name of something, and not its code (`D100`, `0001`). */
const isLabel = (text: string): boolean => hasLetters(text) && !/^[\p{L}]{0,6}[-_ ]?\d+$/u.test(text);

interface PlainAttribute {
  kind: ColumnKind;
  path: readonly string[];
  fits: (column: Column) => boolean;
}

/** The attributes of one column each: their paths, and what their fields look like. */
const plainAttributes: readonly PlainAttribute[] = [
  {
    kind: 'mail',
    path: ['emails', 'value'],
    fits: (column) => isMostly(column, isMail) && distinctShare(column) >= 0.9,
  },
  { kind: 'givenName', path: ['name', 'givenName'], fits: (column) => isMostly(column, isName) },
  { kind: 'familyName', path: ['name', 'familyName'], fits: (column) => isMostly(column, isName) },
  { kind: 'middleName', path: ['name', 'middleName'], fits: (column) => isMostly(column, isName) },
  { kind: 'honorificPrefix', path: ['name', 'honorificPrefix'], fits: (column) => isMostly(column, isHonorific, 0.8) },
  { kind: 'nickName', path: ['nickName'], fits: (column) => isMostly(column, isName) },
  {
    kind: 'title',
    path: ['title'],
    fits: (column) =>
      isMostly(column, isDescription) && isMostly(column, isLabel, 0.5) && !isMostly(column, isHonorific, 0.5),
  },
  { kind: 'userType', path: ['userType'], fits: (column) => isMostly(column, hasLetters) },
  { kind: 'preferredLanguage', path: ['preferredLanguage'], fits: (column) => isMostly(column, isLanguage, 1) },
  { kind: 'phone', path: ['phoneNumbers', 'value'], fits: (column) => isMostly(column, isPhone) },
  {
    kind: 'costCenter',
    path: [enterpriseUser, 'costCenter'],
    fits: (column) => isMostly(column, isId) || isMostly(column, isLabel),
  },
  { kind: 'organization', path: [enterpriseUser, 'organization'], fits: (column) => isMostly(column, isLabel) },
  { kind: 'division', path: [enterpriseUser, 'division'], fits: (column) => isMostly(column, isLabel) },
  { kind: 'department', path: [enterpriseUser, 'department'], fits: (column) => isMostly(column, isLabel) },
];

/** Parts of an address. Without a work word in its name, a column may hold the home address. */
const addressParts: readonly PlainAttribute[] = [
  { kind: 'streetAddress', path: ['addresses', 'streetAddress'], fits: (column) => isMostly(column, isDescription) },
  { kind: 'locality', path: ['addresses', 'locality'], fits: (column) => isMostly(column, isDescription) },
  { kind: 'region', path: ['addresses', 'region'], fits: (column) => isMostly(column, hasLetters) },
  { kind: 'postalCode', path: ['addresses', 'postalCode'], fits: (column) => isMostly(column, isPostalCode) },
];
const isOfWork = ({ words }: Column): boolean =>
  words.some((word) => /^(?:work|office|location|business|company|arbeitsort|dienst)/.test(word));

function proposeId(draft: ProposalDraft, managers: readonly Column[]): void {
  const id = findId([...draft.unassigned], managers);
  if (id === undefined) return;
  assignColumn(draft, 'externalId', id.column);
  addGuess(draft, id.column, { path: ['externalId'], why: id.why, isSure: id.isSure });
}

function proposeUserName(draft: ProposalDraft): void {
  const login = findColumn(draft, 'userName', (column) => isMostly(column, isUserName) && distinctShare(column) >= 0.9);
  if (login === undefined) return;
  assignColumn(draft, 'userName', login);
  addGuess(draft, login, { path: ['userName'], why: byNameAndValues, isSure: true });
}

function proposePlainAttributes(draft: ProposalDraft): void {
  for (const { kind, path, fits } of plainAttributes) {
    const column = findColumn(draft, kind, fits);
    if (column === undefined) continue;
    assignColumn(draft, kind, column);
    addGuess(draft, column, { path, why: byNameAndValues, isSure: true });
  }
}

function proposeAddress(draft: ProposalDraft): void {
  for (const { kind, path, fits } of addressParts) {
    const column = findColumn(draft, kind, fits);
    if (column === undefined) continue;
    assignColumn(draft, kind, column);
    if (isOfWork(column)) addGuess(draft, column, { path, why: byNameAndValues, isSure: true });
    else addGuess(draft, column, { path, why: 'its name; may be a home address', isSure: false, isPrivate: true });
  }
}

/**
 * Finds the mail address only by its texts. Without a column for user names, it is the user name.
 */
function proposeMail(draft: ProposalDraft): void {
  const isAnyMail = (column: Column): boolean => isMostly(column, isMail, 0.95) && distinctShare(column) >= 0.95;
  const [only, another] = draft.assigned.has('mail')
    ? []
    : [...draft.unassigned].filter(
        (column) => isAnyMail(column) && !isExcludedName(column.words) && !isAboutManager(column.words),
      );
  if (only !== undefined && another === undefined) {
    assignColumn(draft, 'mail', only);
    addGuess(draft, only, { path: ['emails', 'value'], why: 'its values are mail addresses', isSure: false });
  }
  const mail = draft.assigned.get('mail');
  if (draft.assigned.has('userName') || mail === undefined) return;
  const why = 'no user name column found; mail addresses often serve as user names';
  addGuess(draft, mail, { path: ['userName'], why, isSure: false });
}

function proposeManager(draft: ProposalDraft, managers: readonly Column[]): void {
  const { assigned, unassigned, guesses } = draft;
  const manager = guessManager(
    managers.filter((column) => unassigned.has(column)),
    {
      externalId: assigned.get('externalId'),
      others: [
        assigned.get('mail'),
        assigned.get('userName'),
        ...[...unassigned].filter(isUnique),
        assigned.get('displayName'),
      ],
    },
  );
  if (manager === undefined) return;
  const { column, leaf, why, isSure } = manager;
  assignColumn(draft, 'manager', column);
  guesses.push({ path: [enterpriseUser, 'manager', 'value'], leaf, columns: [column.name], why, isSure });
}

/** Whether each person has a text of their own. */
const isUnique = (column: Column): boolean => column.filled === column.fields.length && distinctShare(column) === 1;

function listLeftOut({ columns, guesses }: ProposalDraft, status: StatusGuess): Proposal['leftOut'] {
  const mapped = new Set([...guesses.flatMap((guess) => guess.columns), ...columnsOfStatus(status)]);
  return columns
    .filter(({ name }) => !mapped.has(name))
    .map((column) => ({ column: column.name, why: whyLeftOut(column) }));
}

function whyLeftOut(column: Column): string {
  const { words, filled } = column;
  const kind = findKind(column);
  if (filled === 0) return 'empty in this file';
  if (kind === 'hireDate' || kind === 'endDate')
    return 'named like a date, but its values are not dates in a known format';
  if (kind === 'manager' || isAboutManager(words))
    return 'looks like a manager column, but its values match nobody here, or another column was used';
  if (kind !== undefined) return `named like ${kind}, but its values do not match, or another column was used`;
  return isExcludedName(words) ? 'may be private, outdated, or about another person' : 'unknown column name';
}
