import { Csv2ScimError } from '../errors';
import type { Mapping } from '../mapping/parse';
import { type Operation, operationOf } from '../scim/bulkRequests';
import { type OpenFile, readHrFile } from './hrFile';
import { fromRuns, type Plan } from './plan';

export class PlanError extends Csv2ScimError {
  readonly code = 'plan_mismatch';
}

/** The planned records as bulk operations, in file order and in batches: the same plan always gives the same operations. */
export async function* operations(open: OpenFile, mapping: Mapping, plan: Plan): AsyncGenerator<Operation[]> {
  const excluded = fromRuns(plan.excluded);
  const { batches } = await readHrFile(open, mapping);
  for await (const batch of batches) {
    yield batch
      .filter(({ number }) => !excluded.has(number))
      .map(({ record: { line }, mapped: { user } }) => {
        if (user === undefined)
          throw new PlanError(`the record on line ${line} was planned, but cannot be mapped any more`);
        return operationOf(user, line);
      });
  }
}
