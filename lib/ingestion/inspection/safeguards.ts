import type { Mapping } from '../../mapping/file/parse';
import { sourceColumnOf } from '../../mapping/leaves';
import type { Reason } from '../checkpoint';
import { isFileReleased } from '../feed/feedState';
import { held, type NextState } from '../feed/nextState';
import type { MappedIngestion } from '../ingestion';
import { flag, hasFlag, type PeopleStore } from '../people/store';
import type { NewestFile, Note, Plan, SavedPlan } from '../plan';
import { status } from './census';
import type { AttributeChanges } from './changes/changedAttributes';
import { mostSetAside } from './changes/idChanges';
import { hashLeaves, leafAt } from './changes/leafHashes';
import type { NewWords } from './changes/statusWords';
import type { FilePeople } from './inspect';
import type { Selected } from './selectPeople';

export interface Comparison {
  plan: Plan;
  people: FilePeople;
  /** What Entra was given. */
  store: PeopleStore;
  /** What the file says of the people in the store. */
  selected: Pick<Selected, 'statuses' | 'changes' | 'newWords' | 'idChanges'>;
  mapping: Mapping;
}

/** Fewer leavers, or returners, than this are no share of anything. */
const minForPercent = 5;
const fewPeople = 5;

/**
 * The state in which a file waits for a person's decision; `undefined` where no safeguard fired, or
 * somebody released it.
 */
export const findHold = async (ingestion: MappedIngestion, plan: SavedPlan): Promise<NextState | undefined> =>
  plan.safeguards.length === 0 || (await isFileReleased(ingestion, plan)) ? undefined : held(plan.safeguards);

/** Why the file is to be held: every safeguard that fires. The messages hold no field of a record. */
export function findSafeguardReasons({ plan, people, store, selected, mapping }: Comparison): Reason[] {
  const { statuses } = selected;
  const reasons = [checkRejected(plan.records.read, countRejected(plan), mapping)];
  if (store.newest === undefined) reasons.push(checkFirstFile(people));
  else {
    const moves = countMoves(store, statuses);
    reasons.push(
      ...checkLeavers(moves, people, mapping),
      ...checkReturners(moves, mapping),
      checkRecordDrop(people, store.newest, mapping),
      ...checkEmptiedColumns(people, store.newest),
      checkNewWords(selected.newWords),
      ...checkChanges(selected.changes, store.leaves, mapping),
      checkIdChanges(selected),
    );
  }
  return reasons.filter((reason) => reason !== undefined).map(addRemedy);
}

/** The reason of a held file, and what whoever reads it can do. */
export const addRemedy = ({ code, message }: Reason): Reason => ({
  code,
  message: `${message}${message.endsWith('?') ? '' : '.'} If the file is right, release it. If not, fix the export and upload it again`,
});

/** A share with as many digits as show that it is more than its limit. */
function formatPercent(part: number, whole: number, limit: number): string {
  const share = (100 * part) / whole;
  const digits = [0, 1, 2, 3].find((count) => Number(share.toFixed(count)) > limit) ?? 4;
  return `${share.toFixed(digits)} %`;
}

const exceedsPercent = (part: number, whole: number, limit: number): boolean => part * 100 > limit * whole;

/** Whether too many records are rejected, Entra's refusals included; it needs no store. */
export function checkRejected(read: number, rejected: number, { safeguards }: Mapping): Reason | undefined {
  const { maxRejectedPercent } = safeguards;
  if (!exceedsPercent(rejected, read, maxRejectedPercent)) return undefined;
  return {
    code: 'max_rejected_percent',
    message: `${rejected} of ${read} records are rejected (${formatPercent(rejected, read, maxRejectedPercent)}), more than maxRejectedPercent ${maxRejectedPercent} allows`,
  };
}

/** The rejected records, without those that are set aside until somebody decides. */
export const countRejected = ({ records, setAside = [] }: Plan): number => records.rejected - setAside.length;

/** What the file says of the people in the store, in numbers. */
interface Moves {
  /** In the store. */
  known: number;
  /** Of those who were, or may have been, active: who is inactive now, and who is gone. */
  active: number;
  left: number;
  gone: number;
  /** The same of those who were in the newest file that passed. */
  recentlyActive: number;
  recentlyLeft: number;
  /** Inactive then, and active now. */
  returned: number;
}

