import fc from 'fast-check';
import { bulkUpload, type RefusedRecord } from '../../../../lib/graph/provisioning/bulkUpload';
import { createOperation, type Operation } from '../../../../lib/scim/bulkRequests';
import {
  accepted,
  type Behaviour,
  type GraphServer,
  type Received,
  startGraphServer,
  testClient,
} from '../client/graphServer';

const job = { servicePrincipalId: 'sp', jobId: 'job' };

const recordsOf = (count: number): Operation[] =>
  Array.from({ length: count }, (_, index) =>
    createOperation({ schemas: [], externalId: `e${index + 2}`, active: true }, index + 2),
  );

const linesOf = ({ body }: Received): number[] =>
  (JSON.parse(body) as { Operations: { bulkId: string }[] }).Operations.map(({ bulkId }) => Number(bulkId));

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

interface Run {
  refused: RefusedRecord[];
  calls: number;
  accepted: number[];
}

/**
 * Uploads so many records to a server that refuses each request which holds one of `wrong` (lines).
 */
async function run(count: number, wrong: readonly number[], refusal: Behaviour): Promise<Run> {
  const taken: number[] = [];
  server = await startGraphServer((_, received) => {
    if (received.body === '') return accepted; // not yet read
    const lines = linesOf(received);
    if (lines.some((line) => wrong.includes(line))) return refusal;
    taken.push(...lines);
    return accepted;
  });
  const refused = await bulkUpload(testClient(server.origin), job, recordsOf(count));
  const calls = server.calls();
  await server.stop();
  server = undefined;
  return { refused, calls, accepted: taken.sort((a, b) => a - b) };
}

const badRequest: Behaviour = {
  status: 400,
  body: JSON.stringify({ error: { code: 'BadRequest', message: 'active must be a boolean.' } }),
};

describe('bulkUpload() halves a request', () => {
  const cases: readonly [string, number, number[], number][] = [
    ['not when it is accepted', 50, [], 1],
    ['of 50 with one wrong record at its start', 50, [2], 13],
    ['of 50 with one wrong record at its end', 50, [51], 11],
    ['of 4 with one wrong record', 4, [3], 5],
    ['of 4 with two wrong records side by side', 4, [2, 3], 5],
    ['of 4 with two wrong records far apart', 4, [2, 5], 7],
    ['of 2 that are both wrong', 2, [2, 3], 3],
    ['of 50 that are all wrong', 50, Array.from({ length: 50 }, (_, index) => index + 2), 99],
    ['of one not at all', 1, [2], 1],
  ];
  describe.each([400, 413])('answered %i', (status) => {
    test.each(cases)('%s', async (_, count, wrong, calls) => {
      const result = await run(count, wrong, { status });
      expect(result.refused.map(({ line }) => line)).toEqual(wrong);
      expect(result.calls).toBe(calls);
      const right = recordsOf(count).flatMap(({ line }) => (wrong.includes(line) ? [] : [line]));
      expect(result.accepted).toEqual(right);
    });
  });

  test('until it found exactly the refused records, each other sent once', async () => {
    const wrongLines = fc.uniqueArray(fc.integer({ min: 2, max: 21 }));
    await fc.assert(
      fc.asyncProperty(wrongLines, async (wrong) => {
        const { refused, accepted: taken } = await run(20, wrong, badRequest);
        expect(refused.map(({ line }) => line)).toEqual(wrong.toSorted((a, b) => a - b));
        expect(taken).toEqual(recordsOf(20).flatMap(({ line }) => (wrong.includes(line) ? [] : [line])));
      }),
      { numRuns: 15 },
    );
  });
});

describe('bulkUpload() gives the reason of a refused record', () => {
  const message = (text: string): Behaviour => ({ status: 400, body: JSON.stringify({ error: { message: text } }) });
  const cases: readonly [string, Behaviour, { reason: string; words?: string }][] = [
    [
      "with Entra's words apart",
      badRequest,
      { reason: 'Entra refused this record (400 BadRequest)', words: 'active must be a boolean.' },
    ],
    ['when the answer is empty', { status: 400 }, { reason: 'Entra refused this record (400)' }],
    ['when the answer is no JSON', { status: 413, body: '<html>' }, { reason: 'Entra refused this record (413)' }],
    ['when the answer is null', { status: 400, body: 'null' }, { reason: 'Entra refused this record (400)' }],
    [
      'when its error is a text',
      { status: 400, body: '{"error":"no"}' },
      { reason: 'Entra refused this record (400)' },
    ],
    [
      'with long words cut',
      message('x'.repeat(9999)),
      { reason: 'Entra refused this record (400)', words: 'x'.repeat(300) },
    ],
  ];
  test.each(cases)('%s', async (_, refusal, told) => {
    const { refused } = await run(1, [2], refusal);
    expect(refused).toEqual([{ line: 2, ...told }]);
  });

  test('and throws when a half fails for a reason that is not the records', async () => {
    server = await startGraphServer((number) => (number === 1 ? { status: 400 } : { status: 403 }));
    const sent = bulkUpload(testClient(server.origin), job, recordsOf(4));
    await expect(sent).rejects.toMatchObject({ code: 'forbidden' });
  });
});
