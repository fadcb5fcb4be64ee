/** A problem in a mapping, a file or the settings, and what to do. Holds no field of a record. */
export interface Problem {
  /**
   * Where the problem is: a path in the mapping file (`attributes.name.familyname`), a column or a
   * setting. Empty for the whole file.
   */
  path: string;
  message: string;
}

/** Whether an error of `@azure/identity` is a failed sign-in. Its error classes differ by name. */
export const isSignInError = ({ name }: Error): boolean => /Credential|Authentication/.test(name);

/** Formats a problem as `path: message`. */
export const formatProblem = ({ path, message }: Problem): string => (path === '' ? message : `${path}: ${message}`);

/** Describes why a file cannot be read. */
export function describeReadError({ code }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, not a file';
  return `cannot be read (${code})`;
}

/**
 * A failed run. It is thrown once, and the entry point logs it once. Programs use the `code`,
 * operators the message.
 */
export abstract class Csv2ScimError extends Error {
  abstract readonly code: string;
  override get name(): string {
    return this.constructor.name;
  }
}

export type FileErrorCode =
  | 'empty_file'
  | 'no_header'
  | 'no_records'
  | 'header_too_long'
  | 'empty_column_name'
  | 'duplicate_column_name'
  | 'wrong_field_count'
  | 'unclosed_quote'
  | 'footer_in_middle'
  | 'skipped_person'
  | 'misplaced_quote'
  | 'record_too_long'
  | 'nul_byte'
  | 'binary_content'
  | 'invalid_encoding';

/** The file cannot be parsed reliably. `line` starts at 1, the header's line. */
export class FileError extends Csv2ScimError {
  constructor(
    readonly code: FileErrorCode,
    message: string,
    readonly line = 1,
  ) {
    super(message);
  }
}

/** The mapping file is not valid, or it does not match the file's header. Has every problem. */
export class MappingError extends Csv2ScimError {
  readonly code: 'invalid_mapping' | 'wrong_columns';
  constructor(
    readonly problems: readonly Problem[],
    code: MappingError['code'] = 'invalid_mapping',
  ) {
    super(problems.map(formatProblem).join('\n'));
    this.code = code;
  }
}

/** A setting or an argument is not valid. Nothing was read or sent. */
export class SettingsError extends Csv2ScimError {
  readonly code = 'invalid_settings';
  constructor(
    readonly setting: string,
    message: string,
  ) {
    super(`${setting}: ${message}`);
  }
}

export type GraphErrorCode =
  | 'sign_in_failed'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'throttled'
  | 'unavailable'
  | 'unreachable'
  | 'refused'
  | 'nothing_accepted'
  | 'ambiguous_job'
  | 'upload_unfinished'
  | 'interrupted';

/**
 * A request to Microsoft Graph failed. A `transient` error can succeed when it is retried;
 * `retryAfterSeconds` is the server's Retry-After.
 */
export class GraphError extends Csv2ScimError {
  readonly transient: boolean;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: GraphErrorCode,
    message: string,
    { status, requestId, retryAfterSeconds, cause }: GraphErrorDetails = {},
  ) {
    super(message, { cause });
    this.transient = ['throttled', 'unavailable', 'unreachable', 'sign_in_failed'].includes(code);
    this.status = status;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface GraphErrorDetails {
  status?: number | undefined;
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
}

export type QuotaErrorCode = 'quota_spent' | 'quota_elsewhere';

/** The tenant's quota of bulkUpload calls is used up until `until` (milliseconds since 1970). */
export class QuotaError extends Csv2ScimError {
  constructor(
    readonly code: QuotaErrorCode,
    readonly until: number,
    callsPerDay: number,
  ) {
    const time = new Date(until).toISOString();
    super(
      code === 'quota_spent'
        ? `the day's ${callsPerDay} calls are spent: it continues at ${time}`
        : `Graph has answered nothing but 429 for ten minutes: something else spends the tenant's quota; it tries again at ${time}`,
    );
  }
}

/** A file in the container ingestion-state cannot be used. */
export class StateError extends Csv2ScimError {
  readonly code = 'unusable_state';
}

/** Application Insights did not accept every event. Send them again. */
export class TelemetryError extends Csv2ScimError {
  readonly code = 'telemetry_not_taken';
}

/** A safeguard of the mapping stopped the command. */
export class SafeguardError extends Csv2ScimError {
  readonly code = 'safeguard';
}
