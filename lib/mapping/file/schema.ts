import { z } from 'zod';
import {
  type Attribute,
  type Attributes,
  coreUser,
  coreUserAttributes,
  enterpriseUser,
  enterpriseUserAttributes,
} from '../../scim/schemas';
import { isLeaf } from '../leaves';
import type { Node } from '../types';
import { createLeafSchema } from './leaf';

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
    active: leaf.boolean.describe('Entra disables an account whose update lacks active'),
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
});

const isEncoding = (label: string): boolean => {
  try {
    return label === 'auto' || new TextDecoder(label) !== undefined;
  } catch {
    return false;
  }
};

const csv = z.strictObject({
  delimiter: z
    .string()
    .refine((text) => text === 'auto' || (text.length === 1 && !/["\r\n]/.test(text)), 'must be one character, or auto')
    .default('auto'),
  encoding: z
    .string()
    .refine(isEncoding, 'is no WHATWG encoding label (utf-8, windows-1252, …), nor auto')
    .default('auto'),
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
  feed: z.string().regex(/^[a-z0-9-]+$/, 'must be lower case: a-z, 0-9 and -'),
  files: z
    .string()
    .regex(/\.[cC][sS][vV]$/, 'must end in .csv: no other file is read')
    .optional()
    .describe("glob over the blob's path, ending in .csv (letter case does not count); <feed>/*.csv when absent"),
  provisioningJob: provisioningJob.optional(),
  csv: csv.prefault({}),
  attributes,
  extension: extension.optional(),
  emptyValues: z.enum(['null', 'empty', 'omit']).default('null').describe('what a mapped but empty field becomes'),
  content: z.enum(['full', 'partial']).default('full').describe('whether each file holds everybody'),
  duplicates: z.enum(['reject', 'last']).default('reject'),
  send: z
    .enum(['all', 'changes'])
    .default('all')
    .describe('whether each file sends everybody, or whoever is new, changed or failed'),
  resendAllEveryDays: z
    .int()
    .min(1)
    .default(7)
    .describe('with send: changes, everybody is sent again after so many days'),
  absent: z
    .enum(['ignore', 'deactivate'])
    .default('ignore')
    .describe('what becomes of people who are missing in a file of full content'),
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
