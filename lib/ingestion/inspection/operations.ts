import type { OpenFile } from '../../csv/read';
import type { Mapping } from '../../mapping/file/parse';
import { createOperation, type Operation } from '../../scim/bulkRequests';
import type { User } from '../../scim/user';
import { type ReadOptions, readHrFile } from '../hrFile';
import { type Plan, PlanError, type SavedPlan } from '../plan';
import { createRangeCheck } from '../ranges';
import { readManagerIds } from './managers/managerIds';

/** The records that a plan sends as bulk operations, in file order and in batches. */
export async function* createOperations(open: OpenFile, mapping: Mapping, plan: Plan): AsyncGenerator<Operation[]> {
  const isExcluded = createRangeCheck(plan.excluded);
  const prepare = await readManagerIds(open, mapping, plan);
  yield* readOperations(open, mapping, { only: (number) => !isExcluded(number), today: plan.today, prepare });
}

/**
 * A saved plan as bulk operations, group by group, the absent people after the first group: the
 * same plan always gives the same operations. The file is read once for each group that has
 * records.
 */
export async function* createPlannedOperations(
  open: OpenFile,
  mapping: Mapping,
  plan: Pick<SavedPlan, 'groups' | 'lastLine' | 'managers' | 'today'>,
  absent: AsyncIterable<User> = noUsers(),
): AsyncGenerator<Operation[]> {
  const { groups, lastLine, today } = plan;
  const prepare = await readManagerIds(open, mapping, plan);
  for (const [index, records] of groups.entries()) {
    if (records.length > 0) yield* readOperations(open, mapping, { only: createRangeCheck(records), today, prepare });
    if (index > 0) continue;
    let line = lastLine;
    for await (const user of absent) yield [createOperation(user, ++line)];
  }
}

async function* readOperations(
  open: OpenFile,
  mapping: Mapping,
  { prepare, ...options }: Pick<ReadOptions, 'only' | 'today'> & { prepare: (user: User) => void },
): AsyncGenerator<Operation[]> {
  const { batches } = await readHrFile(open, mapping, options);
  for await (const batch of batches) {
    yield Array.from(batch, ({ record: { line }, mapped: { user } }) => {
      if (user === undefined)
        throw new PlanError(`the record on line ${line} was planned, but cannot be mapped any more`);
      prepare(user);
      return createOperation(user, line);
    });
  }
}

async function* noUsers(): AsyncGenerator<User> {}
