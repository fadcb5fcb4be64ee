import type { Command } from 'commander';
import { MappingError, SettingsError } from '../../lib/errors';
import { burstLimit } from '../../lib/graph/limits/rateLimiter';
import { getSchema, putSchema } from '../../lib/graph/provisioning/schema';
import {
  type AttributeType,
  addSourceAttributes,
  attributeTypes,
  type NewAttribute,
} from '../../lib/graph/provisioning/sourceAttributes';
import { Columns } from '../../lib/mapping/compile/columns';
import { didYouMean } from '../../lib/mapping/suggest';
import { coreUser, enterpriseUser } from '../../lib/scim/schemas';
import { readSettings } from '../../lib/settings';
import { addJobOptions, connectGraph, type JobOptions, resolveProvisioningJob } from '../connect/job';
import { withUploadsBlocked } from '../connect/withUploadsBlocked';
import type { Context } from '../context/context';
import { readCsvHeader } from '../context/csvFile';
import { replaceControlCharacters } from '../context/printable';
import { exitCode } from '../output/report';

interface UpdateSchemaOptions extends JobOptions {
  schema: string;
  servicePrincipalId: string;
  columns?: string;
  types?: string;
}

/**
 * `update-schema <csv>`: adds a file's columns to the schema of a provisioning job, as attributes
 * of a schema extension.
 */
export function addUpdateSchema(program: Command, context: Context): void {
  const command = program
    .command('update-schema')
    .description("add a CSV file's columns to a provisioning job, as attributes of a schema extension")
    .argument('<csv>', 'CSV file; only its header is read')
    .requiredOption('--schema <urn>', 'schema extension, such as urn:ietf:params:scim:schemas:extension:csv:1.0:User')
    .option('--columns <names>', 'only these columns, separated by commas')
    .option('--types <types>', 'types other than String, such as HireDate=DateTime,Level=Integer');
  addJobOptions(command, 'required').action(async (csv: string, options: UpdateSchemaOptions) =>
    context.end(await updateSchema(csv, options, context)),
  );
}

async function updateSchema(csv: string, options: UpdateSchemaOptions, context: Context): Promise<number> {
  const settings = readSettings(context.environment);
  const urn = parseUrn(options.schema);
  const attributes = createAttributes(await readCsvHeader(csv), urn, options);
  const graph = connectGraph(settings, options, {
    context,
    limit: burstLimit(settings.callsPer5Seconds),
    permissions: ['Synchronization.ReadWrite.All'],
  });
  const job = await resolveProvisioningJob(
    graph,
    { servicePrincipalId: options.servicePrincipalId, jobId: options.jobId },
    context,
  );
  const schema = await getSchema(graph, job);
  const present = addSourceAttributes(schema, attributes);
  for (const name of present) context.report(`note: ${name} exists already`);
  const added = attributes.filter(({ name }) => !present.includes(name));
  if (added.length > 0) await withUploadsBlocked(job, { settings, context }, () => putSchema(graph, job, schema));
  for (const { name, type } of added) context.print(replaceControlCharacters(`added ${name} (${type})`));
  context.print(`${added.length} attributes added, ${present.length} existed already`);
  return exitCode.done;
}

function parseUrn(urn: string): string {
  const wrong =
    !/^urn:[^\s]+$/i.test(urn) || [coreUser, enterpriseUser].some((own) => own.toLowerCase() === urn.toLowerCase());
  if (wrong) throw new SettingsError('--schema', 'must be the urn: of your own schema extension');
  return urn;
}

function createAttributes(
  header: readonly string[],
  urn: string,
  { columns: chosen, types = '' }: UpdateSchemaOptions,
): NewAttribute[] {
  const columns = new Columns(header);
  const columnNameOf = (name: string): string => {
    const found = header[columns.find(name) ?? -1];
    if (found === undefined)
      throw new MappingError(
        [{ path: name, message: `is not a column of the file${didYouMean(name, header)}` }],
        'wrong_columns',
      );
    return found;
  };
  const names = chosen === undefined ? header : [...new Set(splitList(chosen).map(columnNameOf))];
  const typeByName = new Map(splitList(types).map((part) => parseType(part, columnNameOf)));
  const unused = [...typeByName.keys()].find((name) => !names.includes(name));
  if (unused !== undefined) throw new SettingsError('--types', `${unused} is not in --columns`);
  return names.map((name) => ({ name: `${urn}:${name}`, type: typeByName.get(name) ?? 'String' }));
}

const splitList = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function parseType(part: string, columnNameOf: (name: string) => string): [string, AttributeType] {
  const [, name = '', wanted = ''] = /^(.*)=([^=]*)$/.exec(part) ?? [];
  const type = attributeTypes.find((type) => type.toLowerCase() === wanted.trim().toLowerCase());
  if (type === undefined) {
    throw new SettingsError('--types', `${part}: must be COLUMN=TYPE with one of ${attributeTypes.join(', ')}`);
  }
  return [columnNameOf(name.trim()), type];
}
