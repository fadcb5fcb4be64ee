import type { OpenFile } from '../../csv/read';
import type { RecordNote } from '../../mapping/compile/recordFindings';
import type { Mapping } from '../../mapping/file/parse';
import { sourceColumnOf } from '../../mapping/leaves';
import type { User } from '../../scim/user';
import { externalIdOf, readHrFile } from '../hrFile';
import { normalizeId } from '../people/person';
import type { Plan } from '../plan';
import { createRangeCheck } from '../ranges';
import { managerOf } from './managers/managers';

/** What a file says of its people, before anything is sent. */
export interface FileSummary {
  active: number;
  inactive: number;
  /**
   * The column under `active`, and how many records have each of its texts, the commonest first.
   */
  statusColumn: string | undefined;
  statusWords: readonly (readonly [word: string, count: number])[];
  /** How many records have a text that is not among these. */
  otherWords: number;
  /** How many records name a manager, and how many of those managers are in the file. */
  managers: { named: number; found: number };
  /** The first and the last date of each attribute that is one. */
  dates: readonly { path: string; from: string; to: string }[];
}

/** The most words of a status column that are counted one by one. */
const mostWords = 50;

/** Summarises a file's records by a mapping. Keeps the ids of all people in memory. */
export async function summarizeFile(open: OpenFile, mapping: Mapping, { excluded }: Plan): Promise<FileSummary> {
  const managers = createManagerCount();
  const { columns, leaves, batches } = await readHrFile(open, mapping, {
    withValues: true,
    onSkipped: managers.addPerson,
  });
  const isExcluded = createRangeCheck(excluded);
  const statusColumn = sourceColumnOf(mapping.attributes.active);
  const statusAt = statusColumn === undefined ? undefined : columns.get(statusColumn);
  const words = new Map<string, number>();
  const dates = [...leaves.map(({ path }) => path), 'active.from', 'active.until'].map((path) => ({
    path,
    from: '',
    to: '',
  }));
  const counts = { active: 0, inactive: 0, otherWords: 0 };
  for await (const batch of batches) {
    for (const { number, original, mapped } of batch) {
      const word = statusAt === undefined ? undefined : (original.fields[statusAt] ?? '');
      if (word !== undefined && (words.has(word) || words.size < mostWords))
        words.set(word, (words.get(word) ?? 0) + 1);
      else if (word !== undefined) counts.otherWords++;
      managers.addPerson(externalIdOf(mapped));
      if (mapped.user === undefined || isExcluded(number)) continue;
      const { user, values = [], notes, activePeriod: { from, until } = {} } = mapped;
      if (user.active === true) counts.active++;
      else counts.inactive++;
      managers.addManager(user, notes);
      for (const [index, value] of values.entries()) addDate(dates[index], value);
      for (const [index, date] of [from, until].entries())
        if (date !== undefined) addDate(dates[leaves.length + index], `${date}T00:00:00`);
    }
  }
  return {
    ...counts,
    statusColumn,
    statusWords: [...words].sort((one, other) => other[1] - one[1]),
    managers: managers.counts(),
    dates: dates.filter(({ from }) => from !== ''),
  };
}

/** Counts the records that name a manager, and those whose manager is in the file. */
function createManagerCount() {
  const ids = new Set<string>();
  const managers: string[] = [];
  let notFound = 0;
  return {
    addPerson(externalId: string | undefined): void {
      if (externalId !== undefined) ids.add(normalizeId(externalId));
    },
    addManager(user: User, notes: readonly RecordNote[]): void {
      const manager = managerOf(user);
      if (manager !== undefined) managers.push(normalizeId(manager.value));
      else if (notes.some(({ code }) => code === 'manager_not_found')) notFound++;
    },
    counts: () => ({
      named: managers.length + notFound,
      found: managers.filter((manager) => ids.has(manager)).length,
    }),
  };
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function addDate(range: { from: string; to: string } | undefined, value: unknown): void {
  if (range === undefined || typeof value !== 'string' || !dateTime.test(value)) return;
  const date = value.slice(0, 10);
  if (range.from === '' || date < range.from) range.from = date;
  if (date > range.to) range.to = date;
}
