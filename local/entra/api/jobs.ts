import { randomUUID } from 'node:crypto';
import { type GraphRequest, notFound, type Reply, type Route, refused } from '../http/router';
import { notifiesSomebody, type ServicePrincipal } from '../tenant/directory';
import { isObject, parseObject } from '../tenant/json';
import { quarantineOf } from '../tenant/quarantine';
import { type Job, newJob } from '../tenant/tenant';
import { shown, textIn } from './servicePrincipals';

export const reading = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'];
export const writing = ['Synchronization.ReadWrite.All'];

const path = '/servicePrincipals/:servicePrincipalId/synchronization/jobs';

const jobsOf = ({ tenant, params }: GraphRequest): Job[] =>
  tenant.jobs.filter(({ servicePrincipalId }) => servicePrincipalId === params.servicePrincipalId);

const appOf = ({ tenant, params }: GraphRequest): ServicePrincipal | undefined =>
  tenant.servicePrincipals.find(({ id }) => id === params.servicePrincipalId);

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
      if (appOf(request) === undefined) return notFound();
      return { status: 200, body: { value: jobsOf(request).map(resourceOf) } };
    },
  },
  { method: 'POST', path, permissions: writing, handle: create },
  {
    method: 'GET',
    path: '/servicePrincipals/:servicePrincipalId/synchronization/templates',
    permissions: reading,
    handle(request) {
      const ids = templatesOf(request);
      return ids === undefined
        ? notFound()
        : { status: 200, body: { value: ids.map((id) => ({ id, factoryTag: id })) } };
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
    handle: withJob(start),
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

/** What the app of the path can have jobs of; `undefined` when there is no such app, or it does not show yet. */
function templatesOf(request: GraphRequest): readonly string[] | undefined {
  const app = shown(request, request.params.servicePrincipalId);
  if (app === undefined) return undefined;
  return request.tenant.applicationTemplates.find(({ id }) => id === app.applicationTemplateId)?.jobTemplates ?? [];
}

/** Makes a job, which nobody has started yet. */
function create(request: GraphRequest): Reply {
  const { tenant, body, params } = request;
  const templates = templatesOf(request);
  if (templates === undefined) return notFound();
  const templateId = templates.find((id) => id === textIn(body, 'templateId'));
  if (templateId === undefined) return refused(400, 'BadRequest', "templateId must be one of the app's templates.");
  const id = `${templateId}.${tenant.id.replaceAll('-', '')}.${randomUUID()}`;
  const job: Job = { ...newJob(id, params.servicePrincipalId ?? ''), status: 'NotRun' };
  tenant.jobs.push(job);
  return { status: 201, body: resourceOf(job) };
}

/**
 * Starts a job. It continues with what is staged, and a quarantine ends (Graph: "If the job is in quarantine, the quarantine
 * status is cleared"). A first start without a notification e-mail begins one.
 */
function start(job: Job, request: GraphRequest): Reply {
  job.quarantine = null;
  run(job, request);
  return { status: 204 };
}

function run(job: Job, request: GraphRequest): void {
  const app = appOf(request);
  if (job.status === 'NotRun' && app !== undefined && !notifiesSomebody(app)) {
    job.quarantine = quarantineOf(
      'EncounteredQuarantineException',
      request.time,
      'The notification e-mail is missing.',
    );
  }
  job.status = job.quarantine === null ? 'Active' : 'Quarantine';
}

const scopes = ['None', 'ConnectorDataStore', 'Escrows', 'Watermark', 'QuarantineState', 'Full', 'ForceDeletes'];

/**
 * Restarts a job. A running job keeps what is staged. A stopped one loses it (FAQ: "restart purges data uploaded before it"),
 * and so does a quarantined one (troubleshooting page: the restart clears the queued data). Without a scope it does what the
 * portal's "Restart provisioning" does.
 */
function restart(job: Job, request: GraphRequest): Reply {
  const asked = request.body.trim() === '' ? {} : parseObject(request.body);
  if (asked === undefined) return refused(400, 'BadRequest', 'The body is not a JSON object.');
  const { resetScope = '' } = isObject(asked.criteria) ? asked.criteria : {};
  const named = String(resetScope)
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  const unknown = named.find((scope) => !scopes.includes(scope));
  if (unknown !== undefined) return refused(400, 'BadRequest', `${unknown} is no resetScope.`);
  if (named.length > 0 && named.every((scope) => scope === 'None')) return start(job, request); // as documented
  const resets = named.length > 0 ? named : ['QuarantineState', 'Watermark', 'Escrows'];
  if (job.status !== 'Active') job.staged = [];
  if (resets.includes('Escrows') || resets.includes('Full')) job.escrows.clear();
  if (resets.includes('QuarantineState') || resets.includes('Full')) job.quarantine = null;
  run(job, request);
  return { status: 204 };
}

const never = '0001-01-01T00:00:00Z';

/** A synchronizationJob. */
function resourceOf({ id, status, quarantine, lastExecution, accounts }: Job): unknown {
  const runs = status === 'Active' || status === 'Quarantine';
  return {
    id,
    templateId: id.startsWith('API2AD.') ? 'API2AD' : 'API2AAD',
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
