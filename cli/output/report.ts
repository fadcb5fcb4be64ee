import { CommanderError } from 'commander';
import {
  Csv2ScimError,
  FileError,
  formatProblem,
  GraphError,
  isSignInError,
  MappingError,
  SettingsError,
} from '../../lib/errors';
import type { RefusedRecord } from '../../lib/graph/provisioning/bulkUpload';
import { describeNoValidRecord } from '../../lib/ingestion/feed/nextState';
import type { Plan } from '../../lib/ingestion/plan';
import type { Context } from '../context/context';
import { environmentHint } from '../context/environment';

/** The exit codes (docs/reference.md, Exit codes). */
export const exitCode = { done: 0, usage: 2, wrongFile: 3, held: 4, unreachable: 5 } as const;

/** Exit codes of errors whose message says everything. */
const exitCodes: Readonly<Record<string, number>> = {
  unknown_ingestion: 2,
  not_held: 2,
  already_ended: 2,
  no_mapping: 3,
  blob_replaced: 3,
  safeguard: 4,
  not_resumable: 4,
};

/** Reports rejected records by their lines in the file. */
export async function reportRecords(
  records: Iterable<RefusedRecord> | AsyncIterable<RefusedRecord>,
  { report }: Context,
): Promise<void> {
  for await (const { line, reason } of records) report(`line ${line}: ${reason}`);
}

/** Reports a file without a valid record where no rejected record says why. */
export function reportUnusable({ records }: Pick<Plan, 'records'>, { report }: Context): void {
  if (records.valid === 0 && records.rejected === 0) report(describeNoValidRecord(records));
}

/** The most lines that a group of problems names. */
const mostLines = 5;

/**
 * Reports rejected records, one line for each reason: how many there are, and the first of them.
 */
export async function reportRecordGroups(
  records: AsyncIterable<Pick<RefusedRecord, 'line' | 'reason'>>,
  { report }: Context,
): Promise<void> {
  const groups = new Map<string, { first: string; count: number; lines: number[] }>();
  for await (const { line, reason } of records) {
    const shared = reason.replace(/\bon line \d+/g, 'on another line');
    const group = groups.get(shared) ?? { first: reason, count: 0, lines: [] };
    groups.set(shared, group);
    if (group.count++ < mostLines) group.lines.push(line);
  }
  for (const [shared, { first, count, lines }] of groups) {
    const others = count > lines.length ? ` and ${count - lines.length} more` : '';
    report(count === 1 ? `line ${lines[0]}: ${first}` : `lines ${lines.join(', ')}${others}: ${shared}`);
  }
}

/** Reports an error, one line per problem. @returns the exit code */
export function reportError(error: unknown, context: Context): number {
  const { report, stderr } = context;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage; // commander has printed it
  if (error instanceof MappingError) {
    for (const problem of error.problems) report(formatProblem(problem));
    return exitCode.wrongFile;
  }
  if (error instanceof FileError) {
    report(`line ${error.line}: ${error.message}`);
    return exitCode.wrongFile;
  }
  if (error instanceof SettingsError) {
    report(error.message);
    return exitCode.usage;
  }
  if (error instanceof GraphError) {
    const { status, requestId, message } = error;
    report(
      [message, status && `(status ${status})`, requestId && `(request-id ${requestId})`].filter(Boolean).join(' '),
    );
    return exitCode.unreachable;
  }
  if (error instanceof Csv2ScimError && Object.hasOwn(exitCodes, error.code)) {
    report(error.message);
    return exitCodes[error.code] ?? 1;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    report(`the storage of HrStorage does not respond${storageHint(context)}`);
    return exitCode.unreachable;
  }
  if (error instanceof Error && error.name === 'RestError') {
    const code = (error as { code?: string }).code ?? 'no code';
    report(`the storage of HrStorage refused or cannot be reached (${code})${storageHint(context)}`);
    return exitCode.unreachable;
  }
  if (error instanceof Error && isSignInError(error)) {
    report(`nobody is signed in to Azure (${error.name}). Run az login`);
    return exitCode.unreachable;
  }
  stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}

/** Without HrStorage, commands use an Azurite on its default ports. */
const storageHint = ({ environment: { HrStorage, HrStorage__blobServiceUri } }: Context): string =>
  HrStorage || HrStorage__blobServiceUri ? '' : `. HrStorage is not set. ${environmentHint}`;
