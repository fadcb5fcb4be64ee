import { GraphError } from '../../errors';
import type { SynchronizationSchema } from './schema';

/** The types of an attributeDefinition. */
export const attributeTypes = ['String', 'Integer', 'Reference', 'Binary', 'Boolean', 'DateTime'] as const;
export type AttributeType = (typeof attributeTypes)[number];

export interface NewAttribute {
  name: string;
  type: AttributeType;
}

/** An attribute of the people in the source directory, as far as it matters here. */
export interface SourceAttribute {
  name: string;
  /** What is omitted, or null, is cleared (Entra: "Flow null values"). */
  flowNullValues: boolean;
}

interface Named {
  name?: string;
}
interface SchemaObject extends Named {
  attributes?: Named[];
}
interface Directory extends Named {
  objects?: SchemaObject[];
}
interface Rule {
  sourceDirectoryName?: string;
  objectMappings?: { sourceObjectName?: string }[];
}

/**
 * Adds attributes to the object of people in the source directory, which the job's synchronization
 * rule names. Everything else in the schema stays as it is. @returns the names that were there
 * already
 */
export function addSourceAttributes(schema: SynchronizationSchema, attributes: readonly NewAttribute[]): string[] {
  const object = findSourceObject(schema);
  object.attributes ??= [];
  if (!Array.isArray(object.attributes)) throw createUnclearError('the attributes of its source object are no list');
  const names = new Set(arrayOf<Named>(object.attributes).map(({ name }) => name?.toLowerCase()));
  const present: string[] = [];
  for (const attribute of attributes) {
    const name = attribute.name.toLowerCase();
    if (names.has(name)) present.push(attribute.name);
    else object.attributes.push(createDefinition(attribute));
    names.add(name); // SCIM tells no names apart by case (RFC 7643 §2.1)
  }
  return present;
}

/**
 * The attributes that people have in the source directory. @throws GraphError when the schema does
 * not say which that is
 */
export function listSourceAttributes(schema: SynchronizationSchema): SourceAttribute[] {
  return arrayOf<Named & { flowNullValues?: unknown }>(findSourceObject(schema).attributes).map(
    ({ name = '', flowNullValues }) => ({ name, flowNullValues: flowNullValues === true }),
  );
}

function findSourceObject(schema: SynchronizationSchema): SchemaObject {
  const rules = arrayOf<Rule>(schema.synchronizationRules);
  const directoryNames = [...new Set(rules.map(({ sourceDirectoryName }) => sourceDirectoryName ?? ''))];
  const [directoryName = '', ...others] = directoryNames;
  if (others.length > 0)
    throw createUnclearError(
      `its synchronization rules name several source directories (${directoryNames.join(', ')})`,
    );
  const directory = findByName(arrayOf<Directory>(schema.directories), directoryName);
  if (directory === undefined)
    throw createUnclearError('no directory is the one that its synchronization rule names as source');
  const mapped = rules.flatMap(({ objectMappings }) => arrayOf<{ sourceObjectName?: string }>(objectMappings));
  const objectNames = [...new Set(mapped.map(({ sourceObjectName }) => sourceObjectName ?? ''))];
  const objectName = objectNames.find((name) => name.toLowerCase() === 'user') ?? objectNames[0];
  const objects = arrayOf<SchemaObject>(directory.objects);
  const object = objectName === undefined && objects.length === 1 ? objects[0] : findByName(objects, objectName ?? '');
  if (object === undefined) throw createUnclearError('its source directory has no object that a rule maps');
  return object;
}

const arrayOf = <T>(value: unknown): T[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];

const findByName = <T extends Named>(all: readonly T[], name: string): T | undefined =>
  all.find((one) => one.name === name) ?? all.find((one) => one.name?.toLowerCase() === name.toLowerCase());

const createUnclearError = (why: string): GraphError =>
  new GraphError('refused', `the job's synchronization schema does not say what its source sends: ${why}`);

/** An attributeDefinition as Microsoft's own script writes it. */
const createDefinition = ({ name, type }: NewAttribute) => ({
  anchor: false,
  caseExact: false,
  flowNullValues: false,
  multivalued: false,
  mutability: 'ReadWrite',
  name,
  required: false,
  type,
  apiExpressions: [],
  metadata: [],
  referencedObjects: [],
});
