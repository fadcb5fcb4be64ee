import type { User } from './user';

/** One person in a bulk request: a bulk operation's JSON (RFC 7644 §3.7) in UTF-8, and the line on which the record starts. */
export interface Operation {
  line: number;
  json: Buffer;
}

export type BulkRequest = readonly Operation[];

/** Entra: at most 50 user operations in one bulkUpload. */
export const maxOperations = 50;
/** No byte limit is documented; 1 MiB keeps clear of gateways' limits. */
export const maxBytes = 1024 * 1024;

const head = Buffer.from('{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[');
const comma = Buffer.from(',');
const tail = Buffer.from('],"failOnErrors":null}');
const envelope = head.length + tail.length;

/** A POST operation: Entra itself finds out whether to create, update, enable or disable. `bulkId` is the record's line. */
export function createOperation(user: User, line: number): Operation {
  return { line, json: Buffer.from(stringifyOperation(user, line)) };
}

/** An operation's JSON text; it has no line break. (V8 would keep the text of each number that is written plainly.) */
export const stringifyOperation = (user: User, line: number): string =>
  `{"method":"POST","path":"/Users","bulkId":"${line.toFixed()}","data":${JSON.stringify(user)}}`;

/** The body of a bulk request: JSON in UTF-8. */
export function encodeBulkRequest(request: BulkRequest): Buffer {
  const body = Buffer.allocUnsafe(
    request.reduce((size, { json }) => size + json.length + comma.length, envelope - comma.length),
  );
  let end = head.copy(body);
  for (const [index, { json }] of request.entries()) {
    if (index > 0) end += comma.copy(body, end);
    end += json.copy(body, end);
  }
  tail.copy(body, end);
  return body;
}

/** Whether an operation alone is larger than a request may be. */
export const isTooLarge = ({ json }: Operation): boolean => envelope + json.length > maxBytes;

/** The most bytes an operation can have so that any 50 of them fit in one request. */
export const safeOperationBytes = Math.floor((maxBytes - envelope) / maxOperations) - 1;

/** The most bytes that a user's operation can have, counted without writing its JSON: a UTF-16 unit takes at most 6 (\uXXXX). */
export function estimateMaxBytes(user: User): number {
  return operationOverhead + sizeOf(user);
}

const operationOverhead = 100;

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 3 + 6 * value.length;
  if (typeof value !== 'object' || value === null) return 25;
  let size = 3;
  for (const key of Object.keys(value)) size += 4 + 6 * key.length + sizeOf((value as Record<string, unknown>)[key]);
  return size;
}

/** Packs operations, which come in batches, in their order into requests of at most 50 operations and 1 MiB. */
export async function* packBulkRequests(batches: AsyncIterable<readonly Operation[]>): AsyncGenerator<BulkRequest> {
  let request: Operation[] = [];
  let bytes = envelope;
  for await (const batch of batches) {
    for (const operation of batch) {
      if (request.length === maxOperations || (request.length > 0 && bytes + operation.json.length > maxBytes)) {
        yield request;
        request = [];
        bytes = envelope;
      }
      request.push(operation);
      bytes += operation.json.length + comma.length;
    }
  }
  if (request.length > 0) yield request;
}
