import type { z } from 'zod';
import type { Problem } from '../../errors';
import { findLeafKind, isLeaf } from '../leaves';
import { didYouMean } from '../suggest';
import type { LeafKind } from '../types';
import { isObject } from './checks';
import { columnTypes, distinctiveKeys, leafKeys, noPeriodMessage } from './leafSchemas';
import { leafMessage } from './schema';

/**
 * Describes an issue in one sentence. It is the error map of the schema, because only there the
 * schema that failed, and thus its known keys, can be seen. Unknown keys give one line each.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    const { shape } = (issue.inst as z.ZodObject | undefined)?.def ?? {};
    const own = Object.keys(shape ?? {});
    const kind = findLeafKind(own);
    const names = kind === undefined || kind === 'constant' ? own : leafKeys;
    const describeKey = (key: string): string => {
      if (key === 'equals' && own.includes('column')) return 'gives a boolean, which this attribute is not';
      if (key === 'type' && own.includes('column')) return describeWrongType((issue.input as { type: unknown }).type);
      if (key === 'from' || key === 'until') return 'is only for active, where column needs equals beside it';
      if (names.some((name) => name === key)) return 'does not belong beside the other keys of this leaf';
      return `unknown key${didYouMean(key, names)}`;
    };
    return issue.keys.map(describeKey).join('\n');
  }
  if (issue.input === undefined) return 'is required';
  if (issue.code === 'invalid_type' && issue.expected === 'array')
    return 'is multi-valued: write an array of objects, [ { … } ]';
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'has sub-attributes: write an object, { … }';
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
  return undefined;
}

/** Lists the problems of an issue. For a union, it explains only the option that was intended. */
export function listProblems(issue: z.core.$ZodIssue, raw: unknown, parent: PropertyKey[] = []): Problem[] {
  const keys = [...parent, ...issue.path];
  const path = keys.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      path: path === '' ? key : `${path}.${key}`,
      message: messages[index] ?? 'unknown key',
    }));
  }
  if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
  const input = keys.reduce<unknown>(
    (value, key) => (isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
    raw,
  );
  if (input === undefined) return [{ path, message: describeRequired(path) }];
  const wrongType = findWrongType(issue.errors, input);
  if (wrongType !== undefined) return [{ path: `${path}.type`, message: wrongType }];
  const nearest = issue.errors.filter((errors) => isIntended(errors, input)).sort((a, b) => cost(a) - cost(b))[0];
  if (nearest === undefined) return [{ path, message: describeNoMatch(input) }];
  return nearest.flatMap((inner) => listProblems(inner, raw, keys));
}

const describeRequired = (path: string): string =>
  path === 'attributes.active' ? 'is required: Entra disables an account whose update lacks active' : 'is required';

/** Describes a leaf's `type` that no option of the attribute accepts. */
function findWrongType(options: z.core.$ZodIssue[][], input: unknown): string | undefined {
  if (!isObject(input) || !('column' in input)) return undefined;
  const objects = options.filter(
    (errors) => !errors.some(({ path, code }) => path.length === 0 && code === 'invalid_type'),
  );
  const isRefused = (key: string): boolean =>
    objects.every((errors) =>
      errors.some((error) => error.path[0] === key || (error.code === 'unrecognized_keys' && error.keys.includes(key))),
    );
  return 'type' in input && isRefused('type') ? describeWrongType(input.type) : undefined;
}

function describeWrongType(type: unknown): string {
  const isKnown = columnTypes.some((known) => known === type);
  return isKnown ? `cannot be ${type}: the attribute has another type` : `must be one of ${columnTypes.join(', ')}`;
}

/** Whether the input was meant to be this option of a union: it has no key of another option. */
function isIntended(errors: z.core.$ZodIssue[], input: unknown): boolean {
  const atTop = errors.filter(({ path }) => path.length === 0);
  if (atTop.some(({ message }) => message === leafMessage)) return false;
  if (atTop.some(({ code }) => code === 'invalid_type')) return false;
  if (!isObject(input)) return true;
  if (atTop.some(({ message }) => message === noPeriodMessage)) return false;
  const lacksKey = errors.some(
    ({ path, message }) => path.length === 1 && message === 'is required' && path[0] !== 'column',
  );
  const hasOtherType =
    errors.some(({ path, code }) => path[0] === 'type' && code === 'invalid_value') && 'type' in input;
  const hasOtherKey = atTop.some(
    (error) => error.code === 'unrecognized_keys' && error.keys.some((key) => distinctiveKeys.has(key)),
  );
  return !lacksKey && !hasOtherType && !hasOtherKey;
}

/** How many problems an option has: the option with the fewest is explained. */
const cost = (errors: z.core.$ZodIssue[]): number => errors.reduce((sum, issue) => sum + countProblems(issue), 0);

const countProblems = (issue: z.core.$ZodIssue): number => (issue.code === 'unrecognized_keys' ? issue.keys.length : 1);

/** How each kind of leaf is written; only `active` can have a period. */
const spellings: Readonly<Record<LeafKind, readonly string[]>> = {
  column: ['the name of a column', '{ "column": … }'],
  constant: ['{ "value": … }'],
  expression: ['{ "expression": … }'],
  activePeriod: [],
};

function describeNoMatch(input: unknown): string {
  if (Array.isArray(input)) return 'is not multi-valued: write no array';
  if (isObject(input) && !isLeaf(input)) {
    return `is no leaf: write ${new Intl.ListFormat('en', { type: 'disjunction' }).format(Object.values(spellings).flat())}, and only keys that belong together`;
  }
  return "cannot give a value of the attribute's type, or mixes keys that do not belong together";
}
