import { endOf } from '../../csv/record';
import type { Mapping } from '../../mapping/parse';
import { type Operation, operationOf } from '../../scim/bulkRequests';
import type { User } from '../../scim/user';
import { type OpenFile, readHrFile } from '../hrFile';
import { type Plan, PlanError } from '../plan';
import { createRangeCheck } from '../ranges';

/**
 * The planned records as bulk operations, in file order and in batches, then those who are absent,
 * counting on from the last line: the same plan always gives the same operations.
 */
export async function* createOperations(
  open: OpenFile,
  mapping: Mapping,
  { excluded, unchanged = [] }: Plan,
  absent: AsyncIterable<User> = noUsers(),
): AsyncGenerator<Operation[]> {
  const [isExcluded, isUnchanged] = [createRangeCheck(excluded), createRangeCheck(unchanged)];
  const { batches } = await readHrFile(open, mapping);
  let last = 1;
  for await (const batch of batches) {
    const end = batch.at(-1);
    if (end !== undefined) last = endOf(end.record);
    yield batch
      .filter(({ number }) => !isExcluded(number) && !isUnchanged(number))
      .map(({ record: { line }, mapped: { user } }) => {
        if (user === undefined)
          throw new PlanError(`the record on line ${line} was planned, but cannot be mapped any more`);
        return operationOf(user, line);
      });
  }
  for await (const user of absent) yield [operationOf(user, ++last)];
}

async function* noUsers(): AsyncGenerator<User> {}
