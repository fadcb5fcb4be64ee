import { seeded } from '../../random';
import type { EntraOptions, Fault, PlannedStatus } from '../options';
import { callWords, ruleWords, statusWords } from './describeFaults';
import { type CallRule, type Kind, parseFaults, type StatusRule } from './parseFaults';

/** What a simulated Entra takes as options, and the plan in words. */
export interface FaultPlan extends Required<Pick<EntraOptions, 'fault' | 'faultElsewhere' | 'jobStatus'>> {
  words: readonly string[];
}

export interface FaultPlanOptions {
  /** 0 to below 1, for percentages; a seed in the plan comes first. */
  random?: () => number;
  /** Milliseconds; time windows count from when the plan is made. */
  now?: () => number;
  /** Told each fault as it happens: which call, and what becomes of it. */
  onFault?: (words: string) => void;
}

/**
 * Breaks calls by a plan that a person can type, such as `seed 7; call 3: 429 retry-after 2; 10%: reset; every 4 on logs: 503`.
 * The first rule that matches a call wins. Statuses of the jobs are apart from it: there the first
 * whose time it is wins. @throws FaultPlanError
 */
export function faultPlan(text: string, options: FaultPlanOptions = {}): FaultPlan {
  const { now = Date.now, onFault } = options;
  const { seed, rules } = parseFaults(text);
  const random = seed === undefined ? (options.random ?? Math.random) : seeded(seed);
  const callRules = rules.filter((rule): rule is CallRule => 'fault' in rule);
  const made = now();
  let all = 0;
  function faultOf(kind: Kind, number: number): Fault | undefined {
    all++;
    const call = { numbers: { uploads: 0, jobs: 0, logs: 0, [kind]: number, all }, time: now() - made, kind, random };
    const fault = callRules.find((rule) => matches(rule, call))?.fault;
    if (fault !== undefined) onFault?.(callWords(kind, number, fault));
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
    words: [...(seed === undefined ? [] : [`seed ${seed}`]), ...rules.map(ruleWords)],
  };
}

/**
 * Gives the status that is planned now, and tells each change of it.
 * @param elapsed milliseconds since the plan was made
 */
function followStatus(
  rules: readonly StatusRule[],
  elapsed: () => number,
  onFault: FaultPlanOptions['onFault'],
): () => PlannedStatus | undefined {
  let told: PlannedStatus | undefined;
  return () => {
    const time = elapsed();
    const status = rules.find(({ when }) => isWithin(when, time))?.jobStatus;
    if (status !== told) onFault?.(statusWords(status));
    told = status;
    return status;
  };
}

const isWithin = ({ start, end }: StatusRule['when'], time: number): boolean => time >= start && time < end;

interface PlannedCall {
  kind: Kind;
  /** Its number among the calls of its kind, and among all. */
  numbers: Record<Kind, number>;
  /** Milliseconds since the plan was made. */
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
