import {
  type BulkRequest,
  createOperation,
  encodeBulkRequest,
  isTooLarge,
  maxBytes,
  maxOperations,
  type Operation,
  packBulkRequests,
} from '../../../lib/scim/bulkRequests';
import type { User } from '../../../lib/scim/user';

const schemas = [
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
];

const personOf = (line: number, displayName = ''): Operation =>
  createOperation({ schemas, externalId: `e${line}`, active: true, displayName }, line);

const people = (count: number, displayName = ''): Operation[] =>
  Array.from({ length: count }, (_, index) => personOf(index + 2, displayName));

async function requestsOf(...batches: Operation[][]): Promise<BulkRequest[]> {
  async function* source(): AsyncGenerator<Operation[]> {
    yield* batches;
  }
  const requests: BulkRequest[] = [];
  for await (const request of packBulkRequests(source())) requests.push(request);
  return requests;
}

const textOf = (request: BulkRequest): string => Buffer.from(encodeBulkRequest(request)).toString();
const sizeOf = (request: BulkRequest): number => Buffer.byteLength(textOf(request));

/** Operations whose request is exactly that large: the last one's name is as long as it takes. */
function filling(bytes: number, count: number): Operation[] {
  const others = people(count - 1, 'x'.repeat(1000));
  const empty = sizeOf([...others, personOf(count + 1)]);
  return [...others, personOf(count + 1, 'x'.repeat(bytes - empty))];
}

describe('encodeBulkRequest()', () => {
  test('is the bulk request of the contract, key for key in that order', () => {
    const user: User = { schemas, externalId: 'e1', active: false, displayName: 'Zoë 😀' };
    expect(textOf([createOperation(user, 2), createOperation({ ...user, externalId: 'e2' }, 17)])).toBe(
      `${
        '{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[' +
        '{"method":"POST","path":"/Users","bulkId":"2","data":'
      }${JSON.stringify(user)}},{"method":"POST","path":"/Users","bulkId":"17","data":${JSON.stringify({
        ...user,
        externalId: 'e2',
      })}}],"failOnErrors":null}`,
    );
  });

  test('has no other key', () => {
    const body: unknown = JSON.parse(textOf([personOf(2)]));
    expect(body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        {
          method: 'POST',
          path: '/Users',
          bulkId: '2',
          data: { schemas, externalId: 'e2', active: true, displayName: '' },
        },
      ],
      failOnErrors: null,
    });
  });
});

describe('packBulkRequests()', () => {
  test('the limits are those of the contract', () => {
    expect([maxOperations, maxBytes]).toEqual([50, 1_048_576]);
  });

  const counts: readonly [number, number[]][] = [
    [0, []],
    [1, [1]],
    [49, [49]],
    [50, [50]],
    [51, [50, 1]],
    [100, [50, 50]],
    [149, [50, 50, 49]],
  ];
  test.each(counts)('packs %i small operations into requests of %j', async (count, expected) => {
    const requests = await requestsOf(people(count));
    expect(requests.map(({ length }) => length)).toEqual(expected);
  });

  test.each([1, 2, 30, 50])('fills a request of %i operations up to 1 MiB exactly', async (count) => {
    const operations = filling(maxBytes, count);
    expect(sizeOf(operations)).toBe(maxBytes);
    expect(await requestsOf(operations)).toEqual([operations]);
  });

  test.each([2, 30, 50])(
    'lets the last of %i operations begin the next request when it is one byte more',
    async (count) => {
      const operations = filling(maxBytes + 1, count);
      expect(sizeOf(operations)).toBe(maxBytes + 1);
      expect(await requestsOf(operations)).toEqual([operations.slice(0, -1), operations.slice(-1)]);
    },
  );

  test('counts bytes, not letters', async () => {
    const operations = people(40, '李'.repeat(15_000)); // 45 kB each
    const requests = await requestsOf(operations);
    expect(requests.map(({ length }) => length)).toEqual([23, 17]);
    for (const request of requests) expect(sizeOf(request)).toBeLessThanOrEqual(maxBytes);
  });

  test('keeps the order, over all requests', async () => {
    const operations = people(333, 'x'.repeat(9000)).toReversed();
    expect((await requestsOf(operations)).flat()).toEqual(operations);
  });

  test('gives the same requests however the operations come in batches', async () => {
    const operations = people(120);
    const whole = await requestsOf(operations);
    expect(await requestsOf(operations.slice(0, 7), [], operations.slice(7, 63), operations.slice(63))).toEqual(whole);
    expect(await requestsOf(...operations.map((operation) => [operation]))).toEqual(whole);
  });

  test('gives the same bytes every time', async () => {
    const bytes = async (): Promise<string[]> => (await requestsOf(people(120, 'Zoë'))).map(textOf);
    expect(await bytes()).toEqual(await bytes());
  });
});

describe('isTooLarge()', () => {
  test.each([
    [maxBytes - 1, false],
    [maxBytes, false],
    [maxBytes + 1, true],
  ])('of an operation whose request has %i bytes is %s', (bytes, expected) => {
    const [operation = personOf(0)] = filling(bytes, 1);
    expect(sizeOf([operation])).toBe(bytes);
    expect(isTooLarge(operation)).toBe(expected);
  });
});
