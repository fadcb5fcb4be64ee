import { isObject, parseObject } from './json';
import { type GraphRequest, notFound, type Reply, type Route, refused } from './router';
import type { Job } from './tenant';

export const reading = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'];
export const writing = ['Synchronization.ReadWrite.All'];

const path = '/servicePrincipals/:servicePrincipalId/synchronization/jobs';

const jobsOf = ({ tenant, params }: GraphRequest): Job[] =>
  tenant.jobs.filter(({ servicePrincipalId }) => servicePrincipalId === params.servicePrincipalId);

/** Answers for the job that the path names. */
export const withJob =
  (answer: (job: Job, request: GraphRequest) => Reply): Route['handle'] =>
  (request) => {
    const job = jobsOf(request).find(({ id }) => id === request.params.jobId);
    return job === undefined ? notFound() : answer(job, request);
  };

export const jobs: readonly Route[] = [
  {
    method: 'GET',
    path,
    permissions: reading,
    handle(request) {
      const found = jobsOf(request);
      return found.length === 0 ? notFound() : { status: 200, body: { value: found.map(resourceOf) } };
    },
  },
  {
    method: 'GET',
    path: `${path}/:jobId`,
    permissions: reading,
    handle: withJob((job) => ({ status: 200, body: resourceOf(job) })),
  },
  {
    method: 'POST',
    path: `${path}/:jobId/start`,
    permissions: writing,
    handle: withJob((job) => {
      run(job);
      return { status: 204 };
    }),
  },
  {
    method: 'POST',
    path: `${path}/:jobId/pause`,
    permissions: writing,
    handle: withJob((job) => {
      job.status = 'Paused';
      return { status: 204 };
    }),
  },
  { method: 'POST', path: `${path}/:jobId/restart`, permissions: writing, handle: withJob(restart) },
];

/** A quarantine outlives a pause and a start: only a restart ends it. */
function run(job: Job): void {
  job.status = job.quarantine === null ? 'Active' : 'Quarantine';
}

const scopes = ['None', 'ConnectorDataStore', 'Escrows', 'Watermark', 'QuarantineState', 'Full', 'ForceDeletes'];

/**
 * Restarts a job. One that was stopped loses what is staged (FAQ: "restart purges data uploaded before it"). Without a scope
 * it does what the portal's "Restart provisioning" does.
 */
function restart(job: Job, { body }: GraphRequest): Reply {
  const request = body.trim() === '' ? {} : parseObject(body);
  if (request === undefined) return refused(400, 'BadRequest', 'The body is not a JSON object.');
  const { resetScope = '' } = isObject(request.criteria) ? request.criteria : {};
  const named = String(resetScope)
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  const unknown = named.find((scope) => !scopes.includes(scope));
  if (unknown !== undefined) return refused(400, 'BadRequest', `${unknown} is no resetScope.`);
  const resets = named.length > 0 ? named : ['QuarantineState', 'Watermark', 'Escrows'];
  if (job.status === 'Paused' || job.status === 'NotRun') job.staged = [];
  if (resets.includes('Escrows') || resets.includes('Full')) job.escrows.clear();
  if (resets.includes('QuarantineState') || resets.includes('Full')) job.quarantine = null;
  run(job);
  return { status: 204 };
}

const never = '0001-01-01T00:00:00Z';

/** A synchronizationJob. */
function resourceOf({ id, status, quarantine, lastExecution, accounts }: Job): unknown {
  const runs = status === 'Active' || status === 'Quarantine';
  return {
    id,
    templateId: 'API2AAD',
    schedule: { expiration: null, interval: 'PT40M', state: runs ? 'Active' : 'Disabled' },
    status: {
      code: status,
      countSuccessiveCompleteFailures: 0,
      escrowsPruned: false,
      lastExecution,
      lastSuccessfulExecution: lastExecution,
      lastSuccessfulExecutionWithExports: lastExecution,
      progress: [],
      quarantine,
      steadyStateFirstAchievedTime: lastExecution?.timeEnded ?? never,
      steadyStateLastAchievedTime: lastExecution?.timeEnded ?? never,
      synchronizedEntryCountByType: [{ key: 'User to User', value: accounts.size }],
      troubleshootingUrl: null,
    },
    synchronizationJobSettings: [],
  };
}
