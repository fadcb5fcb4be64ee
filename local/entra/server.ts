import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, operationsOf, type Refusal, rules, tokenOf } from './rules';
import { type Job, stage, type Tenant } from './tenant';

/** What the simulated Entra did with a bulkUpload call. */
export interface Answer {
  status: number;
  /** Name of the rule that the call broke. */
  rule?: string;
  call: Call;
  operations: number;
}

/** Breaks a call on purpose: an answer instead of the real one, a connection that ends before or after the call was taken. */
export type Fault = { status: number; headers?: Record<string, string> } | 'reset' | 'drop after acceptance';

export interface EntraOptions {
  tenant: Tenant;
  port?: number;
  onAnswer?: (answer: Answer) => void;
  /** Asked before each call; the number counts calls from 1. */
  fault?: (number: number) => Fault | undefined;
  /** Milliseconds until a call is answered. */
  latency?: number;
}

export interface Entra {
  origin: string;
  tenant: Tenant;
  stop(): Promise<void>;
}

/** Serves bulkUpload and the list of jobs as Microsoft documents them, on loopback: a teaching tool and a strict peer for tests. */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const { tenant, port = 0 } = options;
  let number = 0;
  const server = createServer((request, response) => {
    void handle(request, response, options, () => ++number).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tenant,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const jobsPath = /^\/(?:v1\.0|beta)\/servicePrincipals\/([^/]+)\/synchronization\/jobs(?:\/([^/]+)(\/bulkUpload)?)?$/;

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: EntraOptions,
  count: () => number,
): Promise<void> {
  const time = Date.now();
  const { tenant } = options;
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [, servicePrincipalId, jobId, upload] =
    jobsPath.exec(pathname)?.map((part) => part && decodeURIComponent(part)) ?? [];
  const jobs = tenant.jobs.filter((job) => job.servicePrincipalId === servicePrincipalId);
  const job = jobs.find(({ id }) => id === jobId);
  const body = await textOf(request);
  const call: Call = {
    method: request.method ?? '',
    contentType: request.headers['content-type'],
    authorization: request.headers.authorization,
    job,
    body,
    time,
  };
  if (upload !== undefined) return bulkUpload(call, response, options, count());
  const refusal = rules.find(({ name }) => name === 'access token')?.check(call, tenant);
  if (refusal !== undefined) return send(response, refusal.status, { error: refusal });
  if (!tenant.tokens[tokenOf(call.authorization)]?.includes('Synchronization.Read.All')) {
    return send(response, 403, { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } });
  }
  if (servicePrincipalId === undefined || jobs.length === 0 || (jobId !== undefined && job === undefined)) {
    return send(response, 404, { error: { code: 'ResourceNotFound', message: 'Not found.' } });
  }
  send(response, 200, job === undefined ? { value: jobs.map(resourceOf) } : resourceOf(job));
}

const resourceOf = ({ id, status }: Job): unknown => ({ id, templateId: 'API2AAD', status: { code: status } });

async function bulkUpload(call: Call, response: ServerResponse, options: EntraOptions, number: number): Promise<void> {
  const { tenant, onAnswer, fault, latency = 0 } = options;
  const operations = operationsOf(call.body);
  const broken = fault?.(number);
  if (broken === 'reset') return void response.destroy();
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  if (typeof broken === 'object') {
    onAnswer?.({ status: broken.status, rule: 'fault', call, operations: operations.length });
    return send(response, broken.status, { error: { code: 'Fault', message: 'A fault on purpose.' } }, broken.headers);
  }
  const [rule, refusal] = firstBroken(call, tenant);
  if (refusal === undefined && call.job !== undefined) take(call, operations, call.job, tenant);
  else if (refusal?.status === 400) tenant.calls.push(call.time);
  const status = refusal?.status ?? 202;
  onAnswer?.({ status, ...(rule && { rule }), call, operations: operations.length });
  if (broken === 'drop after acceptance') return void response.destroy();
  if (refusal !== undefined) return send(response, status, { error: { code: refusal.code, message: refusal.message } });
  const filter = encodeURIComponent(`jobid eq '${call.job?.id}'`);
  // an empty body with a JSON content type, as the service sends it
  response
    .writeHead(202, { 'Content-Type': 'application/json', Location: `/v1.0/auditLogs/provisioning/?$filter=${filter}` })
    .end();
}

function firstBroken(call: Call, tenant: Tenant): [string, Refusal] | [] {
  for (const { name, check } of rules) {
    const refusal = check(call, tenant);
    if (refusal !== undefined) return [name, refusal];
  }
  return [];
}

function take({ time }: Call, operations: readonly Record<string, unknown>[], job: Job, tenant: Tenant): void {
  tenant.calls = [...tenant.calls.filter((earlier) => earlier > time - 86_400_000), time];
  for (const { data } of operations) stage(data as Record<string, unknown>, job);
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'request-id': crypto.randomUUID(), ...headers })
    .end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
