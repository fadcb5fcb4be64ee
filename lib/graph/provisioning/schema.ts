import { GraphError } from '../../errors';
import type { GraphClient } from '../client/client';
import { jobPath, type ProvisioningJob } from './jobs';

/** A synchronizationSchema as it came: whatever it holds goes back as it was. */
export type SynchronizationSchema = Record<string, unknown>;

export async function getSchema(client: GraphClient, job: ProvisioningJob): Promise<SynchronizationSchema> {
  const { body } = await client.send({ method: 'GET', path: `${jobPath(job)}/schema` });
  const schema = parseJson(body);
  if (isSchema(schema)) return schema;
  throw new GraphError('refused', "Graph's answer is not a synchronization schema");
}

const isSchema = (value: unknown): value is SynchronizationSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, keepExactNumber);
  } catch {
    return undefined;
  }
}

/** Replaces the whole schema of a job. Entra may restart the job. */
export async function putSchema(
  client: GraphClient,
  job: ProvisioningJob,
  schema: SynchronizationSchema,
): Promise<void> {
  await client.send({
    method: 'PUT',
    path: `${jobPath(job)}/schema`,
    body: Buffer.from(JSON.stringify(schema)),
    contentType: 'application/json',
  });
}

/** Node.js 22 has both; the types of the language do not yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Keeps the digits of numbers that JavaScript would round or write otherwise. */
function keepExactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value;
}
