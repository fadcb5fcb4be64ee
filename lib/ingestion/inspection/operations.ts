import type { Mapping } from '../../mapping/file/parse';
import { createOperation, type Operation } from '../../scim/bulkRequests';
import type { User } from '../../scim/user';
import { type OpenFile, type ReadOptions, readHrFile } from '../hrFile';
import { type Plan, PlanError, type SavedPlan } from '../plan';
import { createRangeCheck } from '../ranges';

/** The records that a plan sends as bulk operations, in file order and in batches. */
export async function* createOperations(
  open: OpenFile,
  mapping: Mapping,
  { excluded, today }: Plan,
): AsyncGenerator<Operation[]> {
  const isExcluded = createRangeCheck(excluded);
  yield* readOperations(open, mapping, { only: (number) => !isExcluded(number), today });
}

/**
 * A saved plan as bulk operations, group by group, the absent people after those of the first: the same plan always gives
 * the same operations. The file is read once for each group that has records.
 */
export async function* createPlannedOperations(
  open: OpenFile,
  mapping: Mapping,
  { groups, lastLine, today }: Pick<SavedPlan, 'groups' | 'lastLine' | 'today'>,
  absent: AsyncIterable<User> = noUsers(),
): AsyncGenerator<Operation[]> {
  for (const [index, records] of groups.entries()) {
    if (records.length > 0) yield* readOperations(open, mapping, { only: createRangeCheck(records), today });
    if (index > 0) continue;
    let line = lastLine;
    for await (const user of absent) yield [createOperation(user, ++line)];
  }
}

async function* readOperations(
  open: OpenFile,
  mapping: Mapping,
  options: Pick<ReadOptions, 'only' | 'today'>,
): AsyncGenerator<Operation[]> {
  const { batches } = await readHrFile(open, mapping, options);
  for await (const batch of batches) {
    yield Array.from(batch, ({ record: { line }, mapped: { user } }) => {
      if (user === undefined)
        throw new PlanError(`the record on line ${line} was planned, but cannot be mapped any more`);
      return createOperation(user, line);
    });
  }
}

async function* noUsers(): AsyncGenerator<User> {}
