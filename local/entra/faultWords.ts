import type { FaultRule, Kind, When } from './faultText';
import type { Fault } from './options';

const kindNames: Record<Kind, string> = {
  uploads: 'bulkUpload',
  logs: 'the provisioning logs',
  jobs: 'the jobs and their schemas',
  all: 'anything',
};

/** A rule as a sentence. */
export const ruleWords = ({ when, kind, fault }: FaultRule): string =>
  `${whenWords(when)} to ${kindNames[kind]}: ${faultWords(fault)}`;

/** One call that a rule broke, as a sentence. */
export const callWords = (kind: Kind, number: number, fault: Fault): string =>
  `call ${number} to ${kindNames[kind]}: ${faultWords(fault)}`;

function whenWords(when: When): string {
  if ('every' in when) return when.every === 1 ? 'each call' : `one call in ${when.every}`;
  if ('percent' in when) return `${when.percent}% of the calls`;
  if ('start' in when) return `from ${when.start / 1000} s to ${when.end / 1000} s after the start, each call`;
  if (when.from === when.to) return `call ${when.from}`;
  return when.to === Number.POSITIVE_INFINITY
    ? `each call from number ${when.from} on`
    : `calls ${when.from}-${when.to}`;
}

function faultWords(fault: Fault): string {
  if (fault === 'reset') return 'the connection is reset before the body was read';
  if (fault === 'drop after acceptance') return 'taken, and the connection ends without an answer';
  if (fault === 'stall') return 'never answered';
  if ('delay' in fault) return `answered ${fault.delay} ms late`;
  const retryAfter = fault.headers?.['Retry-After'];
  return `status ${fault.status}${retryAfter === undefined ? '' : `, Retry-After ${retryAfter} s`}`;
}
