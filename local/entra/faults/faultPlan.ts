import { createRandom } from '../../random';
import type { EntraOptions, Fault, PlannedStatus } from '../options';
import { describeCallFault, describeRule, describeStatus } from './describeFaults';
import { type CallRule, type EndpointKind, parseFaults, type StatusRule } from './parseFaults';

/** Options of the simulated Entra, and a description of the plan. */
export interface FaultPlan extends Required<Pick<EntraOptions, 'fault' | 'faultElsewhere' | 'jobStatus'>> {
  words: readonly string[];
}

export interface FaultPlanOptions {
  /** Returns 0 to below 1, for percentages. A seed in the plan takes precedence. */
  random?: () => number;
  /** Returns milliseconds. Time windows count from when the plan is created. */
  now?: () => number;
  /** Called with a description of each fault when it happens. */
  onFault?: (words: string) => void;
}

/**
 * Breaks calls by a plan such as `seed 7; call 3: 429 retry-after 2; 10%: reset; every 4 on logs:
 * 503`. The first rule that matches a call wins. Statuses of jobs are separate: the first whose
 * time window matches wins.
 * @throws FaultPlanError
 */
export function createFaultPlan(text: string, options: FaultPlanOptions = {}): FaultPlan {
  const { now = Date.now, onFault } = options;
  const { seed, rules } = parseFaults(text);
  const random = seed === undefined ? (options.random ?? Math.random) : createRandom(seed);
  const callRules = rules.filter((rule): rule is CallRule => 'fault' in rule);
  const made = now();
  let all = 0;
  function faultOf(kind: EndpointKind, number: number): Fault | undefined {
    all++;
    const call = { numbers: { uploads: 0, jobs: 0, logs: 0, [kind]: number, all }, time: now() - made, kind, random };
    const fault = callRules.find((rule) => matches(rule, call))?.fault;
    if (fault !== undefined) onFault?.(describeCallFault(kind, number, fault));
    return fault;
  }
  return {
    jobStatus: followStatus(
      rules.filter((rule): rule is StatusRule => 'jobStatus' in rule),
      () => now() - made,
      onFault,
    ),
    fault: (number) => faultOf('uploads', number),
    faultElsewhere: faultOf,
    words: [...(seed === undefined ? [] : [`seed ${seed}`]), ...rules.map(describeRule)],
  };
}

/**
 * Returns the planned status, and reports each change of it.
 * @param elapsed milliseconds since the plan was created
 */
function followStatus(
  rules: readonly StatusRule[],
  elapsed: () => number,
  onFault: FaultPlanOptions['onFault'],
): () => PlannedStatus | undefined {
  let reported: PlannedStatus | undefined;
  return () => {
    const time = elapsed();
    const status = rules.find(({ when }) => isWithin(when, time))?.jobStatus;
    if (status !== reported) onFault?.(describeStatus(status));
    reported = status;
    return status;
  };
}

const isWithin = ({ start, end }: StatusRule['when'], time: number): boolean => time >= start && time < end;

interface PlannedCall {
  kind: EndpointKind;
  /** The call's number among the calls of its kind, and among all calls. */
  numbers: Record<EndpointKind, number>;
  /** Milliseconds since the plan was created. */
  time: number;
  random: () => number;
}

function matches({ when, kind }: CallRule, { kind: own, numbers, time, random }: PlannedCall): boolean {
  if (kind !== 'all' && kind !== own) return false;
  const number = numbers[kind];
  if ('every' in when) return number % when.every === 0;
  if ('percent' in when) return random() * 100 < when.percent;
  if ('start' in when) return isWithin(when, time);
  return number >= when.from && number <= when.to;
}
