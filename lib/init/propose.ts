import { enterpriseUser } from '../scim/schemas';
import {
  type Column,
  createWordCheck,
  distinctShare,
  isLanguage,
  isMail,
  isMostly,
  isName,
  isPhone,
  isPostalCode,
  isUserName,
  isWording,
} from './columns';
import { findTimeZone, proposeCountry } from './countries';
import { addGuess, createDraft, type Draft, findColumn, useColumn } from './draft';
import { findId } from './findId';
import { guessManager, listManagerColumns } from './manager';
import { isAboutManager, isOtherMatter, kindsOf } from './nameMatch';
import { proposeNames } from './names';
import { byNameAndTexts, type Proposal } from './proposal';
import type { HrExport } from './readExport';
import type { StatusGuess } from './status';
import { proposeStatusAndDates } from './statusAndDates';
import { honorifics, type Kind } from './synonyms';

/** Proposes a mapping for an export: what each column is, by its name and by its fields. */
export function proposeMapping({ csv, columns, records }: HrExport): Proposal {
  const draft = createDraft(columns);
  const managers = listManagerColumns(columns);
  proposeId(draft, { managers, records });
  proposeUserName(draft);
  proposePlainAttributes(draft);
  proposeAddress(draft);
  proposeMail(draft);
  proposeNames(draft);
  proposeCountry(draft);
  proposeManager(draft, managers);
  const status = proposeStatusAndDates(draft);
  const timeZone = findTimeZone(draft.found.get('country'));
  return { csv, guesses: draft.guesses, status, timeZone, leftOut: listLeftOut(draft, status) };
}

const isHonorific = createWordCheck(honorifics);
const hasLetters = (text: string): boolean => /\p{L}/u.test(text) && !text.includes('@');
/** A name of something, and not its code (`D100`, `0001`). */
const isLabel = (text: string): boolean => hasLetters(text) && !/^[\p{L}]{0,6}[-_ ]?\d+$/u.test(text);

interface PlainAttribute {
  kind: Kind;
  path: readonly string[];
  fits: (column: Column) => boolean;
}

/** The attributes of one column each: where they stand, and what their fields look like. */
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
      isMostly(column, isWording) && isMostly(column, isLabel, 0.5) && !isMostly(column, isHonorific, 0.5),
  },
  { kind: 'userType', path: ['userType'], fits: (column) => isMostly(column, hasLetters) },
  { kind: 'preferredLanguage', path: ['preferredLanguage'], fits: (column) => isMostly(column, isLanguage, 1) },
  { kind: 'phone', path: ['phoneNumbers', 'value'], fits: (column) => isMostly(column, isPhone) },
  { kind: 'costCenter', path: [enterpriseUser, 'costCenter'], fits: () => true },
  { kind: 'organization', path: [enterpriseUser, 'organization'], fits: (column) => isMostly(column, isLabel) },
  { kind: 'division', path: [enterpriseUser, 'division'], fits: (column) => isMostly(column, isLabel) },
  { kind: 'department', path: [enterpriseUser, 'department'], fits: (column) => isMostly(column, isLabel) },
];

/** The parts of an address. A name that does not say whose can be that of the home. */
const addressParts: readonly PlainAttribute[] = [
  { kind: 'streetAddress', path: ['addresses', 'streetAddress'], fits: (column) => isMostly(column, isWording) },
  { kind: 'locality', path: ['addresses', 'locality'], fits: (column) => isMostly(column, isWording) },
  { kind: 'region', path: ['addresses', 'region'], fits: (column) => isMostly(column, hasLetters) },
  { kind: 'postalCode', path: ['addresses', 'postalCode'], fits: (column) => isMostly(column, isPostalCode) },
];
const isOfWork = ({ words }: Column): boolean =>
  words.some((word) => /^(?:work|office|location|business|company|arbeitsort|dienst)/.test(word));

