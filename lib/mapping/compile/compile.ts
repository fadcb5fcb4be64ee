import type { CsvRecord } from '../../csv/record';
import { MappingError, type Problem } from '../../errors';
import { findTopAttribute } from '../../scim/schemas';
import type { User } from '../../scim/user';
import { sourceColumnOf } from '../leaves';
import { didYouMean } from '../suggest';
import { findToday } from '../today';
import type { Node, UserMapping } from '../types';
import { Columns } from './columns';
import { buildObject, type CompileContext, compileMembers, type LeafInfo, type LeafValue } from './compileNode';
import { isEmpty, type LeafContext } from './leafContext';
import { type ActivePeriod, createRecordFindings, formatRecordProblem, type RecordNote } from './recordFindings';
import { collectSentAttributes, listSchemas } from './sentAttributes';
import { normalizeIds } from './sentIds';

/** The result for one record: a user, or why it is rejected. Reasons hold no field's text. */
export type MappingResult =
  /** `values` is reused: it is valid until the next record is mapped. */
  | {
      user: User;
      reasons?: undefined;
      values?: readonly LeafValue[] | undefined;
      notes: readonly RecordNote[];
      activePeriod?: ActivePeriod | undefined;
    }
  | {
      user?: undefined;
      reasons: readonly string[];
      activePeriod?: ActivePeriod | undefined;
      externalId: string | undefined;
      /** Whether `active` is empty. */
      lacksActive?: boolean;
    };

export type ToUser = (record: CsvRecord) => MappingResult;

export interface CompileOptions extends Partial<Pick<LeafContext, 'findPerson'>> {
  columns?: Columns;
  /** `yyyy-MM-dd` in the mapping's time zone; the present day when absent. */
  today?: string | undefined;
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
  { columns = new Columns(header), withValues = false, findPerson, ...options }: CompileOptions = {},
): CompiledMapping {
  const { emptyValues, timeZone = 'UTC' } = mapping;
  const today = options.today ?? findToday(timeZone);
  const values: LeafValue[] | undefined = withValues ? [] : undefined;
  const context: CompileContext = {
    columns,
    emptyValues,
    values,
    timeZone,
    today,
    findPerson,
    problems: [],
    missing: [],
    leaves: [],
  };
  const schemas = listSchemas(mapping);
  const attributes = compileMembers(collectSentAttributes(mapping, columns), findTopAttribute, 'attributes', context);
  const problems = [...context.problems, ...describeMissingColumns(context)];
  if (problems.length > 0) throw new MappingError(problems, 'wrong_columns');
  const build = buildObject([{ name: 'schemas', build: () => schemas, constant: true }, ...attributes]);
  return { toUser: createToUser(build, mapping, values), leaves: context.leaves };
}

/** Checks each built user: a record without an id, or without `active`, gives none. */
function createToUser(
  build: ReturnType<typeof buildObject>,
  { attributes }: UserMapping,
  values: LeafValue[] | undefined,
): ToUser {
  const hintOf = (name: string): string => columnHint(attributes[name]);
  return ({ fields }) => {
    const findings = createRecordFindings();
    const { rejections, invalid, notes } = findings;
    if (values !== undefined) values.length = 0;
    const user = build(fields, findings) as unknown as User;
    normalizeIds(user);
    const externalId = isEmpty(user.externalId ?? '') ? undefined : user.externalId;
    const hasNoReason = (name: string): boolean => !rejections.some(({ path }) => path === `attributes.${name}`);
    const reasons: string[] = [];
    if (externalId === undefined && hasNoReason('externalId'))
      reasons.push(`externalId is empty${hintOf('externalId')}: without it Entra cannot tell who this is`);
    const lacksActive = typeof user.active !== 'boolean' && hasNoReason('active');
    if (lacksActive) reasons.push(`active is empty${hintOf('active')}: Entra would disable the account`);
    // a leaver with a bad date is still disabled
    const isSent = user.active === false && rejections.length + reasons.length === 0;
    if (isSent) for (const { path, column } of invalid) notes.push({ code: 'invalid_value', path, column });
    else rejections.push(...invalid);
    reasons.unshift(...rejections.map(formatRecordProblem));
    const { activePeriod } = findings;
    return reasons.length > 0
      ? { reasons, externalId, lacksActive, activePeriod }
      : { user, values, notes, activePeriod };
  };
}

function columnHint(leaf: Node | undefined): string {
  const column = sourceColumnOf(leaf);
  return column === undefined ? '' : ` (column ${column})`;
}

/** Values of `type`, which people write where a column is meant. */
const constants = new Set(['work', 'home', 'other', 'mobile', 'fax', 'pager', 'main']);

const constantHint = (text: string): string => `. For the constant write { "value": "${text}" }`;

/**
 * Suggests names from the header only when a column was found and no name is a number, a date or an
 * address. In a file without a header, the first record would be read as the header, and a
 * suggestion would show personal data.
 */
function describeMissingColumns({ missing, columns }: CompileContext): Problem[] {
  const isHeader = columns.found.size > 0 && !columns.header.some((name) => /^[\p{N}\p{P}\s]+$|@/u.test(name));
  const suggest = (column: string): string => (isHeader ? didYouMean(column, columns.header) : '');
  return missing.map(({ path, column }) => ({
    path,
    message: `column ${column} is not in the file's header${constants.has(column) ? constantHint(column) : suggest(column)}`,
  }));
}
