import { Csv2ScimError } from '../errors';
import type { Mapping } from '../mapping/parse';
import { type Operation, operationOf } from '../scim/bulkRequests';
import { type OpenFile, readHrFile } from './hrFile';
import { fromRuns, type Plan } from './plan';

export class PlanError extends Csv2ScimError {
  readonly code = 'plan_mismatch';
}

/** The planned records as bulk operations, in file order: the same plan always gives the same operations. */
export async function* operations(open: OpenFile, mapping: Mapping, plan: Plan): AsyncGenerator<Operation> {
  const excluded = fromRuns(plan.excluded);
  const { batches } = await readHrFile(open(), mapping);
  for await (const batch of batches) {
    for (const { number, record, mapped } of batch) {
      if (excluded.has(number)) continue;
      if (mapped.user === undefined)
        throw new PlanError(`the record on line ${record.line} was planned, but cannot be mapped any more`);
      yield operationOf(mapped.user, record.line);
    }
  }
}
