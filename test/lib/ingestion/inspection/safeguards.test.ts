import { status } from '../../../../lib/ingestion/inspection/census';
import { hashLeaves } from '../../../../lib/ingestion/inspection/changes/leafHashes';
import {
  type Comparison,
  checkRejected,
  findNotes,
  findSafeguardReasons,
} from '../../../../lib/ingestion/inspection/safeguards';
import { emptyStore, flag, type PeopleStore, printSize } from '../../../../lib/ingestion/people/store';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { mapping as mappingFile } from '../../../support/files';

const mappingOf = (changes: Record<string, unknown> = {}) =>
  parseMapping(JSON.stringify(mappingFile('employees', { safeguards: {}, ...changes }))).mapping;

interface People {
  /** By number. */
  statuses: ReadonlyMap<number, number>;
  filled: Record<string, number>;
  unnamed: number;
}

/** People by number: [from, to, status], in ranges. */
const peopleOf = (ranges: [number, number, number][]): People => ({
  statuses: new Map(
    ranges.flatMap(([from, to, status]) =>
      Array.from({ length: to - from }, (_, index): [number, number] => [from + index, status]),
    ),
  ),
  filled: {},
  unnamed: 0,
});
const everybody = (count: number): People => peopleOf([[0, count, status.active]]);

function summaryOf({ statuses, filled, unnamed }: People) {
  const count = (wanted: number): number => [...statuses.values()].filter((status) => status === wanted).length;
  const sent = statuses.size - count(status.rejected);
  return { people: statuses.size, inactive: count(status.inactive), sent, filled, unnamed };
}

/** What Entra was given by a file that was accepted. */
function storeOf(people: People): PeopleStore {
  const numbers = [...people.statuses.keys()].sort((one, other) => one - other);
  const { people: count, sent, filled } = summaryOf(people);
  return {
    ...emptyStore,
    keys: BigUint64Array.from(numbers.map(BigInt)),
    userNames: new BigUint64Array(numbers.length),
    prints: Buffer.alloc(numbers.length * printSize),
    sentAt: new Uint32Array(numbers.length),
    flags: Buffer.from(
      numbers.map((number) => flag.recent | (people.statuses.get(number) === status.active ? flag.active : 0)),
    ),
    outcomes: Buffer.alloc(numbers.length),
    repeats: Buffer.alloc(numbers.length),
    newest: { ingestionId: 'before', people: count, sent, filled },
  };
}

interface Case {
  before?: People;
  now: People;
  read?: number;
  rejected?: number;
  changes?: Record<string, unknown>;
  selected?: Partial<Comparison['selected']>;
  setAside?: number;
  /** Of the store. */
  leaves?: Record<string, string>;
}

const nothingNew = { changes: [], newWords: { people: 0, texts: [] }, idChanges: 0 };

const ids = (count: number) => Array.from({ length: count }, (_, number) => ({ number, person: String(number) }));

function codesOf({ before, now, read = 1000, rejected = 0, changes, selected, setAside = 0, leaves }: Case): string[] {
  const records = { read, valid: read - rejected, rejected, duplicates: 0, skipped: 0, repeatedHeaders: 0 };
  const plan = {
    records,
    requests: 1,
    excluded: [],
    conflicts: [],
    duplicates: [],
    notes: [],
    setAside: ids(setAside),
  };
  const mapping = mappingOf(changes);
  const store = {
    ...(before === undefined ? emptyStore : storeOf(before)),
    leaves: leaves ?? hashLeaves(['name.familyName', 'userName'], mapping.attributes),
  };
  const reasons = findSafeguardReasons({
    plan,
    people: summaryOf(now),
    store,
    selected: {
      statuses: Uint8Array.from([...store.keys], (key) => now.statuses.get(Number(key)) ?? 0),
      ...nothingNew,
      ...selected,
    },
    mapping,
  });
  for (const { message } of reasons) expect(message).toMatch(/release it\. If not/i);
  return reasons.map(({ code }) => code);
}
const inactive = (count: number, of: number): People =>
  peopleOf([
    [0, count, status.inactive],
    [count, of, status.active],
  ]);
const gone = (count: number, of: number): People => peopleOf([[count, of, status.active]]);
const limits = (safeguards: Record<string, number>) => ({ changes: { safeguards } });
const partial = { changes: { content: 'partial' } };

