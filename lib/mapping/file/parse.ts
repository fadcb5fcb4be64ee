import type { z } from 'zod';
import { MappingError, type Problem } from '../../errors';
import { coreUser, coreUserAttributes, enterpriseUser, topAttribute } from '../../scim/schemas';
import { deepest, isDeeperThan } from '../depth';
import { isObject } from '../isObject';
import { didYouMean } from '../suggest';
import { conflictsOf } from './checks';
import { isLeaf, leafKeys } from './leaf';
import { leafInstead, type MappingFile, mappingSchema, type Node } from './schema';

/** A checked mapping file with its defaults filled in. */
export interface Mapping extends Omit<MappingFile, 'attributes'> {
  files: string;
  attributes: Record<string, Node>;
}

export interface ParsedMapping {
  mapping: Mapping;
  /** What was not validated: attributes of other `urn:` namespaces. */
  notes: Problem[];
}

/**
 * Reads a mapping file's JSON text.
 * @throws MappingError with every problem at once, each with its path, what is wrong and the nearest right name.
 */
export function parseMapping(text: string): ParsedMapping {
  const raw = parseJson(text);
  if (isDeeperThan(deepest, raw))
    throw new MappingError([{ path: '', message: `is nested more than ${deepest} levels deep` }]);
  const { known, problems } = withoutUnknownAttributes(raw);
  const { success, data, error } = mappingSchema.safeParse(known, { error: describe });
  if (!success) problems.push(...error.issues.flatMap((issue) => problemsOf(issue, known)));
  problems.push(...conflictsOf(raw));
  if (data === undefined || problems.length > 0) throw new MappingError(problems);
  const attributes = data.attributes as Record<string, Node>;
  return { mapping: { ...data, attributes, files: data.files ?? `${data.feed}/*.csv` }, notes: notesOf(data) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    // the error's own words quote the text, which may be anything, a file of people too
    if (/^\s*(?:#.*\s*)*@\{/.test(text))
      throw new MappingError([{ path: '', message: 'is a psd1: translate it with csv2scim import-mapping' }]);
    const at = /position \d+ \(line \d+ column \d+\)/.exec(error instanceof Error ? error.message : '')?.[0];
    throw new MappingError([{ path: '', message: `is not JSON${at === undefined ? '' : `, at ${at}`}` }]);
  }
}

/** The keys of `attributes` that are neither SCIM attributes nor a `urn:` namespace; the rest goes on to the schema. */
function withoutUnknownAttributes(raw: unknown): { known: unknown; problems: Problem[] } {
  if (!isObject(raw) || !isObject(raw.attributes)) return { known: raw, problems: [] };
  const names = [...Object.keys(coreUserAttributes), enterpriseUser];
  const unknown = Object.keys(raw.attributes).filter((name) => name === coreUser || topAttribute(name) === undefined);
  const attributes = Object.fromEntries(Object.entries(raw.attributes).filter(([name]) => !unknown.includes(name)));
  const problems = unknown.map((name) => ({
    path: `attributes.${name}`,
    message:
      name === coreUser
        ? 'the Core User attributes stand directly under attributes'
        : `not an attribute of the SCIM Core User schema${didYouMean(name, names)}`,
  }));
  const open = Object.entries(attributes).filter(([name]) => /^urn:/i.test(name) && name !== enterpriseUser);
  problems.push(...reservedNames(Object.fromEntries(open), 'attributes'));
  return { known: { ...raw, attributes }, problems };
}

/** `__proto__` names no attribute: what reads JSON into objects loses it. */
function reservedNames(node: unknown, path: string): Problem[] {
  if (typeof node !== 'object' || node === null || (isObject(node) && 'lookup' in node)) return [];
  return Object.entries(node).flatMap(([name, child]) =>
    name === '__proto__'
      ? [{ path: `${path}.${name}`, message: 'cannot be an attribute' }]
      : reservedNames(child, `${path}.${name}`),
  );
}

/** One sentence an issue, given to the schema as its error map: here the schema at fault, and so the right names, are known. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    const { shape } = (issue.inst as z.ZodObject | undefined)?.def ?? {};
    const own = Object.keys(shape ?? {});
    const names = own.some((key) => key === 'column' || key === 'expression') ? leafKeys : own;
    const describeKey = (key: string): string => {
      if (key === 'equals' && own.includes('column')) return 'gives a boolean, which this attribute is not';
      if (key === 'type' && own.includes('column')) return otherType((issue.input as { type: unknown }).type);
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

function problemsOf(issue: z.core.$ZodIssue, raw: unknown, at: PropertyKey[] = []): Problem[] {
  const path = [...at, ...issue.path];
  const here = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      path: here === '' ? key : `${here}.${key}`,
      message: messages[index] ?? 'unknown key',
    }));
  }
  if (issue.code !== 'invalid_union') return [{ path: here, message: issue.message }];
  const input = path.reduce<unknown>(
    (value, key) => (isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
    raw,
  );
  if (input === undefined) return [{ path: here, message: requirement(here) }];
  const misfit = misfitOf(issue.errors, input);
  if (misfit !== undefined) return [{ path: `${here}.type`, message: misfit }];
  const nearest = issue.errors.filter((errors) => isNearest(errors, input)).sort((a, b) => cost(a) - cost(b))[0];
  if (nearest === undefined) return [{ path: here, message: notThis(input) }];
  return nearest.flatMap((inner) => problemsOf(inner, raw, path));
}

const requirement = (path: string): string =>
  path === 'attributes.active' ? 'is required: Entra disables an account whose update lacks active' : 'is required';

/** A leaf that gives one type on an attribute of another: no form of leaf that the attribute can have knows its key. */
function misfitOf(options: z.core.$ZodIssue[][], input: unknown): string | undefined {
  if (!isObject(input) || !('column' in input)) return undefined;
  const objects = options.filter(
    (errors) => !errors.some(({ path, code }) => path.length === 0 && code === 'invalid_type'),
  );
  const refused = (key: string): boolean =>
    objects.every((errors) =>
      errors.some((error) => error.path[0] === key || (error.code === 'unrecognized_keys' && error.keys.includes(key))),
    );
  return 'type' in input && refused('type') ? otherType(input.type) : undefined;
}

function otherType(type: unknown): string {
  const known = typeof type === 'string' && leafTypes.has(type);
  return known ? `cannot be ${type}: the attribute has another type` : `must be one of ${[...leafTypes].join(', ')}`;
}

const leafTypes = new Set(['boolean', 'integer', 'dateTime', 'string']);

/** An option of a union that the input was meant to be: one whose telling keys it has. */
function isNearest(errors: z.core.$ZodIssue[], input: unknown): boolean {
  const atTop = errors.filter(({ path }) => path.length === 0);
  if (atTop.some(({ message }) => message === leafInstead)) return false;
  if (atTop.some(({ code }) => code === 'invalid_type')) return false;
  if (!isObject(input)) return true;
  const missing = errors.some(
    ({ path, message }) => path.length === 1 && message === 'is required' && path[0] !== 'column',
  );
  const otherType = errors.some(({ path, code }) => path[0] === 'type' && code === 'invalid_value') && 'type' in input;
  const unrelated = atTop.some(
    (error) => error.code === 'unrecognized_keys' && error.keys.some((key) => telling.has(key)),
  );
  return !missing && !otherType && !unrelated;
}

const telling = new Set(['value', 'expression', 'equals', 'column', 'format', 'timeZone', 'true', 'false']);

const cost = (errors: z.core.$ZodIssue[]): number => errors.reduce((sum, issue) => sum + weight(issue), 0);

const weight = (issue: z.core.$ZodIssue): number => (issue.code === 'unrecognized_keys' ? issue.keys.length : 1);

function notThis(input: unknown): string {
  if (Array.isArray(input)) return 'is not multi-valued: write no array';
  if (isObject(input) && !isLeaf(input)) {
    return 'is no leaf: write the name of a column, { "value": … }, { "column": … } or { "expression": … }, and only keys that belong together';
  }
  return "cannot give a value of the attribute's type, or mixes keys that do not belong together";
}

function notesOf({ attributes }: MappingFile): Problem[] {
  return Object.keys(attributes)
    .filter((name) => /^urn:/i.test(name) && name !== enterpriseUser)
    .map((name) => ({
      path: `attributes.${name}`,
      message: `not validated: no schema of this namespace is known here${didYouMean(name, [enterpriseUser], 3)}`,
    }));
}
