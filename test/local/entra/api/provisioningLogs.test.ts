import type { LogEntry } from '../../../../local/entra/tenant/logEntry';
import { ask, cycle, goodToken, type Json, simulate, stopAll, weakToken } from '../simulated';

afterEach(stopAll);

type Simulated = Awaited<ReturnType<typeof simulate>>;
interface Page {
  value: LogEntry[];
  '@odata.nextLink'?: string;
}

const logs = '/v1.0/auditLogs/provisioning';
const query = (options: Record<string, string>, path = logs): string =>
  `${path}?${Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`;

async function read(entra: Simulated, path: string): Promise<Page> {
  const response = await ask(entra, path);
  expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/json']);
  return (await response.json()) as Page;
}
const idsOf = ({ value }: Page): string[] => value.map(({ sourceIdentity }) => sourceIdentity.id);

async function pages(entra: Simulated, path: string): Promise<Page[]> {
  const first = await read(entra, path);
  const next = first['@odata.nextLink'];
  return next === undefined ? [first] : [first, ...(await pages(entra, next))];
}

/** A simulation whose log has been filled by hand, with a limit that does not slow a test down. */
async function logged(count: number, entry: (index: number) => Json = () => ({})): Promise<Simulated> {
  const entra = await simulate();
  const [sample] = await cycle(entra, {});
  if (sample === undefined) throw new Error('no entry was written');
  entra.tenant.limits.logCallsPer10Seconds = 1000;
  entra.tenant.log = Array.from({ length: count }, (_, index) => ({
    ...sample,
    id: `id-${index}`,
    activityDateTime: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    sourceIdentity: { ...sample.sourceIdentity, id: `w${index}` },
    ...entry(index),
  }));
  return entra;
}

describe('the entries of a cycle', () => {
  test('come newest first, and are what the cycle wrote', async () => {
    const entra = await simulate();
    const entries = await cycle(entra, {}, { title: 'a' }, { userName: null });
    expect(await read(entra, logs)).toEqual({
      '@odata.context': `${entra.origin}/v1.0/$metadata#auditLogs/provisioning`,
      value: entries.toReversed(),
    });
  });

  test('are found by the Location of the upload', async () => {
    const entra = await simulate();
    await cycle(entra, {});
    const { value } = await read(entra, `${logs}/?$filter=jobid%20eq%20'job-1'`);
    expect(value).toHaveLength(1);
  });

  test('come in the names of beta from beta', async () => {
    const entra = await simulate();
    const [created, failed] = await cycle(entra, {}, { userName: null });
    const path = query({ $orderby: 'activityDateTime asc' }, logs.replace('v1.0', 'beta'));
    const { value } = (await read(entra, path)) as unknown as { value: Json[] };
    expect(value).toMatchObject([
      {
        id: created?.id,
        action: 'create',
        statusInfo: { '@odata.type': '#microsoft.graph.statusBase', status: 'success' },
        sourceSystem: { '@odata.type': '#microsoft.graph.provisioningSystemDetails', displayName: 'API' },
      },
      {
        id: failed?.id,
        statusInfo: {
          '@odata.type': '#microsoft.graph.statusDetails',
          status: 'failure',
          ...failed?.provisioningStatusInfo.errorInformation,
        },
      },
    ]);
    for (const name of ['provisioningAction', 'provisioningStatusInfo']) expect(value[0]).not.toHaveProperty(name);
  });

  test('appear late when the log lags', async () => {
    const entra = await logged(3, (index) => ({
      activityDateTime: new Date(Date.now() - 200_000 * index).toISOString(),
    }));
    entra.tenant.logLag = 300_000;
    expect(idsOf(await read(entra, logs))).toEqual(['w2']);
  });
});