function countMoves({ flags, keys }: PeopleStore, statuses: Uint8Array): Moves {
  const moves = { known: keys.length, active: 0, left: 0, gone: 0, recentlyActive: 0, recentlyLeft: 0, returned: 0 };
  for (let place = 0; place < keys.length; place++) {
    const now = statuses[place];
    if (!hasFlag(flags, place, flag.active | flag.maybeActive)) {
      if (now === status.active && !hasFlag(flags, place, flag.unknown)) moves.returned++;
      continue;
    }
    const recent = hasFlag(flags, place, flag.recent) ? 1 : 0;
    moves.active++;
    moves.recentlyActive += recent;
    if (now === 0) moves.gone++;
    else if (now === status.inactive) {
      moves.left++;
      moves.recentlyLeft += recent;
    }
  }
  return moves;
}

function checkLeavers(moves: Moves, { unnamed }: FilePeople, { content, safeguards }: Mapping): Reason[] {
  const { active, left, gone, recentlyActive, recentlyLeft } = moves;
  const isFull = content === 'full';
  const all = left + (isFull ? Math.max(0, gone - unnamed) : 0);
  const { maxLeavers, maxLeaversPercent } = safeguards;
  // of partial content, those of the last file are a share of their own: the feed's people may be
  // many more
  const [part, whole] =
    !isFull && recentlyLeft * active > all * recentlyActive ? [recentlyLeft, recentlyActive] : [all, active];
  const what = (some: number, then: number): string =>
    `${some} of the ${then} people who are active in Entra would be inactive${isFull ? ', or are missing' : ''}`;
  const reasons: Reason[] = [];
  if (all > maxLeavers)
    reasons.push({ code: 'max_leavers', message: `${what(all, active)}, more than maxLeavers ${maxLeavers} allows` });
  if (part >= minForPercent && exceedsPercent(part, whole, maxLeaversPercent))
    reasons.push({
      code: 'max_leavers_percent',
      message: `${what(part, whole)} (${formatPercent(part, whole, maxLeaversPercent)}), more than maxLeaversPercent ${maxLeaversPercent} allows`,
    });
  return reasons;
}

function checkReturners({ returned, known }: Moves, { safeguards }: Mapping): Reason[] {
  if (returned < minForPercent) return [];
  const { maxReturners, maxReturnersPercent } = safeguards;
  const what = `${returned} of the ${known} people whom Entra knows would become active again`;
  const reasons: Reason[] = [];
  if (returned > maxReturners)
    reasons.push({ code: 'max_returners', message: `${what}, more than maxReturners ${maxReturners} allows` });
  if (exceedsPercent(returned, known, maxReturnersPercent))
    reasons.push({
      code: 'max_returners_percent',
      message: `${what} (${formatPercent(returned, known, maxReturnersPercent)}), more than maxReturnersPercent ${maxReturnersPercent} allows`,
    });
  return reasons;
}

function checkRecordDrop(
  { people, unnamed }: FilePeople,
  newest: NewestFile,
  { content, safeguards }: Mapping,
): Reason | undefined {
  const { maxRecordDropPercent } = safeguards;
  const [before, now] = [newest.people, people + unnamed];
  if (content !== 'full' || !exceedsPercent(before - now, before, maxRecordDropPercent)) return undefined;
  return {
    code: 'max_record_drop_percent',
    message: `the file has ${now} people, the newest one that passed had ${before} (${formatPercent(before - now, before, maxRecordDropPercent)} fewer), more than maxRecordDropPercent ${maxRecordDropPercent} allows: it may have been cut off`,
  };
}

function checkEmptiedColumns(people: FilePeople, newest: NewestFile): Reason[] {
  return Object.entries(newest.filled)
    .filter(([column, before]) => {
      const now = Object.hasOwn(people.filled, column) ? people.filled[column] : undefined;
      return now !== undefined && 2 * before > newest.sent && 2 * (people.sent - now) > people.sent;
    })
    .map(([column, before]) => ({
      code: 'emptied_column',
      message: `column ${column} is empty for ${people.sent - (people.filled[column] ?? 0)} of ${people.sent} people, and was filled for ${before} of ${newest.sent} in the newest file that passed: Entra may clear it for everybody`,
    }));
}

