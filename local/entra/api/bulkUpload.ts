import type { ServerResponse } from 'node:http';
import { createFaultReply, sendUnlessDropped } from '../faults/faultInjection';
import { createThrottledReply, type Reply } from '../http/router';
import { parseOperations, queueFull, type Refusal, type UploadCall, uploadRules } from '../http/uploadRules';
import type { EntraOptions, Fault } from '../options';
import type { Json } from '../tenant/json';
import type { Job, Tenant } from '../tenant/tenant';

/**
 * Accepts a bulkUpload call, or refuses it by the first rule that it breaks. @returns whether it
 * was accepted
 */
export async function bulkUpload(
  call: UploadCall,
  response: ServerResponse,
  options: EntraOptions,
  fault: Fault | undefined,
): Promise<boolean> {
  const { tenant, onAnswer, latency = 0 } = options;
  const operations = parseOperations(call.body);
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  const broken = createFaultReply(fault);
  if (broken !== undefined) {
    onAnswer?.({ status: broken.status, rule: 'fault', call, operations: operations.length });
    sendUnlessDropped(response, broken, fault);
    return false;
  }
  const [rule, refusal] = findBrokenRule(call, tenant, fault);
  if (refusal === undefined && call.job !== undefined) stageUsers(call, operations, call.job, tenant);
  else if (refusal?.status === 400 || refusal?.status === 500) tenant.calls.push(call.time);
  const status = refusal?.status ?? 202;
  onAnswer?.({ status, ...(rule && { rule }), call, operations: operations.length });
  sendUnlessDropped(
    response,
    refusal === undefined ? createAcceptedReply(call) : createRefusalReply(refusal, tenant),
    fault,
  );
  return refusal === undefined;
}

const createRefusalReply = ({ status, code, message }: Refusal, tenant: Tenant): Reply =>
  status === 429 ? createThrottledReply({ code, message }, tenant) : { status, body: { error: { code, message } } };

/** An empty body with a JSON content type, like the service. */
function createAcceptedReply({ job }: UploadCall): Reply {
  const filter = encodeURIComponent(`jobid eq '${job?.id}'`);
  return { status: 202, body: '', headers: { Location: `/v1.0/auditLogs/provisioning/?$filter=${filter}` } };
}

function findBrokenRule(call: UploadCall, tenant: Tenant, fault: Fault | undefined): [string, Refusal] | [] {
  for (const { name, check } of uploadRules) {
    const refusal = check(call, tenant);
    if (refusal !== undefined) return [name, refusal];
  }
  return fault === 'full' ? ['fault', queueFull] : [];
}

/** Stages the users. Accounts change when a cycle runs. */
function stageUsers({ time }: UploadCall, operations: readonly Json[], job: Job, tenant: Tenant): void {
  tenant.calls = [...tenant.calls.filter((earlier) => earlier > time - 86_400_000), time];
  for (const { data } of operations) job.staged.push(data as Json);
}
