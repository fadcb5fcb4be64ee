import { randomUUID } from 'node:crypto';
import { createErrorReply, createNotFoundReply, type GraphRequest, type Reply, type Route } from '../http/router';
import { hasNotificationEmail, type ServicePrincipal } from '../tenant/directory';
import { isObject, parseObject } from '../tenant/json';
import { createQuarantine } from '../tenant/quarantine';
import { createJob, type Job } from '../tenant/tenant';
import { findServicePrincipal, readText } from './servicePrincipals';

export const jobReadPermissions = ['Synchronization.Read.All', 'Synchronization.ReadWrite.All'];
export const jobWritePermissions = ['Synchronization.ReadWrite.All'];

const path = '/servicePrincipals/:servicePrincipalId/synchronization/jobs';

const jobsOf = ({ tenant, params }: GraphRequest): Job[] =>
  tenant.jobs.filter(({ servicePrincipalId }) => servicePrincipalId === params.servicePrincipalId);

const appOf = ({ tenant, params }: GraphRequest): ServicePrincipal | undefined =>
  tenant.servicePrincipals.find(({ id }) => id === params.servicePrincipalId);

/** Answers for the job in the path, 404 when there is none. */
export const handleJob =
  (answer: (job: Job, request: GraphRequest) => Reply): Route['handle'] =>
  (request) => {
    const job = jobsOf(request).find(({ id }) => id === request.params.jobId);
    return job === undefined ? createNotFoundReply() : answer(job, request);
  };

export const jobs: readonly Route[] = [
  {
    method: 'GET',
    path,
    permissions: jobReadPermissions,
    handle(request) {
      if (appOf(request) === undefined) return createNotFoundReply();
      return { status: 200, body: { value: jobsOf(request).map(resourceOf) } };
    },
  },
  { method: 'POST', path, permissions: jobWritePermissions, handle: createSynchronizationJob },
  {
    method: 'GET',
    path: '/servicePrincipals/:servicePrincipalId/synchronization/templates',
    permissions: jobReadPermissions,
    handle(request) {
      const ids = templatesOf(request);
      return ids === undefined
        ? createNotFoundReply()
        : { status: 200, body: { value: ids.map((id) => ({ id, factoryTag: id })) } };
    },
  },
  {
    method: 'GET',
    path: `${path}/:jobId`,
    permissions: jobReadPermissions,
    handle: handleJob((job) => ({ status: 200, body: resourceOf(job) })),
  },
  {
    method: 'POST',
    path: `${path}/:jobId/start`,
    permissions: jobWritePermissions,
    handle: handleJob(startJob),
  },
  {
    method: 'POST',
    path: `${path}/:jobId/pause`,
    permissions: jobWritePermissions,
    handle: handleJob((job) => {
      job.status = 'Paused';
      return { status: 204 };
    }),
  },
  { method: 'POST', path: `${path}/:jobId/restart`, permissions: jobWritePermissions, handle: handleJob(restartJob) },
];

/**
 * Lists the job templates of the app in the path, `undefined` when the app does not exist or is not
 * visible yet.
 */
function templatesOf(request: GraphRequest): readonly string[] | undefined {
  const app = findServicePrincipal(request, request.params.servicePrincipalId);
  if (app === undefined) return undefined;
  return request.tenant.applicationTemplates.find(({ id }) => id === app.applicationTemplateId)?.jobTemplates ?? [];
}

/** Creates a job that is not started. */
function createSynchronizationJob(request: GraphRequest): Reply {
  const { tenant, body, params } = request;
  const templates = templatesOf(request);
  if (templates === undefined) return createNotFoundReply();
  const templateId = templates.find((id) => id === readText(body, 'templateId'));
  if (templateId === undefined)
    return createErrorReply(400, 'BadRequest', "templateId must be one of the app's templates.");
  const id = `${templateId}.${tenant.id.replaceAll('-', '')}.${randomUUID()}`;
  const job: Job = { ...createJob(id, params.servicePrincipalId ?? ''), status: 'NotRun' };
  tenant.jobs.push(job);
  return { status: 201, body: resourceOf(job) };
}

/**
 * Starts a job. It continues with the staged users, and a quarantine ends (Graph: "If the job is in
 * quarantine, the quarantine status is cleared"). A first start without a notification e-mail
 * starts a quarantine.
 */
function startJob(job: Job, request: GraphRequest): Reply {
  job.quarantine = null;
  run(job, request);
  return { status: 204 };
}

function run(job: Job, request: GraphRequest): void {
  const app = appOf(request);
  if (job.status === 'NotRun' && app !== undefined && !hasNotificationEmail(app)) {
    job.quarantine = createQuarantine(
      'EncounteredQuarantineException',
      request.time,
      'The notification e-mail is missing.',
    );
  }
  job.status = job.quarantine === null ? 'Active' : 'Quarantine';
}

const scopes = ['None', 'ConnectorDataStore', 'Escrows', 'Watermark', 'QuarantineState', 'Full', 'ForceDeletes'];

/**
 * Restarts a job. A running job keeps its staged users. A stopped job loses them (FAQ: "restart
 * purges data uploaded before it"), and so does a job in quarantine (troubleshooting page: the
 * restart clears the queued data). Without a scope this is the portal's "Restart provisioning".
 */
function restartJob(job: Job, request: GraphRequest): Reply {
  const asked = request.body.trim() === '' ? {} : parseObject(request.body);
  if (asked === undefined) return createErrorReply(400, 'BadRequest', 'The body is not a JSON object.');
  const { resetScope = '' } = isObject(asked.criteria) ? asked.criteria : {};
  const named = String(resetScope)
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  const unknown = named.find((scope) => !scopes.includes(scope));
  if (unknown !== undefined) return createErrorReply(400, 'BadRequest', `${unknown} is no resetScope.`);
  if (named.length > 0 && named.every((scope) => scope === 'None')) return startJob(job, request); // documented value
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
