import type { User } from './user';

/** One person in a bulk request: a bulk operation's JSON (RFC 7644 §3.7). */
export interface Operation {
  /** The line on which the record starts. */
  line: number;
  json: string;
}

export type BulkRequest = readonly Operation[];

/** Entra: at most 50 user operations in one bulkUpload. */
export const maxOperations = 50;
/** Entra documents no limit in bytes. 1 MiB stays below the limits of gateways. */
export const maxBytes = 1024 * 1024;

const head = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[';
const comma = 0x2c;
const tail = '],"failOnErrors":null}';
const envelope = head.length + tail.length;

/**
 * Creates a POST operation whose `bulkId` is the record's line. Entra decides whether to create,
 * update, enable or disable the user.
 */
export const createOperation = (user: User, line: number): Operation => ({
  line,
  json: stringifyOperation(user, line),
});

/** Writes an operation as JSON without a line break. */
export const stringifyOperation = (user: User, line: number): string =>
  // toFixed(), because V8 caches the text of each number that a template converts
  JSON.stringify({ method: 'POST', path: '/Users', bulkId: line.toFixed(), data: user });

/** Encodes a bulk request as JSON in UTF-8. */
export function encodeBulkRequest(request: BulkRequest): Buffer {
  const units = request.reduce((sum, { json }) => sum + json.length + 1, envelope);
  const body = Buffer.allocUnsafe(longestUnit * units);
  let end = body.write(head);
  for (const [index, { json }] of request.entries()) {
    if (index > 0) body[end++] = comma;
    end += body.write(json, end);
  }
  end += body.write(tail, end);
  return body.subarray(0, end);
}

/** The most bytes that UTF-8 makes of a UTF-16 unit. */
const longestUnit = 3;

/** Whether an operation is too large for any request. */
export const isTooLarge = ({ json }: Operation): boolean => envelope + Buffer.byteLength(json) > maxBytes;

/** Any 50 operations of at most this many bytes fit in one request. */
export const safeOperationBytes = Math.floor((maxBytes - envelope) / maxOperations) - 1;

/**
 * Estimates the size of a user's operation in bytes without writing its JSON. The estimate is never
 * too small: a UTF-16 unit takes at most 6 bytes (`\uXXXX`).
 */
export function estimateMaxBytes(user: User): number {
  return operationOverhead + estimateSize(user);
}

const operationOverhead = 100;

function estimateSize(value: unknown): number {
  if (typeof value === 'string') return 3 + 6 * value.length;
  if (typeof value !== 'object' || value === null) return 25;
  let size = 3;
  for (const key of Object.keys(value))
    size += 4 + 6 * key.length + estimateSize((value as Record<string, unknown>)[key]);
  return size;
}

/** Packs operations in their order into requests of at most 50 operations and 1 MiB. */
export async function* packBulkRequests(batches: AsyncIterable<readonly Operation[]>): AsyncGenerator<BulkRequest> {
  let request: Operation[] = [];
  let units = envelope;
  for await (const batch of batches) {
    for (const operation of batch) {
      if (request.length === maxOperations || (request.length > 0 && !fits(request, operation, units))) {
        yield request;
        request = [];
        units = envelope;
      }
      request.push(operation);
      units += operation.json.length + 1;
    }
  }
  if (request.length > 0) yield request;
}

/**
 * Whether a request of so many UTF-16 units has at most 1 MiB with one more operation. Bytes are
 * counted only where the units do not decide: counting takes longer than writing.
 */
const fits = (request: BulkRequest, operation: Operation, units: number): boolean =>
  longestUnit * (units + operation.json.length) <= maxBytes ||
  request.reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, envelope + Buffer.byteLength(operation.json)) <=
    maxBytes;
