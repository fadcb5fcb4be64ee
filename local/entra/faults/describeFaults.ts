import type { Fault, PlannedStatus } from '../options';
import type { EndpointKind, FaultCondition, FaultRule } from './parseFaults';

const kindNames: Record<EndpointKind, string> = {
  uploads: 'bulkUpload',
  logs: 'the provisioning logs',
  jobs: 'the jobs and their schemas',
  all: 'anything',
};

/** Describes a rule. */
export function describeRule(rule: FaultRule): string {
  if ('jobStatus' in rule) return `${describeWindow(rule.when)}: ${describeStatus(rule.jobStatus)}`;
  const { when, kind, fault } = rule;
  return `${describeCondition(when)} to ${kindNames[kind]}: ${describeFault(fault)}`;
}

/** Describes a call that a rule broke. */
export const describeCallFault = (kind: EndpointKind, number: number, fault: Fault): string =>
  `call ${number} to ${kindNames[kind]}: ${describeFault(fault)}`;

/** Describes the current status of the jobs. */
export const describeStatus = (status: PlannedStatus | undefined): string =>
  status === undefined
    ? 'the jobs are active again'
    : `the jobs are ${status === 'Paused' ? 'paused' : 'in quarantine'}`;

const describeWindow = ({ start, end }: { start: number; end: number }): string =>
  `from ${start / 1000} s to ${end / 1000} s after the start`;

function describeCondition(when: FaultCondition): string {
  if ('every' in when) return when.every === 1 ? 'each call' : `one call in ${when.every}`;
  if ('percent' in when) return `${when.percent}% of the calls`;
  if ('start' in when) return `${describeWindow(when)}, each call`;
  if (when.from === when.to) return `call ${when.from}`;
  return when.to === Number.POSITIVE_INFINITY
    ? `each call from number ${when.from} on`
    : `calls ${when.from}-${when.to}`;
}

function describeFault(fault: Fault): string {
  if (fault === 'reset') return 'the connection is reset before the body is read';
  if (fault === 'drop after acceptance') return 'accepted, and the connection closes without an answer';
  if (fault === 'stall') return 'never answered';
  if (fault === 'full') return 'the ingestion queue is full, status 500';
  if ('delay' in fault) return `answered ${fault.delay} ms late`;
  const retryAfter = fault.headers?.['Retry-After'];
  return `status ${fault.status}${retryAfter === undefined ? '' : `, Retry-After ${retryAfter} s`}`;
}
