import type { Fault, PlannedStatus } from '../options';

/**
 * Which calls a rule matches: by number, by chance, or by time since the plan was created
 * (milliseconds).
 */
export type FaultCondition = { from: number; to: number } | { every: number } | { percent: number } | TimeWindow;

interface TimeWindow {
  start: number;
  end: number;
}

const endpointKinds = ['uploads', 'logs', 'jobs', 'all'] as const;
export type EndpointKind = (typeof endpointKinds)[number];

export type FaultRule = CallRule | StatusRule;

export interface CallRule {
  /** The text of the rule. */
  text: string;
  when: FaultCondition;
  /** The endpoints whose calls it matches. Their calls are counted from 1. */
  kind: EndpointKind;
  fault: Fault;
}

/** A status of the jobs during a time window. */
export interface StatusRule {
  text: string;
  when: TimeWindow;
  jobStatus: PlannedStatus;
}

/** An invalid fault plan. The message names the wrong part and the allowed values. */
export class FaultPlanError extends Error {
  override name = 'FaultPlanError';
}

/**
 * Parses a fault plan: `WHEN: WHAT` items separated by `;` or newlines, with an optional `seed N`
 * first.
 * @throws FaultPlanError
 */
export function parseFaults(text: string): { seed: number | undefined; rules: FaultRule[] } {
  const items = text
    .split(/[;\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const seed = /^seed\b/.test(items[0] ?? '') ? parseSeed(items.shift() ?? '') : undefined;
  if (items.length === 0)
    throw new FaultPlanError('A fault plan needs at least one WHEN: WHAT, such as "call 3: 503".');
  return { seed, rules: items.map(parseRule) };
}

/** Reads the words of one item in sequence. */
interface Words {
  next(): string;
  /** @throws FaultPlanError when words are left */
  end(allowed?: string): void;
  wrong(part: string, allowed: string): FaultPlanError;
}

function splitWords(item: string, text = item): Words {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const wrong: Words['wrong'] = (part, allowed) =>
    new FaultPlanError(`In "${item}", ${part === '' ? 'nothing' : `"${part}"`} was found. Expected: ${allowed}.`);
  return {
    wrong,
    next: () => words.shift() ?? '',
    end(allowed = 'nothing') {
      if (words.length > 0) throw wrong(words.join(' '), allowed);
    },
  };
}

const parseWholeNumber = (least: number): string => `a whole number from ${least} to 999999999`;

/** Parses a whole number that setTimeout accepts as milliseconds. */
function parseNumber(words: Words, least = 1, word = words.next()): number {
  if (!/^\d{1,9}$/.test(word) || Number(word) < least) throw words.wrong(word, parseWholeNumber(least));
  return Number(word);
}

function parseSeed(item: string): number {
  const words = splitWords(item);
  const word = words.next();
  if (word !== 'seed') throw words.wrong(word, 'seed N');
  const seed = parseNumber(words, 0);
  words.end();
  return seed;
}

function parseRule(text: string): FaultRule {
  const colon = text.indexOf(':');
  if (/^seed\b/.test(text))
    throw new FaultPlanError(`In "${text}", seed is not allowed here. It must be the first item.`);
  if (colon < 0)
    throw new FaultPlanError(`In "${text}", the colon is missing. A rule is WHEN: WHAT, such as "call 3: 503".`);
  const before = splitWords(text, text.slice(0, colon));
  const when = parseCondition(before);
  const kind = parseKind(before);
  before.end('the colon');
  const after = splitWords(text, text.slice(colon + 1));
  const word = after.next();
  const jobStatus = jobStatuses.get(word);
  const fault = jobStatus === undefined ? parseFault(after, word) : undefined;
  after.end();
  if (fault === 'full' && kind !== undefined && kind !== 'uploads')
    throw new FaultPlanError(`In "${text}", full is not allowed with "on ${kind}". Only bulkUpload fills the queue.`);
  if (fault !== undefined) return { text, when, kind: kind ?? 'uploads', fault };
  if (jobStatus === undefined || !('start' in when) || kind !== undefined)
    throw new FaultPlanError(`In "${text}", ${word} needs a time and no "on", such as "after 20s for 10s: ${word}".`);
  return { text, when, jobStatus };
}

const jobStatuses: ReadonlyMap<string, PlannedStatus> = new Map([
  ['paused', 'Paused'],
  ['quarantine', 'Quarantine'],
]);

function parseCondition(words: Words): FaultCondition {
  const word = words.next();
  if (word === 'call') {
    const number = parseNumber(words);
    return { from: number, to: number };
  }
  if (word === 'calls') return parseRange(words);
  if (word === 'every') return { every: parseNumber(words) };
  if (word === 'after') return parseWindow(words);
  if (word.endsWith('%')) return { percent: parsePercent(words, word) };
  throw words.wrong(word, 'call N, calls N-M, calls N-, every N, P%, or after Xs for Ys');
}

function parseRange(words: Words): FaultCondition {
  const word = words.next();
  const [, first = '', last = ''] = /^(\d{1,9})-(\d{1,9})?$/.exec(word) ?? [];
  const [from, to] = [Number(first), last === '' ? Number.POSITIVE_INFINITY : Number(last)];
  if (from < 1 || to < from) throw words.wrong(word, 'N-M or N-, such as 5-7 or 5-, with N from 1 and M not below N');
  return { from, to };
}

function parsePercent(words: Words, word: string): number {
  const [, digits = ''] = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(word) ?? [];
  const percent = Number(digits);
  if (percent === 0 || percent > 100) throw words.wrong(word, 'a percentage above 0 and up to 100, such as 5% or 0.5%');
  return percent;
}

function parseWindow(words: Words): TimeWindow {
  const start = parseSeconds(words, 0);
  const word = words.next();
  if (word !== 'for') throw words.wrong(word, 'for, as in after 20s for 10s');
  return { start, end: start + parseSeconds(words, 1) };
}

/** Parses seconds such as `20s` into milliseconds. */
function parseSeconds(words: Words, least: number): number {
  const word = words.next();
  const [, digits = ''] = /^(\d{1,6})s$/.exec(word) ?? [];
  if (digits === '' || Number(digits) < least)
    throw words.wrong(word, `whole seconds from ${least}s to 999999s, such as 20s`);
  return Number(digits) * 1000;
}

function parseKind(words: Words): EndpointKind | undefined {
  const word = words.next();
  if (word === '') return undefined;
  if (word !== 'on') throw words.wrong(word, `the colon, or on and one of ${endpointKinds.join(', ')}`);
  const name = words.next();
  const kind = endpointKinds.find((known) => known === name);
  if (kind === undefined) throw words.wrong(name, `one of ${endpointKinds.join(', ')}`);
  return kind;
}

function parseFault(words: Words, word: string): Fault {
  if (word === 'reset' || word === 'stall' || word === 'full') return word;
  if (word === 'drop') return 'drop after acceptance';
  if (word === 'delay') return { delay: parseNumber(words) };
  if (!/^[2-5]\d\d$/.test(word))
    throw words.wrong(
      word,
      'a status from 200 to 599, reset, drop, stall, full, delay MILLISECONDS, paused, or quarantine',
    );
  const status = Number(word);
  const option = words.next();
  if (option === '') return { status };
  if (option !== 'retry-after') throw words.wrong(option, 'retry-after SECONDS, or nothing');
  return { status, headers: { 'Retry-After': String(parseNumber(words, 0)) } };
}