const cases: [what: string, Case, codes: string[]][] = [
  ['5 % rejected', { now: everybody(4), rejected: 50 }, []],
  ['more than 5 % rejected', { now: everybody(4), rejected: 51 }, ['max_rejected_percent']],
  ['100 % allowed', { now: everybody(4), rejected: 1000, ...limits({ maxRejectedPercent: 100 }) }, []],
  [
    'none allowed, one rejected',
    { now: everybody(4), rejected: 1, ...limits({ maxRejectedPercent: 0 }) },
    ['max_rejected_percent'],
  ],
  ['10 % inactive', { before: everybody(100), now: inactive(10, 100) }, []],
  ['11 % inactive', { before: everybody(100), now: inactive(11, 100) }, ['max_leavers_percent']],
  ['11 % gone', { before: everybody(100), now: gone(11, 100) }, ['max_leavers_percent']],
  ['4 of 10, fewer than five', { before: everybody(10), now: inactive(4, 10) }, []],
  ['5 of 10', { before: everybody(10), now: inactive(5, 10) }, ['max_leavers_percent']],
  [
    'a count of 4 is exceeded by 5',
    { before: everybody(1000), now: inactive(5, 1000), ...limits({ maxLeavers: 4 }) },
    ['max_leavers'],
  ],
  ['a count of 5 is not', { before: everybody(1000), now: inactive(5, 1000), ...limits({ maxLeavers: 5 }) }, []],
  [
    'one leaver where none may leave',
    { before: everybody(1000), now: inactive(1, 1000), ...limits({ maxLeavers: 0 }) },
    ['max_leavers'],
  ],
  ['500 of 10,000', { before: everybody(10_000), now: gone(500, 10_000) }, []],
  ['501 of 10,000', { before: everybody(10_000), now: gone(501, 10_000) }, ['max_leavers']],
  [
    'leavers who were inactive already',
    {
      before: inactive(50, 100),
      now: peopleOf([
        [0, 50, status.inactive],
        [50, 100, status.active],
      ]),
    },
    [],
  ],
  [
    'a share of the active alone',
    {
      before: inactive(50, 100),
      now: peopleOf([
        [0, 56, status.inactive],
        [56, 100, status.active],
      ]),
    },
    ['max_leavers_percent'],
  ],
  [
    'rejected people',
    {
      before: everybody(100),
      now: peopleOf([
        [0, 90, status.rejected],
        [90, 100, status.active],
      ]),
    },
    [],
  ],
  ['rejected people who may be anybody', { before: everybody(100), now: { ...gone(20, 100), unnamed: 10 } }, []],
  [
    'one more than may be anybody',
    { before: everybody(100), now: { ...gone(21, 100), unnamed: 10 } },
    ['max_leavers_percent'],
  ],
  ['gone from a partial file', { before: everybody(100), now: gone(90, 100), ...partial }, []],
  [
    'inactive in a partial file',
    { before: everybody(100), now: peopleOf([[0, 11, status.inactive]]), ...partial },
    ['max_leavers_percent'],
  ],
  [
    '20 % fewer, all inactive before',
    { before: peopleOf([[0, 100, status.inactive]]), now: peopleOf([[20, 100, status.inactive]]) },
    [],
  ],
  [
    '21 % fewer',
    { before: peopleOf([[0, 100, status.inactive]]), now: peopleOf([[21, 100, status.inactive]]) },
    ['max_record_drop_percent'],
  ],
  [
    '21 % fewer, but for a rejected one',
    {
      before: peopleOf([[0, 100, status.inactive]]),
      now: peopleOf([
        [20, 21, status.rejected],
        [21, 100, status.inactive],
      ]),
    },
    [],
  ],
  [
    'fewer in a partial file',
    { before: peopleOf([[0, 100, status.inactive]]), now: peopleOf([[99, 100, status.inactive]]), ...partial },
    [],
  ],
  ['a first file of 5 with 3 inactive', { now: inactive(3, 5) }, ['first_file']],
  ['a first file of 4, all inactive', { now: inactive(4, 4) }, []],
  ['a first file with half inactive', { now: inactive(5, 10) }, []],
  [
    'a first file with rejected ones beside',
    {
      now: peopleOf([
        [0, 3, status.inactive],
        [3, 5, status.active],
        [5, 50, status.rejected],
      ]),
    },
    ['first_file'],
  ],
  ['a second file with most inactive, as before', { before: inactive(9, 10), now: inactive(9, 10) }, []],
  [
    'several at once',
    { before: everybody(1000), now: gone(600, 1000), rejected: 60 },
    ['max_rejected_percent', 'max_leavers', 'max_leavers_percent', 'max_record_drop_percent'],
  ],
];
const returners: [what: string, Case, codes: string[]][] = [
  ['4 of 10 return', { before: inactive(4, 10), now: everybody(10) }, []],
  ['5 of 10 return', { before: inactive(5, 10), now: everybody(10) }, ['max_returners_percent']],
  ['20 of 1000 return', { before: inactive(20, 1000), now: everybody(1000) }, []],
  ['21 of 1000 return', { before: inactive(21, 1000), now: everybody(1000) }, ['max_returners']],
];
test.each([...cases, ...returners])('%s', (_, given, codes) => expect(codesOf(given)).toEqual(codes));

