import type { ServerResponse } from 'node:http';
import { faultReply, finish } from '../faults/faultInjection';
import { type Reply, throttled } from '../http/router';
import { type Call, operationsOf, queueFull, type Refusal, rules } from '../http/uploadRules';
import type { EntraOptions, Fault } from '../options';
import type { Json } from '../tenant/json';
import type { Job, Tenant } from '../tenant/tenant';

/** Takes a bulkUpload call, or refuses it by the first rule that it breaks; says whether it was accepted. */
export async function bulkUpload(
  call: Call,
  response: ServerResponse,
  options: EntraOptions,
  fault: Fault | undefined,
): Promise<boolean> {
  const { tenant, onAnswer, latency = 0 } = options;
  const operations = operationsOf(call.body);
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  const broken = faultReply(fault);
  if (broken !== undefined) {
    onAnswer?.({ status: broken.status, rule: 'fault', call, operations: operations.length });
    finish(response, broken, fault);
    return false;
  }
  const [rule, refusal] = firstBroken(call, tenant, fault);
  if (refusal === undefined && call.job !== undefined) take(call, operations, call.job, tenant);
  else if (refusal?.status === 400 || refusal?.status === 500) tenant.calls.push(call.time);
  const status = refusal?.status ?? 202;
  onAnswer?.({ status, ...(rule && { rule }), call, operations: operations.length });
  finish(response, refusal === undefined ? accepted(call) : replyTo(refusal, tenant), fault);
  return refusal === undefined;
}

const replyTo = ({ status, code, message }: Refusal, tenant: Tenant): Reply =>
  status === 429 ? throttled({ code, message }, tenant) : { status, body: { error: { code, message } } };

/** An empty body with a JSON content type, as the service sends it. */
function accepted({ job }: Call): Reply {
  const filter = encodeURIComponent(`jobid eq '${job?.id}'`);
  return { status: 202, body: '', headers: { Location: `/v1.0/auditLogs/provisioning/?$filter=${filter}` } };
}

function firstBroken(call: Call, tenant: Tenant, fault: Fault | undefined): [string, Refusal] | [] {
  for (const { name, check } of rules) {
    const refusal = check(call, tenant);
    if (refusal !== undefined) return [name, refusal];
  }
  return fault === 'full' ? ['fault', queueFull] : [];
}

/** Stages the users: accounts change only when a cycle runs. */
function take({ time }: Call, operations: readonly Json[], job: Job, tenant: Tenant): void {
  tenant.calls = [...tenant.calls.filter((earlier) => earlier > time - 86_400_000), time];
  for (const { data } of operations) job.staged.push(data as Json);
}
