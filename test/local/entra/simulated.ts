import type { EntraOptions, UploadAnswer } from '../../../local/entra/options';
import { type Entra, startEntra } from '../../../local/entra/server';
import type { LogEntry } from '../../../local/entra/tenant/logEntry';
import { createJob, createTenant, type Tenant } from '../../../local/entra/tenant/tenant';

export const goodToken = 'good-token';
export const weakToken = 'weak-token';

export const upload = '/v1.0/servicePrincipals/sp-1/synchronization/jobs/job-1/bulkUpload';

/** A tenant with an app of one job, and an app of two. */
export function tenantOf(): Tenant {
  return createTenant([createJob('job-1', 'sp-1'), createJob('job-2', 'sp-2'), createJob('job-3', 'sp-2')], {
    [goodToken]: [
      'SynchronizationData-User.Upload',
      'Synchronization.Read.All',
      'Synchronization.ReadWrite.All',
      'ProvisioningLog.Read.All',
    ],
    [weakToken]: [],
  });
}

export interface Simulated extends Entra {
  answers: UploadAnswer[];
}

const running: Entra[] = [];

/** A simulated Entra that notes what it answered. */
export async function simulate(options: Partial<EntraOptions> = {}): Promise<Simulated> {
  const answers: UploadAnswer[] = [];
  const onAnswer = (answer: UploadAnswer): void => void answers.push(answer);
  const entra = await startEntra({ tenant: tenantOf(), onAnswer, ...options });
  running.push(entra);
  return { ...entra, answers };
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((entra) => entra.stop()));
}

export const userSchemas = [
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
];

export type Json = Record<string, unknown>;

export const operation = (number: number, data: Json = {}): Json => ({
  method: 'POST',
  path: '/Users',
  bulkId: String(number),
  data: { schemas: userSchemas, externalId: `e${number}`, active: true, ...data },
});

export const bulk = (...Operations: unknown[]): Json => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
  Operations,
  failOnErrors: null,
});

/** What differs from a call as it should be. */
export interface Change {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Ends the wait for an answer. */
  signal?: AbortSignal;
}

/** Makes a bulkUpload call over real HTTP. */
export function call({ origin }: Entra, change: Change = {}) {
  const { method = 'POST', path = upload, headers = {}, body, signal = null } = change;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? bulk(operation(2)));
  return fetch(`${origin}${path}`, {
    method,
    headers: { Authorization: `Bearer ${goodToken}`, 'Content-Type': 'application/scim+json', ...headers },
    body: method === 'GET' || method === 'HEAD' ? null : text,
    signal,
  });
}

export const jobPath = '/v1.0/servicePrincipals/sp-1/synchronization/jobs/job-1';

/** Makes a call to anything but bulkUpload. */
export const ask = ({ origin }: Entra, path: string, { method = 'GET', token = goodToken, body = '' } = {}) =>
  fetch(path.startsWith('http') ? path : `${origin}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    body: method === 'GET' || method === 'HEAD' || body === '' ? null : body,
  });

/** Uploads people who differ from operation()'s as said, with a userName of their own. */
export const send = async (entra: Entra, ...people: Json[]): Promise<void> => {
  const operations = people.map((data, index) => {
    const { externalId = `e${index + 2}` } = data;
    return operation(index + 2, { externalId, userName: `${externalId}@example.com`, ...data });
  });
  const { status } = await call(entra, { body: bulk(...operations) });
  if (status !== 202) throw new Error(`bulkUpload was answered ${status}`);
};

/** The log entries that a cycle over these people writes. */
export async function cycle(entra: Entra, ...people: Json[]): Promise<LogEntry[]> {
  if (people.length > 0) await send(entra, ...people);
  const before = entra.tenant.log.length;
  const written = entra.runCycles();
  const entries = entra.tenant.log.slice(before);
  if (entries.length !== written) throw new Error(`${written} entries were told of, ${entries.length} written`);
  return entries;
}

/** Action and status of each entry. */
export const doneIn = (entries: readonly LogEntry[]): string[] =>
  entries.map(
    ({ provisioningAction, provisioningStatusInfo }) => `${provisioningAction} ${provisioningStatusInfo.status}`,
  );