/** An attribute that changes for some of those whose entry knows it. */
const changed = (count: number, known: number, path = 'name.familyName') => ({
  selected: { changes: [{ path, known, changed: count }] },
});
const people100 = { before: everybody(100), now: everybody(100) };
const allowed = (maxChangedPercent: Record<string, number>) => ({ changes: { safeguards: { maxChangedPercent } } });
const compared: [what: string, Case, codes: string[]][] = [
  ['60 of 100 names change', { ...people100, ...changed(60, 100) }, []],
  ['61 of 100 names change', { ...people100, ...changed(61, 100) }, ['max_changed_percent']],
  ['4 of 4 names change', { before: everybody(4), now: everybody(4), ...changed(4, 4) }, []],
  ['61 of 100 names change, 100 allowed', { ...people100, ...changed(61, 100), ...allowed({ '*': 100 }) }, []],
  [
    '61 of 100 names change, those allowed by name',
    { ...people100, ...changed(61, 100), ...allowed({ 'name.familyName': 70 }) },
    [],
  ],
  ['5 of 100 user names change', { ...people100, ...changed(5, 100, 'userName') }, []],
  ['6 of 100 user names change', { ...people100, ...changed(6, 100, 'userName') }, ['max_changed_percent']],
  [
    '6 user names change, * alone is set',
    { ...people100, ...changed(6, 100, 'userName'), ...allowed({ '*': 100 }) },
    ['max_changed_percent'],
  ],
  ['names of a leaf that changed', { ...people100, ...changed(100, 100), leaves: { 'name.familyName': 'other' } }, []],
  ['names of a leaf that is new', { ...people100, ...changed(100, 100), leaves: {} }, []],
  ['a first file', { now: everybody(100), ...changed(100, 100) }, []],
  ['5 id changes', { ...people100, selected: { idChanges: 5 } }, []],
  ['6 id changes', { ...people100, selected: { idChanges: 6 } }, ['id_changes']],
  ['50 rejected and 5 set aside', { ...people100, rejected: 55, setAside: 5 }, []],
  ['51 rejected and 5 set aside', { ...people100, rejected: 56, setAside: 5 }, ['max_rejected_percent']],
  ['4 people by a new word', { ...people100, selected: { newWords: { people: 4, texts: ['Gone'] } } }, []],
  [
    '5 people by new words',
    { ...people100, selected: { newWords: { people: 5, texts: ['Gone', 'Left'] } } },
    ['new_status_word'],
  ],
];
test.each(compared)('compared with the store: %s', (_, given, codes) => expect(codesOf(given)).toEqual(codes));

test('`findNotes()` names the words of the status column, unless they are too many', () => {
  const notesOf = (people: number, texts: string[]) => findNotes({ newWords: { people, texts }, setAside: [] });
  expect(notesOf(0, [])).toEqual([]);
  expect(notesOf(5, ['Gone'])).toEqual([]);
  expect(notesOf(1, ['Gone'])).toEqual([
    { code: 'new_status_word', message: expect.stringMatching(/^1 person .*"Gone"/), lines: [] },
  ]);
  const many = notesOf(
    4,
    Array.from({ length: 21 }, (_, number) => `Lee${number}`),
  );
  expect(many).toMatchObject([{ message: expect.stringContaining('21 texts') }]);
  expect(JSON.stringify(many)).not.toContain('Lee');
});

test('`findNotes()` counts those who are set aside', () =>
  expect(findNotes({ newWords: nothingNew.newWords, setAside: ids(2) })).toEqual([
    { code: 'id_changed', message: expect.stringMatching(/^2 new people .*release/), lines: [] },
  ]));

const filled = (count: number, sent: number, column = 'Title'): People => ({
  ...everybody(sent),
  filled: { [column]: count },
});
const emptied: [what: string, before: People, now: People, codes: string[]][] = [
  ['filled for 6 of 10, empty for 6 of 10', filled(6, 10), filled(4, 10), ['emptied_column']],
  ['filled for half, empty for all', filled(5, 10), filled(0, 10), []],
  ['filled for all, empty for half', filled(10, 10), filled(5, 10), []],
  ['a column that only the last file had', filled(10, 10, 'Other'), filled(0, 10), []],
  ['a column with the name of a property', filled(10, 10, 'constructor'), everybody(10), []],
];
test.each(emptied)('a column: %s', (_, before, now, codes) => expect(codesOf({ before, now })).toEqual(codes));

test('each emptied column is named, and nobody', () => {
  const before = { ...everybody(10), filled: { Title: 10, Phone: 9, Note: 1 } };
  const now = { ...everybody(10), filled: { Title: 0, Phone: 1, Note: 0 } };
  expect(codesOf({ before, now })).toEqual(['emptied_column', 'emptied_column']);
});

test('a share is told with as many digits as show that it is more than its limit', () => {
  expect(checkRejected(100, 6, mappingOf())?.message).toContain('(6 %)');
  expect(checkRejected(10_000, 501, mappingOf())?.message).toContain('(5.01 %)');
});

test('`checkRejected()` has no opinion on an empty file', () =>
  expect(checkRejected(0, 0, mappingOf())).toBeUndefined());
