import type { CsvRecord } from '../../csv/record';
import { MappingError, type Problem } from '../../errors';
import { findTopAttribute } from '../../scim/schemas';
import type { User } from '../../scim/user';
import { didYouMean } from '../suggest';
import type { UserMapping } from '../types';
import { Columns } from './columns';
import { isEmpty } from './compileLeaf';
import { buildObject, type CompileContext, compileMembers, type LeafInfo, type LeafValue } from './compileNode';
import { collectSentAttributes, listSchemas } from './sentAttributes';

/** The result for one record: a user, or why it is rejected. Reasons hold no field's text. */
export type MappingResult =
  /** `values` is reused: it is valid until the next record is mapped. */
  | { user: User; reasons?: undefined; values?: readonly LeafValue[] | undefined }
  | { user?: undefined; reasons: readonly string[]; externalId: string | undefined };

export type ToUser = (record: CsvRecord) => MappingResult;

export interface CompileOptions {
  columns?: Columns;
  /** Whether each user comes with the values of its leaves, in the order of `leaves`. */
  withValues?: boolean;
}

/** A mapping that is compiled for one file's header. */
export interface CompiledMapping {
  toUser: ToUser;
  leaves: readonly LeafInfo[];
}

/** Compiles a mapping and returns only `toUser`. @throws MappingError (`wrong_columns`) */
export const compileMapping = (mapping: UserMapping, header: readonly string[], options?: CompileOptions): ToUser =>
  compileWithLeaves(mapping, header, options).toUser;

/**
 * Compiles a mapping for one file's header. Column indexes, parsers and expressions are prepared
 * once and used for every record.
 * @throws MappingError (`wrong_columns`) with every column that the mapping names and the header
 * lacks
 */
export function compileWithLeaves(
  mapping: UserMapping,
  header: readonly string[],
  { columns = new Columns(header), withValues = false }: CompileOptions = {},
): CompiledMapping {
  const { emptyValues } = mapping;
  const values: LeafValue[] | undefined = withValues ? [] : undefined;
  const context: CompileContext = { columns, emptyValues, problems: [], missing: [], leaves: [], values };
  const schemas = listSchemas(mapping);
  const attributes = compileMembers(collectSentAttributes(mapping, columns), findTopAttribute, 'attributes', context);
  const problems = [...context.problems, ...describeMissingColumns(context)];
  if (problems.length > 0) throw new MappingError(problems, 'wrong_columns');
  const build = buildObject([{ name: 'schemas', build: () => schemas, constant: true }, ...attributes]);
  const toUser: ToUser = ({ fields }) => {
    const reasons: string[] = [];
    if (values !== undefined) values.length = 0;
    const user = build(fields, reasons) as unknown as User;
    const externalId = isEmpty(user.externalId ?? '') ? undefined : user.externalId;
    const hasNoReason = (name: string): boolean => !reasons.some((reason) => reason.startsWith(`attributes.${name}:`));
    if (externalId === undefined && hasNoReason('externalId'))
      reasons.push('externalId is empty: without it Entra cannot tell who this is');
    if (typeof user.active !== 'boolean' && hasNoReason('active'))
      reasons.push('active is empty: Entra would disable the account');
    return reasons.length > 0 ? { reasons, externalId } : { user, values };
  };
  return { toUser, leaves: context.leaves };
}

/**
 * Suggests names from the header only when at least one column was found. In a file without a
 * header, the first record would be read as the header, and a suggestion would show personal data.
 */
function describeMissingColumns({ missing, columns }: CompileContext): Problem[] {
  const suggest = (column: string): string => (columns.found.size > 0 ? didYouMean(column, columns.header) : '');
  return missing.map(({ path, column }) => ({
    path,
    message: `column ${column} is not in the file's header${suggest(column)}`,
  }));
}
