import { z } from 'zod';
import { isEncoding } from '../../csv/encodings';
import {
  type Attribute,
  type Attributes,
  coreUser,
  coreUserAttributes,
  enterpriseUser,
  enterpriseUserAttributes,
} from '../../scim/schemas';
import { checkExpression } from '../compile/cel/checkExpression';
import { isPattern } from '../compile/cel/pattern';
import { isTimeZone } from '../compile/dates/dateTime';
import { isLeaf } from '../leaves';
import type { Node } from '../types';
import { activeLeafSchema, createLeafSchema } from './leafSchemas';

/** The message of the object option when the input is a leaf. The leaf's own options explain it. */
export const leafMessage = 'is a leaf';

const leaf = {
  string: createLeafSchema('string'),
  boolean: createLeafSchema('boolean'),
  integer: createLeafSchema('integer'),
  any: createLeafSchema('any'),
};

function createNodeSchema({ type, multiValued, subAttributes }: Attribute): z.ZodType<Node> {
  if (type !== 'complex') return leaf[type];
  const complex = z.strictObject(createShape(subAttributes ?? {}));
  return (multiValued ? z.array(complex).min(1) : complex) as z.ZodType<Node>;
}

function createShape(attributes: Attributes): Record<string, z.ZodType<Node | undefined>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, createNodeSchema(attribute).optional()]),
  );
}

/** An unknown schema extension can have any nesting. */
const anyNode: z.ZodType<Node> = z
  .lazy(() =>
    z.union([
      leaf.any,
      z.array(anyNode),
      z.record(z.string(), anyNode).refine((node) => !isLeaf(node), { error: leafMessage, abort: true }),
    ]),
  )
  .meta({ id: 'anyNode' });
const extensionNode = z.record(z.string(), anyNode);

const attributes = z
  .object({
    ...createShape(coreUserAttributes),
    externalId: leaf.string.describe("the person's id in HR: Entra matches by it"),
    active: activeLeafSchema.describe('Entra disables an account whose update lacks active'),
    [enterpriseUser]: z.strictObject(createShape(enterpriseUserAttributes)).optional(),
  })
  .catchall(extensionNode);

const percent = (standard: number) => z.number().min(0).max(100).default(standard);
const safeguards = z.strictObject({
  maxRejectedPercent: percent(5),
  maxLeavers: z.int().min(0).default(500),
  maxLeaversPercent: percent(10),
  maxReturners: z.int().min(0).default(20),
  maxReturnersPercent: percent(5),
  maxRecordDropPercent: percent(20),
  maxChangedPercent: z
    .object({ userName: percent(5), '*': percent(60) })
    .catchall(z.number().min(0).max(100))
    .prefault({})
    .describe('by path of an attribute (name.familyName), * for all others; 100 switches it off'),
});

const re2 = z.string().min(1).refine(isPattern, 'is no RE2 pattern');

const csv = z.strictObject({
  delimiter: z
    .string()
    .refine((text) => text === 'auto' || (text.length === 1 && !/["\r\n]/.test(text)), 'must be one character, or auto')
    .default('auto'),
  encoding: z
    .string()
    .refine(
      (name) => name === 'auto' || isEncoding(name),
      'unknown encoding; use auto, utf-8, windows-1252, ibm850 or the like',
    )
    .default('auto'),
  skipLines: z.int().min(0).default(0).describe('lines before the header that are not read (titles)'),
  skipRecords: z
    .int()
    .min(0)
    .default(0)
    .describe('records after the header that are not read (a second line of labels)'),
  comment: z.string().min(1).optional().describe('lines that begin with this text are not read'),
  footer: re2.optional().describe('RE2: from the first record whose first filled field matches, nothing more is read'),
  trim: z
    .enum(['outer', 'import-csv'])
    .default('outer')
    .describe("outer: white space at a field's ends; import-csv: spaces and tabs before a field, as PowerShell does"),
  emptyWords: z
    .array(z.string().min(1))
    .default([])
    .describe('texts that mean empty, such as NULL, compared without case'),
});

const expression = z.string().check(({ value, issues }) => {
  for (const message of checkExpression(value).problems) issues.push({ code: 'custom', message, input: value });
});
const records = z.strictObject({
  where: expression.optional().describe('CEL over row: records for which it is false are skipped'),
});

const extension = z.strictObject({
  schema: z
    .string()
    .regex(/^urn:/i, 'must start with urn:')
    .refine(
      (urn) => urn !== coreUser && urn !== enterpriseUser,
      'is a standard schema: map its attributes under attributes',
    ),
  columns: z.union([z.literal('*'), z.array(z.string().min(1)).min(1)]),
});

const provisioningJob = z.strictObject({
  servicePrincipalId: z
    .string()
    .min(1)
    .optional()
    .describe('object id of the provisioning app; %NAME% reads an app setting'),
  jobId: z.string().min(1).optional().describe('looked up when absent'),
});

/** The schema of the mapping file. `npm run schema` generates the JSON Schema from it. */
export const mappingSchema = z.strictObject({
  $schema: z.string().optional(),
  description: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('for whoever reads the file: a text, or its lines. It changes nothing'),
  feed: z.string().regex(/^[a-z0-9-]+$/, 'must be lower case: a-z, 0-9 and -'),
  files: z
    .string()
    .regex(/\.[cC][sS][vV]$/, 'must end in .csv: no other file is read')
    .optional()
    .describe("glob over the blob's path, ending in .csv (letter case does not count); <feed>/*.csv when absent"),
  provisioningJob: provisioningJob.optional(),
  csv: csv.prefault({}),
  records: records.prefault({}),
  timeZone: z
    .string()
    .refine(isTimeZone, 'not an IANA time zone (Europe/Zurich, America/Chicago, …)')
    .optional()
    .describe('IANA zone of today, from, until, and of dates without a zone of their own; UTC when absent'),
  attributes,
  extension: extension.optional(),
  emptyValues: z.enum(['null', 'empty', 'omit']).default('null').describe('what a mapped but empty field becomes'),
  content: z.enum(['full', 'partial']).default('full').describe('whether each file holds everybody'),
  duplicates: z
    .union([z.enum(['reject', 'last']), z.strictObject({ prefer: expression })])
    .default('reject')
    .describe('which of several records of one person counts; { prefer: CEL }: the one for which it is true'),
  send: z
    .enum(['all', 'changes'])
    .default('all')
    .describe('whether each file sends everybody, or whoever is new, changed or due to be sent again'),
  resendAllEveryDays: z
    .int()
    .min(1)
    .default(7)
    .describe('with send: changes, each person is sent again on one day of their own in this many days'),
  absent: z
    .enum(['ignore', 'deactivate'])
    .default('ignore')
    .describe('what happens to people who are missing in a file of full content'),
  safeguards: safeguards.prefault({}),
});

export type MappingFile = z.infer<typeof mappingSchema>;

/**
 * Generates the JSON Schema (draft 2020-12) of the mapping file, for editors. It allows other
 * `urn:` namespaces beside the known attributes.
 */
export function generateJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(mappingSchema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== attributes) return;
      const { additionalProperties } = jsonSchema;
      jsonSchema.patternProperties = { '^urn:': additionalProperties as never };
      jsonSchema.additionalProperties = false;
    },
  }) as Record<string, unknown>;
}
