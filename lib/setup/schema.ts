import { getSchema, putSchema, type SynchronizationSchema } from '../graph/provisioning/schema';
import { addSourceAttributes, type NewAttribute } from '../graph/provisioning/sourceAttributes';
import { requireJob, type Setup, type SetupChange } from './setup';

/**
 * Plans the attributes of the mapping's schema extensions in the job's schema. The rest of the
 * schema stays.
 */
export async function planSchema(setup: Setup): Promise<SetupChange[]> {
  const { desired, known } = setup;
  if (desired.attributes.length === 0) return [];
  const missing = known.jobId === undefined ? desired.attributes : (await createExtendedSchema(setup)).added;
  if (missing.length === 0) return [];
  const names = missing.map(({ name, type }) => `${name} (${type})`).join(', ');
  return [{ what: `add to the job's schema: ${names}`, apply: () => extendSchema(setup) }];
}

async function extendSchema(setup: Setup): Promise<void> {
  const { schema, added } = await createExtendedSchema(setup);
  const job = requireJob(setup);
  if (added.length > 0) await setup.withUploadsBlocked(job, () => putSchema(setup.graph, job, schema));
}

/** Reads the job's schema and adds the missing attributes. */
async function createExtendedSchema(setup: Setup): Promise<{ schema: SynchronizationSchema; added: NewAttribute[] }> {
  const { attributes } = setup.desired;
  const schema = await getSchema(setup.graph, requireJob(setup));
  const present = addSourceAttributes(schema, attributes);
  return { schema, added: attributes.filter(({ name }) => !present.includes(name)) };
}
