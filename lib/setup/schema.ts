import { getSchema, putSchema, type SynchronizationSchema } from '../graph/provisioning/schema';
import { addSourceAttributes, type NewAttribute } from '../graph/provisioning/sourceAttributes';
import { type Change, knownJob, type Setup } from './setup';

/** The attributes of the mapping's schema extensions, in the job's schema; all else in it stays as it is. */
export async function lookAtSchema(setup: Setup): Promise<Change[]> {
  const { wishes, known } = setup;
  if (wishes.attributes.length === 0) return [];
  const missing = known.jobId === undefined ? wishes.attributes : (await extended(setup)).added;
  if (missing.length === 0) return [];
  const names = missing.map(({ name, type }) => `${name} (${type})`).join(', ');
  return [{ what: `add to the job's schema: ${names}`, apply: () => extend(setup) }];
}

async function extend(setup: Setup): Promise<void> {
  const { schema, added } = await extended(setup);
  const job = knownJob(setup);
  if (added.length > 0) await setup.whileNobodyUploads(job, () => putSchema(setup.graph, job, schema));
}

/** The job's schema as it is to be, and what of it is new. */
async function extended(setup: Setup): Promise<{ schema: SynchronizationSchema; added: NewAttribute[] }> {
  const { attributes } = setup.wishes;
  const schema = await getSchema(setup.graph, knownJob(setup));
  const present = addSourceAttributes(schema, attributes);
  return { schema, added: attributes.filter(({ name }) => !present.includes(name)) };
}
