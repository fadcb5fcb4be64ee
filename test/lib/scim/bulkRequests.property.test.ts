import fc from 'fast-check';
import {
  type BulkRequest,
  createOperation,
  encodeBulkRequest,
  estimateMaxBytes,
  maxBytes,
  maxOperations,
  type Operation,
  packBulkRequests,
  safeOperationBytes,
} from '../../../lib/scim/bulkRequests';
import type { User } from '../../../lib/scim/user';
import { anyCharacter } from '../../support/characters';

const line = fc.integer({ min: 2, max: Number.MAX_SAFE_INTEGER });

/** Any JSON value, including lone surrogates and control characters. */
const json = fc.jsonValue({ stringUnit: anyCharacter, maxDepth: 4 });
const user: fc.Arbitrary<User> = fc
  .record({
    schemas: fc.array(fc.string()),
    externalId: fc.string({ unit: anyCharacter }),
    active: fc.boolean(),
    others: fc.dictionary(fc.string({ unit: anyCharacter }), json),
  })
  .map(({ others, ...fixed }) => ({ ...others, ...fixed }));

test('estimateMaxBytes() is never below the real size', () => {
  fc.assert(
    fc.property(user, line, (person, number) => {
      expect(estimateMaxBytes(person)).toBeGreaterThanOrEqual(Buffer.byteLength(createOperation(person, number).json));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['control characters', '\u0001'.repeat(5000)],
  ['lone surrogates', '\ud800'.repeat(5000)],
  ['quotes', '"\\'.repeat(5000)],
  ['emoji', '😀'.repeat(5000)],
  ['a negative fraction', -1.7976931348623157e308],
  ['a tiny number', -2.2250738585072014e-308],
  ['many empty lists', Array.from({ length: 2000 }, () => [])],
  ['many nulls', Array.from({ length: 2000 }, () => null)],
])('estimateMaxBytes() is not below the real size of %s', (_, value) => {
  const person: User = { schemas: [], externalId: '', active: false, value };
  const { json: text } = createOperation(person, Number.MAX_SAFE_INTEGER);
  expect(estimateMaxBytes(person)).toBeGreaterThanOrEqual(Buffer.byteLength(text));
});

const sizeOf = (request: BulkRequest): number => Buffer.byteLength(encodeBulkRequest(request));

const sized = (bytes: number): Operation => {
  const empty: User = { schemas: [], externalId: '', active: true };
  const overhead = Buffer.byteLength(createOperation(empty, 10).json);
  return createOperation({ ...empty, externalId: 'x'.repeat(Math.max(0, bytes - overhead)) }, 10);
};

test('any 50 operations of safeOperationBytes bytes fit in one request', () => {
  const operations = Array.from({ length: maxOperations }, () => sized(safeOperationBytes));
  expect(Buffer.byteLength(operations[0]?.json ?? '')).toBe(safeOperationBytes);
  expect(sizeOf(operations)).toBeLessThanOrEqual(maxBytes);
});

test('packBulkRequests() loses nothing, keeps the order and both limits, and begins a request only when it must', async () => {
  const sizes = fc.array(fc.oneof(fc.constant(100), fc.integer({ min: 100, max: 400_000 })), { maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(sizes, async (all) => {
      const operations = all.map(sized);
      async function* source(): AsyncGenerator<Operation[]> {
        yield operations;
      }
      const requests: BulkRequest[] = [];
      for await (const request of packBulkRequests(source())) requests.push(request);
      expect(requests.flat()).toEqual(operations);
      for (const [index, request] of requests.entries()) {
        expect(request.length).toBeLessThanOrEqual(maxOperations);
        expect(sizeOf(request)).toBeLessThanOrEqual(maxBytes);
        const [next] = requests[index + 1] ?? [];
        if (next !== undefined && request.length < maxOperations)
          expect(sizeOf([...request, next])).toBeGreaterThan(maxBytes);
      }
    }),
    { numRuns: 30 },
  );
});
