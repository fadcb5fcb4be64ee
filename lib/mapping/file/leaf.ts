import { z } from 'zod';
import { checkExpression } from '../compile/checkExpression';
import { checkDatePattern, isTimeZone } from '../compile/dateTime';
import { createValueParser } from '../compile/valueParser';
import type { ColumnLeaf, ColumnType, Leaf, LeafType, Scalar } from '../types';
import { isObject } from './checks';

const column = z.string().min(1).describe('a column of the file');
const given = z.union([z.string(), z.boolean(), z.int()]);
/** Not a record schema, which would drop the text `__proto__`. */
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
/** The options of every leaf with a column. */
const options = {
  lookup: lookup.optional(),
  default: given.optional().describe('stands in for an empty field'),
};
const common = { column, ...options };

const expression = z
  .string()
  .check(({ value, issues }) => {
    for (const message of checkExpression(value).problems) issues.push({ code: 'custom', message, input: value });
  })
  .describe("CEL over `row`, a map from column name to text: row['FirstName'] + ' ' + row['LastName']");
const pattern = z
  .string()
  .check(({ value, issues }) => {
    const message = checkDatePattern(value);
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

const columnShape = {
  ...equalsLeaf.shape,
  ...booleanLeaf.shape,
  ...integerLeaf.shape,
  ...dateTimeLeaf.shape,
  ...textLeaf.shape,
};

/** Every key that a leaf can have. A key that `ColumnLeaf` lacks is a type error here. */
const keys: readonly (keyof ColumnLeaf)[] = Object.keys(columnShape) as (keyof typeof columnShape)[];
export const leafKeys: readonly string[] = [...keys, 'expression', 'value'];

/** The keys that tell one kind of leaf from the others. */
export const distinctiveKeys: ReadonlySet<string> = new Set(
  leafKeys.filter((key) => key !== 'type' && !Object.hasOwn(options, key)),
);

/** The values of `type`. */
export const columnTypes: readonly ColumnType[] = [
  booleanLeaf.shape.type.value,
  integerLeaf.shape.type.value,
  dateTimeLeaf.shape.type.value,
  textLeaf.shape.type.unwrap().value,
];

/** Checks that a leaf's `lookup` and `default` can be converted to its type. */
function withCheckedValues<T extends z.ZodType<ColumnLeaf>>(leaf: T, type: LeafType): T {
  const canConvert = (value: ColumnLeaf, given: Scalar | undefined): boolean =>
    given === undefined || given === '' || createValueParser(value, type)(given) !== undefined;
  return leaf
    .refine((value) => canConvert(value, value.default), {
      path: ['default'],
      error: notConvertible,
      when: ({ value }) => isObject(value),
    })
    .check(({ value, issues }) => {
      for (const [text, given] of Object.entries(value.lookup ?? {})) {
        if (!canConvert(value, given))
          issues.push({ code: 'custom', message: notConvertible, path: ['lookup', text], input: value });
      }
    });
}

const notConvertible = 'cannot be converted to the type of this leaf';

const nullable = z.null();
const leaves = {
  string: () => [
    column,
    constantLeaf(z.union([z.string(), nullable])),
    withCheckedValues(dateTimeLeaf, 'string'),
    withCheckedValues(textLeaf, 'string'),
    expressionLeaf,
  ],
  boolean: () => [
    column,
    constantLeaf(z.union([z.boolean(), nullable])),
    withCheckedValues(equalsLeaf, 'boolean'),
    withCheckedValues(booleanLeaf, 'boolean'),
    withCheckedValues(plainLeaf, 'boolean'),
    expressionLeaf,
  ],
  integer: () => [
    column,
    constantLeaf(z.union([z.int(), nullable])),
    withCheckedValues(integerLeaf, 'integer'),
    withCheckedValues(plainLeaf, 'integer'),
    expressionLeaf,
  ],
  any: () => [
    column,
    constantLeaf(z.union([z.string(), z.boolean(), z.int(), nullable])),
    withCheckedValues(equalsLeaf, 'any'),
    withCheckedValues(booleanLeaf, 'any'),
    withCheckedValues(integerLeaf, 'any'),
    withCheckedValues(dateTimeLeaf, 'any'),
    withCheckedValues(textLeaf, 'any'),
    expressionLeaf,
  ],
} satisfies Record<LeafType, () => z.ZodType[]>;

/** Creates the schema of the leaves that can give a value of one JSON type. */
export function createLeafSchema(type: LeafType): z.ZodType<Leaf> {
  return z.union(leaves[type]()).meta({ id: `${type}Leaf` }) as z.ZodType<Leaf>;
}
