import type { LogEntry } from '../tenant/logEntry';

/** A `$filter` that the service would answer with 400. */
export class FilterError extends Error {}

export type Predicate = (entry: LogEntry) => boolean;

type Property = { kind: 'text'; of(entry: LogEntry): string } | { kind: 'date'; of(entry: LogEntry): number };

const text = (of: (entry: LogEntry) => string): Property => ({ kind: 'text', of });

/** What can be filtered by, in lower case: Microsoft's own Location header writes `jobid`. */
const properties: Readonly<Record<string, Property>> = {
  id: text(({ id }) => id),
  jobid: text(({ jobId }) => jobId),
  cycleid: text(({ cycleId }) => cycleId),
  changeid: text(({ changeId }) => changeId),
  activitydatetime: { kind: 'date', of: ({ activityDateTime }) => Date.parse(activityDateTime) },
  provisioningaction: text(({ provisioningAction }) => provisioningAction),
  'provisioningstatusinfo/status': text(({ provisioningStatusInfo }) => provisioningStatusInfo.status),
  'sourceidentity/id': text(({ sourceIdentity }) => sourceIdentity.id),
  'sourceidentity/displayname': text(({ sourceIdentity }) => sourceIdentity.displayName),
  'targetidentity/id': text(({ targetIdentity }) => targetIdentity.id),
  'targetidentity/displayname': text(({ targetIdentity }) => targetIdentity.displayName),
  'serviceprincipal/id': text(({ servicePrincipal }) => servicePrincipal.id),
};

/** What beta calls otherwise. */
const betaNames: Readonly<Record<string, string>> = {
  action: 'provisioningaction',
  'statusinfo/status': 'provisioningstatusinfo/status',
};

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};

/**
 * A `$filter` of the provisioning logs: comparisons and `contains(property,'text')`, joined by `and`. Names are matched
 * ignoring case, texts exactly, dates as dates. @throws FilterError when it is anything else
 */
export function parseFilter(filter: string, version: string): Predicate {
  const tokens = tokensOf(filter);
  const predicates: Predicate[] = [];
  do predicates.push(term(tokens, version));
  while (accept(tokens, 'and'));
  const [rest] = tokens;
  if (rest !== undefined) throw new FilterError(`'and' expected before ${rest}`);
  return (entry) => predicates.every((predicate) => predicate(entry));
}

/** A text with its quotes ('' stands for one within), a bracket, a comma, or a word. */
const token = /\s*('(?:[^']|'')*'|[(),]|[^\s'(),]+)/y;

function tokensOf(filter: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (filter.slice(token.lastIndex).trim() !== '') {
    const start = token.lastIndex;
    const [, found] = token.exec(filter) ?? [];
    if (found === undefined) throw new FilterError(`a text has no end at position ${start}`);
    tokens.push(found);
  }
  return tokens;
}

function accept(tokens: string[], expected: string): boolean {
  if (tokens[0] !== expected) return false;
  tokens.shift();
  return true;
}

function term(tokens: string[], version: string): Predicate {
  if (accept(tokens, 'contains')) return contains(tokens, version);
  const property = propertyOf(tokens.shift(), version);
  const operator = tokens.shift() ?? '';
  const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (compare === undefined) throw new FilterError(`${operator || 'the end'} is no supported operator`);
  if (property.kind === 'date') {
    const date = dateOf(tokens.shift());
    return (entry) => compare(property.of(entry), date);
  }
  if (operator !== 'eq' && operator !== 'ne') throw new FilterError(`${operator} is not supported for a text`);
  const value = textOf(tokens.shift());
  return (entry) => (property.of(entry) === value) === (operator === 'eq');
}

function contains(tokens: string[], version: string): Predicate {
  const right = accept(tokens, '(');
  const property = propertyOf(tokens.shift(), version);
  if (!right || property.kind === 'date' || !accept(tokens, ','))
    throw new FilterError('contains takes a text property');
  const value = textOf(tokens.shift());
  if (!accept(tokens, ')')) throw new FilterError('contains is not closed');
  return (entry) => property.of(entry).includes(value);
}

function propertyOf(name: string | undefined, version: string): Property {
  const wanted = (name ?? '').toLowerCase();
  const known = version === 'beta' && Object.hasOwn(betaNames, wanted) ? (betaNames[wanted] ?? wanted) : wanted;
  const property = Object.hasOwn(properties, known) ? properties[known] : undefined;
  if (property === undefined) throw new FilterError(`${name ?? 'the end'} is no property that can be filtered by`);
  return property;
}

function textOf(literal: string | undefined): string {
  if (!literal?.startsWith("'")) throw new FilterError(`a text in single quotes expected, not ${literal ?? 'the end'}`);
  return literal.slice(1, -1).replaceAll("''", "'");
}

function dateOf(literal: string | undefined): number {
  const wellFormed = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(literal ?? '');
  const date = wellFormed ? Date.parse(literal ?? '') : Number.NaN;
  if (Number.isNaN(date)) throw new FilterError(`a date without quotes expected, not ${literal ?? 'the end'}`);
  return date;
}