describe('$filter', () => {
  const entry = (index: number): Json => ({
    jobId: index < 3 ? 'job-1' : 'Job-1',
    cycleId: `cycle-${index % 2}`,
    changeId: `change-${index}`,
    provisioningAction: ['create', 'update', 'disable', 'other'][index],
    provisioningStatusInfo: { status: ['success', 'failure', 'warning', 'skipped'][index], errorInformation: null },
    targetIdentity: { id: `object-${index}`, displayName: '', identityType: 'User', details: {} },
    sourceIdentity: {
      id: `w${index}`,
      displayName: index === 1 ? "Ada O'Example" : 'Bob',
      identityType: 'User',
      details: {},
    },
  });
  const second = '2026-01-01T00:00:01';
  const cases: readonly [string, string[]][] = [
    ["jobId eq 'job-1'", ['w0', 'w1', 'w2']],
    ["jobid eq 'job-1'", ['w0', 'w1', 'w2']],
    ["jobId eq 'JOB-1'", []],
    ["jobId ne 'job-1'", ['w3']],
    ["cycleId eq 'cycle-1'", ['w1', 'w3']],
    ["cycleId ne 'cycle-1' and jobId eq 'job-1'", ['w0', 'w2']],
    ["changeId eq 'change-2'", ['w2']],
    [`activityDateTime eq ${second}Z`, ['w1']],
    [`activityDateTime eq ${second}.000Z`, ['w1']],
    ['activityDateTime eq 2026-01-01T01:00:01+01:00', ['w1']],
    [`activityDateTime gt ${second}Z`, ['w2', 'w3']],
    [`activityDateTime ge ${second}Z`, ['w1', 'w2', 'w3']],
    [`activityDateTime lt ${second}Z`, ['w0']],
    [`activityDateTime le ${second}Z`, ['w0', 'w1']],
    ['activityDateTime ge 2026-01-02', []],
    [`activityDateTime gt ${second}Z and activityDateTime lt 2026-01-01T00:00:03Z and jobId eq 'job-1'`, ['w2']],
    ["provisioningAction eq 'disable'", ['w2']],
    ["provisioningStatusInfo/status eq 'failure'", ['w1']],
    ["sourceIdentity/id eq 'w3'", ['w3']],
    ["sourceIdentity/displayName eq 'Ada O''Example'", ['w1']],
    ["contains(sourceIdentity/displayName,'Exam')", ['w1']],
    ["contains( sourceIdentity/displayName , 'exam' )", []],
    ["contains(targetIdentity/id, 'object') and sourceIdentity/displayName ne 'Bob'", ['w1']],
    ["targetIdentity/id eq 'object-0'", ['w0']],
    ["servicePrincipal/id eq 'sp-1'", ['w0', 'w1', 'w2', 'w3']],
    ["servicePrincipal/id eq 'sp-2'", []],
  ];
  test.each(cases)('%s', async ($filter, ids) => {
    const entra = await logged(4, entry);
    expect(idsOf(await read(entra, query({ $filter, $orderby: 'activityDateTime asc' })))).toEqual(ids);
  });

  const beta: readonly [string, string[]][] = [
    ["action eq 'disable'", ['w2']],
    ["statusInfo/status eq 'failure'", ['w1']],
    ["provisioningAction eq 'create'", ['w0']],
  ];
  test.each(beta)('%s of beta', async ($filter, ids) => {
    const entra = await logged(4, entry);
    expect(idsOf(await read(entra, query({ $filter }, logs.replace('v1.0', 'beta'))))).toEqual(ids);
  });

  const wrong: readonly Record<string, string>[] = [
    ...[
      '',
      'jobId',
      'jobId eq',
      'jobId eq job-1',
      "jobId eq 'job-1",
      "jobId gt 'job-1'",
      "jobId like 'job-1'",
      "jobId EQ 'job-1'",
      "jobId eq 'a' or jobId eq 'b'",
      "jobId eq 'a' jobId eq 'b'",
      "jobId eq 'a' and",
      "(jobId eq 'a')",
      "not jobId eq 'a'",
      "constructor eq 'a'",
      "tenantId eq 'a'",
      "action eq 'create'",
      "statusInfo/status eq 'failure'",
      "startswith(jobId,'a')",
      "contains(jobId,'a'",
      "contains('a',jobId)",
      "contains(activityDateTime,'a')",
      "activityDateTime gt '2026-01-01T00:00:00Z'",
      'activityDateTime gt yesterday',
      'activityDateTime gt 2026-13-01T00:00:00Z',
      'activityDateTime gt 2026-01-01T00:00:00',
    ].map(($filter) => ({ $filter })),
    ...['0', '1001', '-1', '1.5', 'all', ''].map(($top) => ({ $top })),
    ...['jobId', 'activityDateTime down', 'activityDateTime desc, jobId', ''].map(($orderby) => ({ $orderby })),
    { $skiptoken: 'unknown' },
    { $select: 'id' },
  ];
  test.each(wrong)('or another option that is wrong is refused: %j', async (options) => {
    const entra = await simulate();
    await cycle(entra, {});
    const response = await ask(entra, query(options));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: 'BadRequest', message: expect.stringMatching(/^Invalid query: ./) },
    });
  });
});

