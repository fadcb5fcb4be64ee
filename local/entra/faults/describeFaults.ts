import type { Fault, PlannedStatus } from '../options';
import type { FaultRule, Kind, When } from './parseFaults';

const kindNames: Record<Kind, string> = {
  uploads: 'bulkUpload',
  logs: 'the provisioning logs',
  jobs: 'the jobs and their schemas',
  all: 'anything',
};

/** A rule as a sentence. */
export function ruleWords(rule: FaultRule): string {
  if ('jobStatus' in rule) return `${windowWords(rule.when)}: ${statusWords(rule.jobStatus)}`;
  const { when, kind, fault } = rule;
  return `${whenWords(when)} to ${kindNames[kind]}: ${faultWords(fault)}`;
}

/** One call that a rule broke, as a sentence. */
export const callWords = (kind: Kind, number: number, fault: Fault): string =>
  `call ${number} to ${kindNames[kind]}: ${faultWords(fault)}`;

/** What the jobs are now, as a sentence. */
export const statusWords = (status: PlannedStatus | undefined): string =>
  status === undefined
    ? 'the jobs are active again'
    : `the jobs are ${status === 'Paused' ? 'paused' : 'in quarantine'}`;

const windowWords = ({ start, end }: { start: number; end: number }): string =>
  `from ${start / 1000} s to ${end / 1000} s after the start`;

function whenWords(when: When): string {
  if ('every' in when) return when.every === 1 ? 'each call' : `one call in ${when.every}`;
  if ('percent' in when) return `${when.percent}% of the calls`;
  if ('start' in when) return `${windowWords(when)}, each call`;
  if (when.from === when.to) return `call ${when.from}`;
  return when.to === Number.POSITIVE_INFINITY
    ? `each call from number ${when.from} on`
    : `calls ${when.from}-${when.to}`;
}

function faultWords(fault: Fault): string {
  if (fault === 'reset') return 'the connection is reset before the body was read';
  if (fault === 'drop after acceptance') return 'taken, and the connection ends without an answer';
  if (fault === 'stall') return 'never answered';
  if (fault === 'full') return 'the ingestion queue is full, status 500';
  if ('delay' in fault) return `answered ${fault.delay} ms late`;
  const retryAfter = fault.headers?.['Retry-After'];
  return `status ${fault.status}${retryAfter === undefined ? '' : `, Retry-After ${retryAfter} s`}`;
}