function checkFirstFile({ sent, inactive }: FilePeople): Reason | undefined {
  if (sent < fewPeople || 2 * inactive <= sent) return undefined;
  return {
    code: 'first_file',
    message: `${inactive} of ${sent} people of this feed's first file are inactive: does the mapping name the right column and text for active?`,
  };
}

/** More texts than these are no status words: the message shows none of them. */
const mostWordsShown = 20;
const longestWordTold = 40;

function checkNewWords({ people, texts }: NewWords): Reason | undefined {
  if (people < fewPeople) return undefined;
  return { code: 'new_status_word', message: describeNewWords({ people, texts }) };
}

/** What people should know of a file that is not held for it. */
export const findNotes = ({ newWords, setAside }: Pick<Selected, 'newWords' | 'setAside'>): Note[] => [
  ...(newWords.people === 0 || newWords.people >= fewPeople
    ? []
    : [{ code: 'new_status_word', message: describeNewWords(newWords), lines: [] }]),
  ...(setAside.length === 0 ? [] : [{ code: 'id_changed', message: describeSetAside(setAside.length), lines: [] }]),
];

const describeSetAside = (count: number): string =>
  `${count === 1 ? '1 new person has' : `${count} new people have`} the user name of somebody who is gone from the file. ${count === 1 ? 'The record is' : 'The records are'} set aside in rejected.csv, and no account is disabled for it. If an id is wrong, correct it. If the new ids are right, release the file: they are sent`;

/** The texts are those of the status column. */
function describeNewWords({ people, texts }: NewWords): string {
  const shown = texts.slice(0, 5).map(quoteWord);
  const hiddenWords = texts.length > shown.length ? ` and ${texts.length - shown.length} more` : '';
  const which = texts.length > mostWordsShown ? `${texts.length} texts` : `${shown.join(', ')}${hiddenWords}`;
  const who = people === 1 ? '1 person who was active is' : `${people} people who were active are`;
  return `${who} inactive now because the status column says ${which}, which the mapping does not name and the newest file that passed does not have: is it a new word for active?`;
}

/** Spaces other than the usual one, and what nobody sees, as their code. */
const quoteWord = (text: string): string =>
  JSON.stringify(text.slice(0, longestWordTold)).replace(
    /(?! )[\p{Z}\p{C}]/gu,
    (unit) => `\\u${(unit.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

function checkChanges(
  changes: readonly AttributeChanges[],
  leaves: PeopleStore['leaves'],
  { attributes, safeguards }: Mapping,
): Reason[] {
  const { '*': others, ...limits } = safeguards.maxChangedPercent;
  const now = hashLeaves(
    changes.map(({ path }) => path),
    attributes,
  );
  return changes
    .filter(({ path, changed }) => changed >= minForPercent && leaves[path] === now[path])
    .map(({ path, known, changed }) => ({ path, known, changed, limit: limits[path] ?? others }))
    .filter(({ known, changed, limit }) => exceedsPercent(changed, known, limit))
    .map(({ path, known, changed, limit }) => ({
      code: 'max_changed_percent',
      message: `${describeSource(path, attributes)} changes for ${changed} of ${known} people (${formatPercent(changed, known, limit)}), more than maxChangedPercent ${limit} allows: a column may have been sorted by itself, or have slipped by a row`,
    }));
}

/** HR's column, or the attribute when it has none of its own. */
function describeSource(path: string, attributes: unknown): string {
  const column = sourceColumnOf(leafAt(path, attributes));
  return column === undefined ? `the attribute ${path}` : `column ${column}`;
}

function checkIdChanges({ idChanges }: Pick<Selected, 'idChanges'>): Reason | undefined {
  if (idChanges <= mostSetAside) return undefined;
  return {
    code: 'id_changes',
    message: `${idChanges} new people have the user name of somebody who is gone from the file: did their ids lose leading zeros, or change? A release sends them under the new ids`,
  };
}
