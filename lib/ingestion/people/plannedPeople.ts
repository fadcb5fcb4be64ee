import { z } from 'zod';
import { StateError } from '../../errors';
import type { User } from '../../scim/user';
import type { Ingestion } from '../ingestion';
import type { SavedPlan } from '../plan';
import { readState, writeState } from '../storage/stateStore';
import { bigNumbers, fromBytes, numbers, toBytes } from './binaryFormat';
import { exactPersonKey, personKey, userNameKey } from './person';
import { printSize } from './store';

/** What a planned person's flags say. */
export const planFlag = { active: 1, awaited: 2, absent: 4, failedAgain: 8, unanswered: 16 } as const;

/** The people of a plan, in its order: what each is given. */
export interface PlannedPeople {
  /** Paths of the attributes that have a byte each. */
  attributes: readonly string[];
  keys: BigUint64Array;
  userNames: BigUint64Array;
  prints: Buffer;
  /** Person by person, a byte for each attribute. */
  values: Buffer;
  flags: Buffer;
  /** The line of each person's record. Absent people get the numbers after the last line. */
  lines: Uint32Array;
  /** Keys of the ids' exact text, while the store has entries of version 0.1. */
  exactKeys?: BigUint64Array;
}

const headerSchema = z.object({ attributes: z.array(z.string()) });

const pathOf = ({ folder }: Ingestion): string => `${folder}/planned`;

/** Saves a plan's people, and what the file says of the people of the store, by place. */
export async function savePlannedPeople(
  ingestion: Ingestion,
  { attributes, ...sections }: PlannedPeople,
  statuses: Uint8Array,
): Promise<void> {
  const { storage } = ingestion;
  const bytes = toBytes({ attributes }, { ...sections, statuses });
  for (;;) {
    const etag = (await readState(pathOf(ingestion), storage))?.etag;
    if (await writeState(pathOf(ingestion), bytes, etag, storage)) return;
  }
}

/** @throws StateError when they are gone, or cannot be read */
export async function loadPlannedPeople(ingestion: Ingestion): Promise<{ planned: PlannedPeople; statuses: Buffer }> {
  const found = await readState(pathOf(ingestion), ingestion.storage);
  const document = found && fromBytes(found.bytes, headerSchema);
  if (document === undefined)
    throw new StateError("the record of the plan's people is gone. Resume the ingestion, and the file is read again");
  const { header, section, hasSection } = document;
  const planned = {
    ...header,
    keys: bigNumbers(section('keys')),
    userNames: bigNumbers(section('userNames')),
    prints: section('prints'),
    values: section('values'),
    flags: section('flags'),
    lines: numbers(section('lines')),
    ...(hasSection('exactKeys') && { exactKeys: bigNumbers(section('exactKeys')) }),
  };
  return { planned, statuses: section('statuses') };
}

/** Adds the people whom a plan deactivates, after those of its first group. */
export function addAbsentPeople(
  planned: PlannedPeople,
  users: readonly User[],
  { plan, key }: { plan: Pick<SavedPlan, 'groups' | 'lastLine'>; key: string },
): PlannedPeople {
  if (users.length === 0) return planned;
  const { attributes, exactKeys } = planned;
  const collector = createPlannedCollector(attributes, exactKeys !== undefined);
  for (const [index, { externalId, userName }] of users.entries()) {
    const person = {
      line: plan.lastLine + 1 + index,
      key: personKey(externalId, key),
      userName: userNameKey(userName, key),
      print: '',
      flags: planFlag.absent | planFlag.awaited,
      ...(exactKeys && { exactKey: exactPersonKey(externalId, key) }),
    };
    collector.add(person, () => {});
  }
  const first = (plan.groups[0] ?? []).reduce((sum, [, count]) => sum + count, 0);
  const absent = collector.pick(Uint32Array.from(users.keys()));
  return insertRows(planned, absent, first);
}

function insertRows(planned: PlannedPeople, inserted: PlannedPeople, at: number): PlannedPeople {
  const rows = createRows(
    planned.flags.length + inserted.flags.length,
    planned.attributes.length,
    planned.exactKeys !== undefined,
  );
  for (let row = 0; row < rows.flags.length; row++) {
    const own = row - at;
    if (own >= 0 && own < inserted.flags.length) copyRow(inserted, own, rows, row);
    else copyRow(planned, own < 0 ? row : row - inserted.flags.length, rows, row);
  }
  return { attributes: planned.attributes, ...rows };
}

export interface PlannedPerson {
  line: number;
  key: bigint;
  userName: bigint;
  /** A character for each of its 16 bytes. */
  print: string;
  flags: number;
  /** Of the id's exact text, while the store has entries of version 0.1. */
  exactKey?: bigint | undefined;
}

/** Collects people in any order, and brings those that are sent into the plan's. */
export function createPlannedCollector(attributes: readonly string[], hasExactKeys: boolean) {
  const width = attributes.length;
  let size = 0;
  let rows = createRows(1024, width, hasExactKeys);

  return {
    /** Adds a person; `writeValues` writes the bytes of the attributes. */
    add(person: PlannedPerson, writeValues: (target: Uint8Array, start: number) => void): void {
      if (size === rows.flags.length) {
        const larger = createRows(2 * size, width, hasExactKeys);
        for (let row = 0; row < size; row++) copyRow(rows, row, larger, row);
        rows = larger;
      }
      rows.keys[size] = person.key;
      rows.userNames[size] = person.userName;
      rows.flags[size] = person.flags;
      rows.lines[size] = person.line;
      if (rows.exactKeys !== undefined) rows.exactKeys[size] = person.exactKey ?? 0n;
      rows.prints.write(person.print, size * printSize, 'latin1');
      writeValues(rows.values, size * width);
      size++;
    },
    get size() {
      return size;
    },
    attributes,
    keyAt: (row: number): bigint => rows.keys[row] as bigint,
    userNameAt: (row: number): bigint => rows.userNames[row] as bigint,
    byteAt: (row: number, attribute: number): number => rows.values[row * width + attribute] ?? 0,
    addFlags(row: number, flags: number): void {
      rows.flags[row] = (rows.flags[row] ?? 0) | flags;
    },
    /** The people of these rows, in this order. */
    pick(order: Uint32Array): PlannedPeople {
      const picked = createRows(order.length, width, hasExactKeys);
      for (const [target, row] of order.entries()) copyRow(rows, row, picked, target);
      return { attributes, ...picked };
    },
  };
}

const createRows = (count: number, width: number, hasExactKeys: boolean): Omit<PlannedPeople, 'attributes'> => ({
  keys: new BigUint64Array(count),
  userNames: new BigUint64Array(count),
  prints: Buffer.alloc(count * printSize),
  values: Buffer.alloc(count * width),
  flags: Buffer.alloc(count),
  lines: new Uint32Array(count),
  ...(hasExactKeys && { exactKeys: new BigUint64Array(count) }),
});

type Rows = ReturnType<typeof createRows>;

function copyRow(source: Rows, from: number, target: Rows, to: number): void {
  const width = target.flags.length === 0 ? 0 : target.values.length / target.flags.length;
  target.keys[to] = source.keys[from] as bigint;
  target.userNames[to] = source.userNames[from] as bigint;
  target.flags[to] = source.flags[from] as number;
  target.lines[to] = source.lines[from] as number;
  source.prints.copy(target.prints, to * printSize, from * printSize, (from + 1) * printSize);
  source.values.copy(target.values, to * width, from * width, (from + 1) * width);
  if (target.exactKeys !== undefined) target.exactKeys[to] = source.exactKeys?.[from] ?? 0n;
}
