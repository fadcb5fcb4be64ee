import type { LogEntry } from '../tenant/logEntry';

/** An invalid `$filter`, which the service answers with 400. */
export class FilterError extends Error {}

export type Predicate = (entry: LogEntry) => boolean;

type Property = { kind: 'text'; of(entry: LogEntry): string } | { kind: 'date'; of(entry: LogEntry): number };

const text = (of: (entry: LogEntry) => string): Property => ({ kind: 'text', of });

/**
 * The properties that can be filtered, in lower case: Microsoft's own Location header contains
 * `jobid`.
 */
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

/** Properties with another name in beta. */
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
 * Parses a `$filter` of the provisioning logs: comparisons and `contains(property,'text')`, joined
 * by `and`. Property names are case-insensitive, texts are compared exactly, dates as dates.
 * @throws FilterError for anything else
 */
export function parseFilter(filter: string, version: string): Predicate {
  const tokens = tokenize(filter);
  const predicates: Predicate[] = [];
  do predicates.push(parseTerm(tokens, version));
  while (parseOperator(tokens, 'and'));
  const [rest] = tokens;
  if (rest !== undefined) throw new FilterError(`'and' expected before ${rest}`);
  return (entry) => predicates.every((predicate) => predicate(entry));
}

/** A quoted text (with '' for a quote inside), a bracket, a comma, or a word. */
const token = /\s*('(?:[^']|'')*'|[(),]|[^\s'(),]+)/y;

function tokenize(filter: string): string[] {
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

function parseOperator(tokens: string[], expected: string): boolean {
  if (tokens[0] !== expected) return false;
  tokens.shift();
  return true;
}

function parseTerm(tokens: string[], version: string): Predicate {
  if (parseOperator(tokens, 'contains')) return parseContains(tokens, version);
  const property = parseProperty(tokens.shift(), version);
  const operator = tokens.shift() ?? '';
  const compare = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (compare === undefined) throw new FilterError(`${operator || 'the end'} is no supported operator`);
  if (property.kind === 'date') {
    const date = parseDate(tokens.shift());
    return (entry) => compare(property.of(entry), date);
  }
  if (operator !== 'eq' && operator !== 'ne') throw new FilterError(`${operator} is not supported for a text`);
  const value = parseText(tokens.shift());
  return (entry) => (property.of(entry) === value) === (operator === 'eq');
}

function parseContains(tokens: string[], version: string): Predicate {
  const right = parseOperator(tokens, '(');
  const property = parseProperty(tokens.shift(), version);
  if (!right || property.kind === 'date' || !parseOperator(tokens, ','))
    throw new FilterError('contains takes a text property');
  const value = parseText(tokens.shift());
  if (!parseOperator(tokens, ')')) throw new FilterError('contains is not closed');
  return (entry) => property.of(entry).includes(value);
}

function parseProperty(name: string | undefined, version: string): Property {
  const wanted = (name ?? '').toLowerCase();
  const known = version === 'beta' && Object.hasOwn(betaNames, wanted) ? (betaNames[wanted] ?? wanted) : wanted;
  const property = Object.hasOwn(properties, known) ? properties[known] : undefined;
  if (property === undefined) throw new FilterError(`${name ?? 'the end'} is no property that can be filtered by`);
  return property;
}

function parseText(literal: string | undefined): string {
  if (!literal?.startsWith("'")) throw new FilterError(`a text in single quotes expected, not ${literal ?? 'the end'}`);
  return literal.slice(1, -1).replaceAll("''", "'");
}

function parseDate(literal: string | undefined): number {
  const wellFormed = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(literal ?? '');
  const date = wellFormed ? Date.parse(literal ?? '') : Number.NaN;
  if (Number.isNaN(date)) throw new FilterError(`a date without quotes expected, not ${literal ?? 'the end'}`);
  return date;
}