describe('pages', () => {
  const sizes: readonly [number, string, number[]][] = [
    [7, '1', [1, 1, 1, 1, 1, 1, 1]],
    [7, '3', [3, 3, 1]],
    [6, '3', [3, 3]],
    [3, '3', [3]],
    [3, '1000', [3]],
    [0, '3', [0]],
  ];
  for (const direction of ['asc', 'desc']) {
    test.each(sizes)(`of %i entries by %s, ${direction}`, async (count, $top, expected) => {
      const entra = await logged(count);
      const all = await pages(
        entra,
        query({ $top, $orderby: `activityDateTime ${direction}`, $filter: "jobId eq 'job-1'" }),
      );
      expect(all.map(({ value }) => value.length)).toEqual(expected);
      const ids = Array.from({ length: count }, (_, index) => `w${index}`);
      expect(all.flatMap(idsOf)).toEqual(direction === 'asc' ? ids : ids.toReversed());
    });
  }

  test('hold 1,000 entries unless told otherwise', async () => {
    const all = await pages(await logged(2500), logs);
    expect(all.map(({ value }) => value.length)).toEqual([1000, 1000, 500]);
    expect(new Set(all.flatMap(idsOf)).size).toBe(2500);
  });

  test('give each entry of one moment once', async () => {
    const entra = await logged(10, () => ({ activityDateTime: '2026-01-01T00:00:00Z' }));
    expect(new Set((await pages(entra, query({ $top: '3' }))).flatMap(idsOf)).size).toBe(10);
  });

  test('repeat nothing when entries are written meanwhile', async () => {
    const entra = await logged(4);
    const first = await read(entra, query({ $top: '2' }));
    await cycle(entra, { title: 'new' });
    const rest = await pages(entra, first['@odata.nextLink'] ?? '');
    expect([first, ...rest].flatMap(idsOf)).toEqual(['w3', 'w2', 'w1', 'w0']);
  });

  test('are linked by the origin the caller used, with all options kept', async () => {
    const entra = await logged(4);
    const port = new URL(entra.origin).port;
    const path = query({ $top: '1', $filter: "jobId eq 'job-1' and sourceIdentity/id ne 'w3'" });
    const { '@odata.nextLink': next = '' } = await read(entra, `http://localhost:${port}${path}`);
    const { origin, pathname, searchParams } = new URL(next);
    expect([origin, pathname]).toEqual([`http://localhost:${port}`, logs]);
    expect(Object.fromEntries(searchParams)).toEqual({
      $top: '1',
      $filter: "jobId eq 'job-1' and sourceIdentity/id ne 'w3'",
      $skiptoken: expect.stringMatching(/./),
    });
  });

  test('of 100,000 entries are cut without trouble', async () => {
    const entra = await logged(100_000);
    const first = await read(entra, query({ $top: '1000', $filter: "jobId eq 'job-1'" }));
    expect(idsOf(first).slice(0, 2)).toEqual(['w99999', 'w99998']);
    expect(idsOf(await read(entra, first['@odata.nextLink'] ?? ''))[0]).toBe('w98999');
  });
});

describe('the limit of 5 calls in 10 seconds', () => {
  test('refuses the 6th, without Retry-After', async () => {
    const entra = await simulate();
    const responses = await Promise.all(Array.from({ length: 6 }, () => ask(entra, logs)));
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429]);
    for (const { headers } of responses) expect(headers.has('Retry-After')).toBe(false);
  });

  test('is over after 10 seconds, and counts no refused call', async () => {
    const entra = await simulate();
    entra.tenant.logCalls = Array<number>(5).fill(Date.now() - 10_000);
    expect((await ask(entra, logs)).status).toBe(200);
    entra.tenant.logCalls = Array<number>(5).fill(Date.now() - 5000);
    expect((await ask(entra, logs)).status).toBe(429);
    expect(entra.tenant.logCalls).toHaveLength(5);
    expect((await ask(entra, logs, { token: weakToken })).status).toBe(403);
  });

  test('can be set, and tell how long to wait', async () => {
    const entra = await simulate();
    Object.assign(entra.tenant.limits, { logCallsPer10Seconds: 0, retryAfter: 7 });
    const response = await ask(entra, logs);
    expect([response.status, response.headers.get('Retry-After')]).toEqual([429, '7']);
  });
});

describe('permission', () => {
  const cases: readonly [string, readonly string[], number][] = [
    ['reader', ['ProvisioningLog.Read.All'], 200],
    ['auditor', ['AuditLog.Read.All'], 200],
    ['uploader', ['SynchronizationData-User.Upload', 'Synchronization.ReadWrite.All'], 403],
  ];
  test.each(cases)('%s with %j is answered %i', async (token, permissions, status) => {
    const entra = await simulate();
    entra.tenant.tokens[token] = permissions;
    expect((await ask(entra, logs, { token })).status).toBe(status);
  });

  test('is not asked without a token, or for another method', async () => {
    const entra = await simulate();
    expect((await ask(entra, logs, { token: 'wrong' })).status).toBe(401);
    expect((await ask(entra, logs, { method: 'POST', token: goodToken })).status).toBe(405);
  });
});
