import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { applications } from './api/applications';
import { appRoles } from './api/appRoles';
import { bulkUpload } from './api/bulkUpload';
import { jobs } from './api/jobs';
import { provisioningLogs } from './api/provisioningLogs';
import { schema } from './api/schema';
import { secrets } from './api/secrets';
import { servicePrincipals } from './api/servicePrincipals';
import { createFaultReply, receiveBody, sendUnlessDropped } from './faults/faultInjection';
import { createStatusPlan } from './faults/jobStatus';
import { matchPath, routeRequest } from './http/router';
import type { UploadCall } from './http/uploadRules';
import type { EntraOptions, OtherEndpoint } from './options';
import { runCycles } from './provisioning/cycle';
import type { Tenant } from './tenant/tenant';

export interface Entra {
  origin: string;
  tenant: Tenant;
  /**
   * Runs a cycle of each active job that has staged users. @returns the number of new log entries
   */
  runCycles(): number;
  stop(): Promise<void>;
}

/**
 * Serves the provisioning API on loopback, as Microsoft documents it: a teaching tool, and a strict
 * server for tests.
 */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const { tenant, port = 0, now = () => Date.now(), jobStatus } = options;
  const numbers = { uploads: 0, jobs: 0, logs: 0 };
  const statusPlan = createStatusPlan(tenant, jobStatus);
  function runDueCycles(): number {
    const time = now();
    statusPlan.follow(time);
    return runCycles(tenant, time);
  }
  const schedule = createCycleSchedule(options, runDueCycles, statusPlan.isInForce);
  const server = createServer((request, response) => {
    const time = now();
    response.setHeader('Date', new Date(time).toUTCString());
    if (statusPlan.follow(time)) schedule.postpone();
    void handleRequest({ request, response, options, time, count: (kind) => ++numbers[kind] })
      .then((changed) => changed && schedule.postpone())
      .catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  if (tenant.jobs.some(({ staged }) => staged.length > 0)) schedule.postpone(); // left from an earlier run
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tenant,
    runCycles: runDueCycles,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      schedule.stop();
    },
  };
}

interface CycleSchedule {
  postpone(): void;
  stop(): void;
}

/**
 * Runs cycles some time after the last change, and retries while they are blocked. It does not keep
 * the process alive.
 */
function createCycleSchedule(
  { cycleAfter, onCycle }: EntraOptions,
  runDueCycles: () => number,
  areBlocked: () => boolean,
): CycleSchedule {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  function postpone(): void {
    if (cycleAfter === undefined || stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const entries = runDueCycles();
      if (entries > 0) onCycle?.(entries);
      if (areBlocked()) postpone();
    }, cycleAfter).unref();
  }
  return {
    postpone,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  options: EntraOptions;
  /** Milliseconds since 1970. */
  time: number;
  /** Counts the call, and returns its number among those of its kind, from 1. */
  count: (kind: OtherEndpoint | 'uploads') => number;
}

const routes = [...jobs, ...schema, ...secrets, ...servicePrincipals, ...appRoles, ...applications, provisioningLogs];
const uploadPath = '/servicePrincipals/:servicePrincipalId/synchronization/jobs/:jobId/bulkUpload';

/** Answers a call. @returns whether a cycle may have something to do */
async function handleRequest({ request, response, options, time, count }: Exchange): Promise<boolean> {
  const { tenant } = options;
  const { headers, method = '' } = request;
  const origin = `http://${headers.host}`;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, version = '', path = ''] = /^\/(v1\.0|beta)(\/.*?)\/?$/.exec(pathname) ?? [];
  const { authorization } = headers;
  const upload = matchPath(uploadPath, path);
  const kind = path === provisioningLogs.path ? 'logs' : 'jobs';
  const fault = upload === undefined ? options.faultElsewhere?.(kind, count(kind)) : options.fault?.(count('uploads'));
  const body = await receiveBody(request, fault);
  if (body === undefined) return false;
  if (upload === undefined) {
    const call = { method, version, origin, path, query: searchParams, authorization, body, time, tenant };
    const reply = createFaultReply(fault) ?? routeRequest(routes, call);
    options.onElsewhere?.({ method, path, status: reply.status });
    sendUnlessDropped(response, reply, fault);
    return method === 'POST' && reply.status === 204;
  }
  const job = tenant.jobs.find(
    ({ id, servicePrincipalId }) => id === upload.jobId && servicePrincipalId === upload.servicePrincipalId,
  );
  const call: UploadCall = { method, contentType: headers['content-type'], authorization, job, body, time };
  return bulkUpload(call, response, options, fault);
}
