import { z } from 'zod';
import { checkExpression } from '../compile/checkExpression';
import { isTimeZone, patternProblem } from '../compile/dateTime';
import { type ColumnLeaf, readerOf } from '../compile/valueParser';
import type { LeafType, Scalar } from '../types';

const column = z.string().min(1).describe('a column of the file');
const given = z.union([z.string(), z.boolean(), z.int()]);
/** Kept as it is, where a record schema would drop a text like __proto__. */
const lookup = z
  .custom<Record<string, Scalar>>(
    (value) => z.record(z.string(), given).safeParse(value).success,
    'must be an object of texts and their values',
  )
  .meta({
    description: 'text → value; a text that is not listed passes through',
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'integer' }] },
  });
const common = {
  column,
  lookup: lookup.optional(),
  default: given.optional().describe('stands in for an empty field'),
};

const expression = z
  .string()
  .check(({ value, issues }) => {
    for (const message of checkExpression(value).problems) issues.push({ code: 'custom', message, input: value });
  })
  .describe("CEL over `row`, a map from column name to text: row['FirstName'] + ' ' + row['LastName']");
const pattern = z
  .string()
  .check(({ value, issues }) => {
    const message = patternProblem(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  })
  .describe('a Unicode date pattern, such as dd.MM.yyyy');
const timeZone = z.string().refine(isTimeZone, 'not an IANA time zone (Europe/Zurich, America/Chicago, …)');

const equalsLeaf = z.strictObject({
  ...common,
  equals: z.string().describe('true when the field is this, ignoring case and outer spaces'),
});
const booleanLeaf = z.strictObject({
  ...common,
  type: z.literal('boolean'),
  true: z.array(z.string()).min(1).optional(),
  false: z.array(z.string()).min(1).optional(),
});
const integerLeaf = z.strictObject({ ...common, type: z.literal('integer') });
const dateTimeLeaf = z.strictObject({
  ...common,
  type: z.literal('dateTime'),
  format: pattern.optional(),
  timeZone: timeZone.optional(),
});
const plainLeaf = z.strictObject(common);
const textLeaf = z.strictObject({ ...common, type: z.literal('string').optional() });
const expressionLeaf = z.strictObject({ expression });
const constantLeaf = <T extends z.ZodType>(value: T) => z.strictObject({ value: value.describe('a constant') });

export type Leaf = string | { value: Scalar } | { expression: string } | ColumnLeaf;

/** Every key that a leaf can have, whichever it is. */
export const leafKeys = Object.keys({
  ...equalsLeaf.shape,
  ...booleanLeaf.shape,
  ...dateTimeLeaf.shape,
  ...expressionLeaf.shape,
  value: 0,
});

/** A leaf whose lookup and default can be read as what it gives. */
function readable<T extends z.ZodType<ColumnLeaf>>(leaf: T, type: LeafType): T {
  const reads = (value: ColumnLeaf, given: Scalar | undefined): boolean =>
    given === undefined || given === '' || readerOf(value, type)(given) !== undefined;
  return leaf
    .refine((value) => reads(value, value.default), {
      path: ['default'],
      error: unreadable,
      when: ({ value }) => isObject(value),
    })
    .check(({ value, issues }) => {
      for (const [text, given] of Object.entries(value.lookup ?? {})) {
        if (!reads(value, given))
          issues.push({ code: 'custom', message: unreadable, path: ['lookup', text], input: value });
      }
    });
}

const unreadable = 'does not read as what this leaf gives';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const nullable = z.null();
const leaves = {
  string: () => [
    column,
    constantLeaf(z.union([z.string(), nullable])),
    readable(dateTimeLeaf, 'string'),
    readable(textLeaf, 'string'),
    expressionLeaf,
  ],
  boolean: () => [
    column,
    constantLeaf(z.union([z.boolean(), nullable])),
    readable(equalsLeaf, 'boolean'),
    readable(booleanLeaf, 'boolean'),
    readable(plainLeaf, 'boolean'),
    expressionLeaf,
  ],
  integer: () => [
    column,
    constantLeaf(z.union([z.int(), nullable])),
    readable(integerLeaf, 'integer'),
    readable(plainLeaf, 'integer'),
    expressionLeaf,
  ],
  any: () => [
    column,
    constantLeaf(z.union([z.string(), z.boolean(), z.int(), nullable])),
    readable(equalsLeaf, 'any'),
    readable(booleanLeaf, 'any'),
    readable(integerLeaf, 'any'),
    readable(dateTimeLeaf, 'any'),
    readable(textLeaf, 'any'),
    expressionLeaf,
  ],
} satisfies Record<LeafType, () => z.ZodType[]>;

/** The leaves that can give a value of one JSON type. */
export function leafOf(type: LeafType): z.ZodType<Leaf> {
  return z.union(leaves[type]()).meta({ id: `${type}Leaf` }) as z.ZodType<Leaf>;
}

/**
 * Whether an object in a schema extension that is not known here is a leaf, and not an attribute with sub-attributes:
 * `{ "value": "ManagerID" }` is a constant, `{ "value": "Mail", "type": { "value": "work" } }` has two sub-attributes.
 */
export const isLeaf = (node: object): node is Exclude<Leaf, string> =>
  'column' in node || 'expression' in node || ('value' in node && Object.keys(node).length === 1);
