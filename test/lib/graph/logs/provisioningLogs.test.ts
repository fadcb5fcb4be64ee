import { developmentToken } from '../../../../lib/graph/client/tokens';
import type { LogEntry } from '../../../../lib/graph/logs/logEntry';
import { type LogQuery, readProvisioningLogs } from '../../../../lib/graph/logs/provisioningLogs';
import { entryOf, logStart } from '../../../support/logEntries';
import { type Behaviour, type GraphServer, startGraphServer, testClient } from '../client/graphServer';
import { skippingClock } from '../clocks';
import { elsewhere, json, oddLink, startLogServer } from './logServer';

let server: GraphServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const serve = async (starting: Promise<GraphServer>): Promise<GraphServer> => {
  server = await starting;
  return server;
};

const query: LogQuery = { jobId: 'job-1' };

async function read(origin: string, asked: LogQuery = query): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const page of readProvisioningLogs(testClient(origin), asked)) entries.push(...page);
  return entries;
}

const idsOf = (entries: readonly { id: string }[]): string[] => entries.map(({ id }) => id);

describe('provisioningLogs()', () => {
  test.each([1, 2, 3, 7, 100])(
    'reads pages of %i to their end, each by its address as it was given',
    async (pageSize) => {
      const entries = Array.from({ length: 7 }, () => entryOf());
      const { origin, received } = await serve(startLogServer(entries, { pageSize }));
      expect(idsOf(await read(origin))).toEqual(idsOf(entries));
      const links = Array.from(
        { length: Math.ceil(7 / pageSize) - 1 },
        (_, index) => `/v1.0/auditLogs/provisioning?${oddLink}&page=${index + 1}`,
      );
      expect(received.slice(1).map(({ url }) => url)).toEqual(links);
    },
  );

  test('asks the configured host alone for a page that another host is named for, with the token', async () => {
    const entries = [entryOf(), entryOf()];
    const { origin, received } = await serve(startLogServer(entries, { pageSize: 1 }));
    expect(await read(origin)).toHaveLength(2);
    for (const { headers } of received)
      expect(headers).toMatchObject({ host: new URL(origin).host, authorization: `Bearer ${developmentToken}` });
  });

  test.each([
    'x:.example.invalid/steal',
    'x:@example.invalid/steal',
    'data:text/plain,x',
    'auditLogs/provisioning?$skiptoken=1',
    ' ',
  ])('refuses the address %p, which would not lead to the configured host', async (link) => {
    const { origin, calls } = await serve(startGraphServer(() => json({ value: [], '@odata.nextLink': link })));
    await expect(read(origin)).rejects.toMatchObject({ name: 'GraphError', code: 'refused' });
    expect(calls()).toBe(1);
  });

  test.each([
    ['itself', () => 1],
    ['the page before it', (page: number) => (page === 2 ? 1 : 2)],
  ])('ends with an error when a page leads to %s', async (_, next) => {
    const { origin, calls } = await serve(
      startGraphServer((__, { url }) => {
        const page = Number(url.at(-1)) || 0;
        return json({ value: [], '@odata.nextLink': `${elsewhere}/v1.0/auditLogs/provisioning?page=${next(page)}` });
      }),
    );
    await expect(read(origin)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/form a loop/),
    });
    expect(calls()).toBeLessThanOrEqual(3);
  });

  test.each([null, '', 7])('takes a nextLink of %p as none', async (link) => {
    const { origin } = await serve(startGraphServer(() => json({ value: [entryOf()], '@odata.nextLink': link })));
    expect(await read(origin)).toHaveLength(1);
  });

  test.each(['null', '[]', '{}', '{"value":null}', '{"value":{}}', '7', 'no JSON', ''])(
    'says so when the answer is %p',
    async (body) => {
      const { origin } = await serve(startGraphServer(() => ({ status: 200, body })));
      await expect(read(origin)).rejects.toMatchObject({ name: 'GraphError', code: 'refused' });
    },
  );

  const whole = json({ value: [entryOf({ id: 'a' })] });
  const cut: Behaviour = { ...whole, headers: { 'Content-Length': '100000', Connection: 'close' }, body: '{"value":[' };
  const faults: [string, Behaviour][] = [
    ['a 429 with Retry-After', { status: 429, headers: { 'Retry-After': '7' } }],
    ['a 503', { status: 503 }],
    ['a connection that is reset', 'reset'],
    ['a connection that ends without an answer', 'drop'],
    ["a connection that dies in the middle of the page's body", cut],
  ];
  test.each(faults)('tries again after %s', async (_, fault) => {
    const { origin, calls } = await serve(startGraphServer((number) => (number === 1 ? fault : whole)));
    expect(idsOf(await read(origin))).toEqual(['a']);
    expect(calls()).toBe(2);
  });

  test("waits as long as a 429's Retry-After says", async () => {
    const { origin } = await serve(
      startGraphServer((number) => (number === 1 ? { status: 429, headers: { 'Retry-After': '7' } } : whole)),
    );
    const clock = skippingClock();
    for await (const page of readProvisioningLogs(testClient(origin, { clock }), query)) expect(page).toHaveLength(1);
    expect(clock.waits).toEqual([7000]);
  });

  test('names the permission when it may not read', async () => {
    const { origin } = await serve(startGraphServer(() => ({ status: 403 })));
    await expect(read(origin)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('ProvisioningLog.Read.All'),
    });
  });

  test('does not begin a call after its signal', async () => {
    const { origin, calls } = await serve(startLogServer([entryOf()]));
    const reason = new Error('enough');
    await expect(read(origin, { ...query, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(calls()).toBe(0);
  });
});

describe('readProvisioningLogs() asks', () => {
  const since = logStart;
  const questions: [string, LogQuery, string][] = [
    ['by job alone', query, "jobid eq 'job-1'"],
    ['by a job with a quote', { jobId: "o'neil's" }, "jobid eq 'o''neil''s'"],
    ['by a job with all that means something', { jobId: "a&b=c#d+e%27 ?/'" }, "jobid eq 'a&b=c#d+e%27 ?/'''"],
    [
      'by everything',
      { ...query, sourceId: "w'1", since },
      "jobid eq 'job-1' and sourceIdentity/id eq 'w''1' and activityDateTime ge 2026-01-01T12:00:00.000Z",
    ],
    ['by an empty externalId', { ...query, sourceId: '' }, "jobid eq 'job-1' and sourceIdentity/id eq ''"],
  ];
  test.each(questions)('%s', async (_, asked, filter) => {
    const { origin, received } = await serve(startLogServer([]));
    await read(origin, asked);
    const { pathname, searchParams } = new URL(received[0]?.url ?? '', origin);
    expect(pathname).toBe('/v1.0/auditLogs/provisioning');
    expect(Object.fromEntries(searchParams)).toEqual({
      $filter: filter,
      $orderby: 'activityDateTime asc',
      $top: '1000',
    });
  });
});

describe('readProvisioningLogs() keeps to its question, though the server heeds nothing', () => {
  const a = entryOf({ id: 'a', at: 0, cycleId: 'c1', sourceId: 'w1' });
  const b = entryOf({ id: 'b', at: 1000, cycleId: 'c2', sourceId: 'w1' });
  const c = entryOf({ id: 'c', at: 2000, cycleId: 'c2', sourceId: 'W1' });
  const other = entryOf({ id: 'other', jobId: 'job-2' });
  const { jobId: _, ...bare } = entryOf({ id: 'bare', at: 500, cycleId: 'c1', sourceId: 'w2' });
  const entries = [b, other, bare, c, a];

  test.each<[string, Omit<LogQuery, 'jobId'>, string[]]>([
    ['the job', {}, ['b', 'bare', 'c', 'a']],
    ['the person, by case', { sourceId: 'w1' }, ['b', 'a']],
    ['the moment, itself included', { since: logStart + 500 }, ['b', 'bare', 'c']],
    ['all of it', { sourceId: 'w1', since: logStart + 1000 }, ['b']],
  ])('%s', async (_name, asked, expected) => {
    const { origin } = await serve(startLogServer(entries, { pageSize: 2 }));
    expect(idsOf(await read(origin, { ...query, ...asked }))).toEqual(expected);
  });
});
