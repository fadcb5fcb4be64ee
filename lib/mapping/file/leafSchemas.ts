import { z } from 'zod';
import { checkExpression } from '../compile/cel/checkExpression';
import { checkDatePattern, findAmbiguousPatterns, isLocale, isTimeZone } from '../compile/dates/dateTime';
import { createValueParser } from '../compile/valueParser';
import type { ColumnLeaf, ColumnType, Leaf, LeafKey, LeafKind, LeafType, Scalar } from '../types';
import { isObject } from './checks';

const column = z.string().min(1).describe('a column of the file');
const scalar = z.union([z.string(), z.boolean(), z.int()]);
const scalarOrNull = z.union([z.string(), z.boolean(), z.int(), z.null()]);
/** Not a record schema, which would drop the text `__proto__`. */
const lookup = z
  .custom<Record<string, Scalar>>(
    (value) => z.record(z.string(), scalarOrNull).safeParse(value).success,
    'must be an object of texts and their values',
  )
  .meta({
    description: 'text → value (null: empty), exactly or without case; a text that is not listed passes through',
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'integer' }, { type: 'null' }] },
  });
/** What stands in for a column's text. */
const options = {
  lookup: lookup.optional(),
  default: scalar.optional().describe('stands in for an empty field'),
};
const invalid = z.literal('null').optional().describe('a text that the type refuses becomes empty, and a note');
const otherwise = z.literal(['reject', null]).optional().describe('what a text becomes that lookup does not list');
/** The keys of every leaf with a column. A key that gives a text belongs to `textLeaf`. */
const common = { column, ...options, otherwise, invalid };

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
const patterns = z
  .union([pattern, z.array(pattern).min(1)])
  .check(({ value, issues }) => {
    const message = Array.isArray(value) ? findAmbiguousPatterns(value) : undefined;
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  })
  .describe('a Unicode date pattern (dd.MM.yyyy), excel for serial numbers, or a list of them');
const locale = z.string().refine(isLocale, 'not a language tag (de, en-GB, fr, …)').describe('of the names of months');
const timeZone = z.string().refine(isTimeZone, 'not an IANA time zone (Europe/Zurich, America/Chicago, …)');

const words = z.union([z.string(), z.array(z.string()).min(1)]);
const equalsLeaf = z.strictObject({
  ...common,
  equals: words.describe('true when the field is this, or one of these, ignoring case'),
  empty: z.boolean().optional().describe('what an empty field gives; without it the record is rejected'),
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
  format: patterns.optional(),
  timeZone: timeZone.optional(),
  locale: locale.optional(),
});
/** The message of the option with dates when the input has none. */
export const noPeriodMessage = 'needs from or until';

const activePeriodLeaf = z
  .strictObject({
    column: column.optional(),
    equals: words.optional(),
    empty: z.boolean().optional(),
    from: column.optional().describe('the column of the first active day'),
    until: column.optional().describe('the column of the last active day'),
    format: patterns.optional(),
    locale: locale.optional(),
  })
  .refine(({ from, until }) => from !== undefined || until !== undefined, { error: noPeriodMessage, abort: true })
  .refine(({ column, equals }) => (column === undefined) === (equals === undefined), {
    error: 'column and equals belong together',
    abort: true,
  });
const plainLeaf = z.strictObject(common);
const textLeaf = z.strictObject({
  ...common,
  type: z.literal('string').optional(),
  find: column
    .optional()
    .describe('on manager.value: the externalId of the record whose field in this column is the same'),
});
const expressionLeaf = z.strictObject({ expression, invalid });
const constantLeaf = <T extends z.ZodType>(value: T) => z.strictObject({ value: value.describe('a constant') });

const shapes = {
  ...equalsLeaf.shape,
  ...booleanLeaf.shape,
  ...integerLeaf.shape,
  ...dateTimeLeaf.shape,
  ...textLeaf.shape,
  ...activePeriodLeaf.shape,
  ...expressionLeaf.shape,
  ...constantLeaf(scalar).shape,
} satisfies Record<LeafKey, z.ZodType>;

/** Every key that a leaf can have. */
export const leafKeys: readonly LeafKey[] = Object.keys(shapes) as (keyof typeof shapes)[];

/** The keys by which the kinds of leaves differ. */
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
  const canConvert = (value: ColumnLeaf, input: Scalar | undefined): boolean =>
    input === undefined || input === null || input === '' || createValueParser(value, type)(input) !== undefined;
  return leaf
    .refine((value) => canConvert(value, value.default), {
      path: ['default'],
      error: notConvertible,
      when: ({ value }) => isObject(value),
    })
    .check(({ value, issues }) => {
      for (const [text, input] of Object.entries(value.lookup ?? {})) {
        if (!canConvert(value, input))
          issues.push({ code: 'custom', message: notConvertible, path: ['lookup', text], input: value });
      }
    });
}

const notConvertible = 'cannot be converted to the type of this leaf';

const nullable = z.null();
/** Only `active` can have a period. */
const inEveryType = { activePeriod: [], expression: [expressionLeaf] };
/** For each kind, the forms in which it can give a value of a JSON type. */
const forms: Record<LeafType, (type: LeafType) => Record<LeafKind, z.ZodType[]>> = {
  string: (type) => ({
    constant: [constantLeaf(z.union([z.string(), nullable]))],
    column: [dateTimeLeaf, textLeaf].map((leaf) => withCheckedValues(leaf, type)),
    ...inEveryType,
  }),
  boolean: (type) => ({
    constant: [constantLeaf(z.union([z.boolean(), nullable]))],
    column: [equalsLeaf, booleanLeaf, plainLeaf].map((leaf) => withCheckedValues(leaf, type)),
    ...inEveryType,
  }),
  integer: (type) => ({
    constant: [constantLeaf(z.union([z.int(), nullable]))],
    column: [integerLeaf, plainLeaf].map((leaf) => withCheckedValues(leaf, type)),
    ...inEveryType,
  }),
  any: (type) => ({
    constant: [constantLeaf(z.union([z.string(), z.boolean(), z.int(), nullable]))],
    column: [equalsLeaf, booleanLeaf, integerLeaf, dateTimeLeaf, textLeaf].map((leaf) => withCheckedValues(leaf, type)),
    ...inEveryType,
  }),
};

/** The schemas of the leaves that can give a value of one JSON type, a column's name among them. */
const schemasOf = (type: LeafType): z.ZodType[] => [column, ...Object.values(forms[type](type)).flat()];

/** Creates the schema of the leaves that can give a value of one JSON type. */
export function createLeafSchema(type: LeafType): z.ZodType<Leaf> {
  return z.union(schemasOf(type)).meta({ id: `${type}Leaf` }) as z.ZodType<Leaf>;
}

/** The leaves of `active`: only it can depend on today's date. */
export const activeLeafSchema: z.ZodType<Leaf> = z
  .union([...schemasOf('boolean'), activePeriodLeaf])
  .meta({ id: 'activeLeaf' }) as z.ZodType<Leaf>;
