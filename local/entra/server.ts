import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bulkUpload } from './bulkUpload';
import { runCycles } from './cycle';
import { jobs } from './jobs';
import type { EntraOptions } from './options';
import { provisioningLogs } from './provisioningLogs';
import { match, route } from './router';
import type { Call } from './rules';
import { schema } from './schema';
import { send } from './send';
import type { Tenant } from './tenant';

export interface Entra {
  origin: string;
  tenant: Tenant;
  /** Runs a cycle of each active job with users staged; gives how many entries the provisioning log gained. */
  runCycles(): number;
  stop(): Promise<void>;
}

/** Serves the provisioning API as Microsoft documents it, on loopback: a teaching tool and a strict peer for tests. */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const { tenant, port = 0 } = options;
  let number = 0;
  const schedule = cycleSchedule(options);
  const server = createServer((request, response) => {
    void handle({ request, response, options, count: () => ++number })
      .then((changed) => changed && schedule.postpone())
      .catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tenant,
    runCycles: () => runCycles(tenant, Date.now()),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      schedule.stop();
    },
  };
}

/** Runs cycles a while after the last change. It keeps no process alive. */
function cycleSchedule({ tenant, cycleAfter, onCycle }: EntraOptions): { postpone(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return {
    postpone() {
      if (cycleAfter === undefined || stopped) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const entries = runCycles(tenant, Date.now());
        if (entries > 0) onCycle?.(entries);
      }, cycleAfter).unref();
    },
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
  count: () => number;
}

const routes = [...jobs, ...schema, provisioningLogs];
const uploadPath = '/servicePrincipals/:servicePrincipalId/synchronization/jobs/:jobId/bulkUpload';

/** Answers a call; says whether there may be something new for a cycle. */
async function handle({ request, response, options, count }: Exchange): Promise<boolean> {
  const time = Date.now();
  const { tenant } = options;
  const { headers, method = '' } = request;
  const origin = `http://${headers.host}`;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, version = '', path = ''] = /^\/(v1\.0|beta)(\/.*?)\/?$/.exec(pathname) ?? [];
  const body = await textOf(request);
  const { authorization } = headers;
  const upload = match(uploadPath, path);
  if (upload === undefined) {
    const call = { method, version, origin, path, query: searchParams, authorization, body, time, tenant };
    const reply = route(routes, call);
    send(response, reply);
    return method === 'POST' && reply.status === 204;
  }
  const job = tenant.jobs.find(
    ({ id, servicePrincipalId }) => id === upload.jobId && servicePrincipalId === upload.servicePrincipalId,
  );
  const call: Call = { method, contentType: headers['content-type'], authorization, job, body, time };
  return bulkUpload(call, response, options, count());
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
