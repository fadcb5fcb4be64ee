import { seeded } from '../random';
import { type FaultRule, type Kind, parseFaults } from './faultText';
import { callWords, ruleWords } from './faultWords';
import type { EntraOptions, Fault } from './options';

/** What a simulated Entra takes as options, and the plan in words. */
export interface FaultPlan extends Required<Pick<EntraOptions, 'fault' | 'faultElsewhere'>> {
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
 * The first rule that matches a call wins. @throws FaultPlanError
 */
export function faultPlan(text: string, options: FaultPlanOptions = {}): FaultPlan {
  const { now = Date.now, onFault } = options;
  const { seed, rules } = parseFaults(text);
  const random = seed === undefined ? (options.random ?? Math.random) : seeded(seed);
  const made = now();
  let all = 0;
  function faultOf(kind: Kind, number: number): Fault | undefined {
    all++;
    const call = { numbers: { uploads: 0, jobs: 0, logs: 0, [kind]: number, all }, time: now() - made, kind, random };
    const fault = rules.find((rule) => matches(rule, call))?.fault;
    if (fault !== undefined) onFault?.(callWords(kind, number, fault));
    return fault;
  }
  return {
    fault: (number) => faultOf('uploads', number),
    faultElsewhere: faultOf,
    words: [...(seed === undefined ? [] : [`seed ${seed}`]), ...rules.map(ruleWords)],
  };
}

interface PlannedCall {
  kind: Kind;
  /** Its number among the calls of its kind, and among all. */
  numbers: Record<Kind, number>;
  /** Milliseconds since the plan was made. */
  time: number;
  random: () => number;
}

function matches({ when, kind }: FaultRule, { kind: own, numbers, time, random }: PlannedCall): boolean {
  if (kind !== 'all' && kind !== own) return false;
  const number = numbers[kind];
  if ('every' in when) return number % when.every === 0;
  if ('percent' in when) return random() * 100 < when.percent;
  if ('start' in when) return time >= when.start && time < when.end;
  return number >= when.from && number <= when.to;
}
