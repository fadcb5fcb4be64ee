import type { ServerResponse } from 'node:http';
import type { Json } from './json';
import type { EntraOptions } from './options';
import { throttled } from './router';
import { type Call, operationsOf, type Refusal, rules } from './rules';
import { send } from './send';
import type { Job, Tenant } from './tenant';

/** Takes a bulkUpload call, or refuses it by the first rule that it breaks; says whether it was accepted. */
export async function bulkUpload(
  call: Call,
  response: ServerResponse,
  options: EntraOptions,
  number: number,
): Promise<boolean> {
  const { tenant, onAnswer, fault, latency = 0 } = options;
  const operations = operationsOf(call.body);
  const broken = fault?.(number);
  const end = (reply: Parameters<typeof send>[1]): void => {
    if (broken === 'drop after acceptance') response.destroy();
    else send(response, reply);
  };
  if (broken === 'reset') {
    response.destroy();
    return false;
  }
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  if (typeof broken === 'object') {
    onAnswer?.({ status: broken.status, rule: 'fault', call, operations: operations.length });
    const body = { error: { code: 'Fault', message: 'A fault on purpose.' } };
    end({ status: broken.status, body, ...(broken.headers && { headers: broken.headers }) });
    return false;
  }
  const [rule, refusal] = firstBroken(call, tenant);
  if (refusal === undefined && call.job !== undefined) take(call, operations, call.job, tenant);
  else if (refusal?.status === 400) tenant.calls.push(call.time);
  const status = refusal?.status ?? 202;
  onAnswer?.({ status, ...(rule && { rule }), call, operations: operations.length });
  end(refusal === undefined ? accepted(call) : replyTo(refusal, tenant));
  return refusal === undefined;
}

const replyTo = ({ status, code, message }: Refusal, tenant: Tenant): Parameters<typeof send>[1] =>
  status === 429 ? throttled({ code, message }, tenant) : { status, body: { error: { code, message } } };

/** An empty body with a JSON content type, as the service sends it. */
function accepted({ job }: Call): Parameters<typeof send>[1] {
  const filter = encodeURIComponent(`jobid eq '${job?.id}'`);
  return { status: 202, body: '', headers: { Location: `/v1.0/auditLogs/provisioning/?$filter=${filter}` } };
}

function firstBroken(call: Call, tenant: Tenant): [string, Refusal] | [] {
  for (const { name, check } of rules) {
    const refusal = check(call, tenant);
    if (refusal !== undefined) return [name, refusal];
  }
  return [];
}

/** Stages the users: accounts change only when a cycle runs. */
function take({ time }: Call, operations: readonly Json[], job: Job, tenant: Tenant): void {
  tenant.calls = [...tenant.calls.filter((earlier) => earlier > time - 86_400_000), time];
  for (const { data } of operations) job.staged.push(data as Json);
}