function proposeId(draft: Draft, options: { managers: readonly Column[]; records: number }): void {
  const id = findId([...draft.free], options);
  if (id === undefined) return;
  useColumn(draft, 'externalId', id.column);
  addGuess(draft, id.column, { path: ['externalId'], why: id.why, isSure: id.isSure });
}

function proposeUserName(draft: Draft): void {
  const login = findColumn(draft, 'userName', (column) => isMostly(column, isUserName) && distinctShare(column) >= 0.9);
  if (login === undefined) return;
  useColumn(draft, 'userName', login);
  addGuess(draft, login, { path: ['userName'], why: byNameAndTexts, isSure: true });
}

function proposePlainAttributes(draft: Draft): void {
  for (const { kind, path, fits } of plainAttributes) {
    const column = findColumn(draft, kind, fits);
    if (column === undefined) continue;
    useColumn(draft, kind, column);
    addGuess(draft, column, { path, why: byNameAndTexts, isSure: true });
  }
}

function proposeAddress(draft: Draft): void {
  for (const { kind, path, fits } of addressParts) {
    const column = findColumn(draft, kind, fits);
    if (column === undefined) continue;
    useColumn(draft, kind, column);
    if (isOfWork(column)) addGuess(draft, column, { path, why: byNameAndTexts, isSure: true });
    else addGuess(draft, column, { path, why: 'its name; but it can be the home', isSure: false, isPrivate: true });
  }
}

/** Finds the mail address by its texts alone. Without a column for user names, it is the user name. */
function proposeMail(draft: Draft): void {
  const isAnyMail = (column: Column): boolean => isMostly(column, isMail, 0.95) && distinctShare(column) >= 0.95;
  const [only, another] = draft.found.has('mail')
    ? []
    : [...draft.free].filter(
        (column) => isAnyMail(column) && !isOtherMatter(column.words) && !isAboutManager(column.words),
      );
  if (only !== undefined && another === undefined) {
    useColumn(draft, 'mail', only);
    addGuess(draft, only, { path: ['emails', 'value'], why: 'its texts are mail addresses', isSure: false });
  }
  const mail = draft.found.get('mail');
  if (draft.found.has('userName') || mail === undefined) return;
  const why = 'no column is named like a user name; mail addresses often are one';
  addGuess(draft, mail, { path: ['userName'], why, isSure: false });
}

function proposeManager(draft: Draft, managers: readonly Column[]): void {
  const { found, free, guesses } = draft;
  const manager = guessManager(
    managers.filter((column) => free.has(column)),
    {
      externalId: found.get('externalId'),
      others: [found.get('mail'), found.get('userName'), ...[...free].filter(isUnique), found.get('displayName')],
    },
  );
  if (manager === undefined) return;
  const { column, leaf, why, isSure } = manager;
  useColumn(draft, 'manager', column);
  guesses.push({ path: [enterpriseUser, 'manager', 'value'], leaf, columns: [column.name], why, isSure });
}

/** Whether each person has a text of their own. */
const isUnique = (column: Column): boolean => column.filled === column.fields.length && distinctShare(column) === 1;

function listLeftOut({ columns, guesses }: Draft, status: StatusGuess): Proposal['leftOut'] {
  const mapped = new Set(guesses.flatMap((guess) => guess.columns));
  if (status.kind === 'words') mapped.add(status.column);
  return columns
    .filter(({ name }) => !mapped.has(name))
    .map((column) => ({ column: column.name, why: whyLeftOut(column) }));
}

function whyLeftOut(column: Column): string {
  const { words, filled } = column;
  const [kind] = kindsOf(column);
  if (filled === 0) return 'empty in this file';
  if (kind === 'hireDate' || kind === 'endDate') return 'named like a date, but its texts are no dates of one form';
  if (kind === 'manager' || isAboutManager(words))
    return 'about a manager; its texts name nobody in this file, or another column does';
  if (kind !== undefined) return `named like ${kind}; its texts do not look like it, or another column fits better`;
  return isOtherMatter(words) ? 'private, or about another time or person' : 'its name is not known';
}
