import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Child } from '../../support/child';
import { csvOf, eachForItself, mapping, people } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
let host: Child;
const wrongJob = { provisioningJob: { servicePrincipalId: 'app-1', jobId: 'job-2' } };
beforeAll(async () => {
  stage = await setStage(
    mapping('employees', eachForItself),
    mapping('wrong-job', wrongJob),
    mapping('no-app', { provisioningJob: {} }),
    mapping('looked-up', { provisioningJob: { servicePrincipalId: 'app-1' } }),
  );
  host = await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

const csv = csvOf(people(120));

test('403 fails the ingestion with the permission that the operator must grant, after one call', async () => {
  stage.entra.permit([]);
  const report = await stage.report(await stage.drop('employees/forbidden.csv', csv));
  stage.entra.permit(['SynchronizationData-User.Upload', 'Synchronization.Read.All']);
  expect(report).toMatchObject({ state: 'failed', requests: { total: 3, accepted: 0 }, acceptedAt: null });
  expect(report.reasons).toEqual([
    {
      code: 'forbidden',
      message: expect.stringMatching(
        /SynchronizationData-User\.Upload.*Grant.*24 hours.*Restarting the app does not help/,
      ),
    },
  ]);
  expect(stage.entra.answers).toHaveLength(1);
});

test('a token that may not read the job is noted once, and the file is sent', async () => {
  stage.entra.permit(['SynchronizationData-User.Upload']);
  const report = await stage.report(await stage.drop('employees/unread.csv', csv));
  stage.entra.permit(['SynchronizationData-User.Upload', 'Synchronization.Read.All']);
  expect(report).toMatchObject({ state: 'accepted', reasons: [], requests: { total: 3, accepted: 3 } });
  expect(report.notes).toEqual([
    { code: 'job_state_unknown', message: expect.stringMatching(/Synchronization\.Read\.All/), lines: [] },
  ]);
});

thorough('404 fails the ingestion with the ids that the operator must check, before the first request', async () => {
  const report = await stage.report(await stage.drop('wrong-job/a.csv', csv));
  expect(report).toMatchObject({ state: 'failed', requests: { total: 3, accepted: 0 } });
  expect(report.reasons).toEqual([{ code: 'not_found', message: expect.stringMatching(/object id.*jobId/) }]);
  expect(stage.entra.answers).toEqual([]);
});

thorough('a mapping without a provisioning app fails the ingestion and says what is missing', async () => {
  const report = await stage.report(await stage.drop('no-app/a.csv', csv));
  expect(report).toMatchObject({ state: 'failed' });
  expect(report.reasons).toEqual([
    { code: 'invalid_settings', message: expect.stringMatching(/servicePrincipalId.*object id/) },
  ]);
});

test('a job that the mapping does not name is looked up', async () => {
  const report = await stage.report(await stage.drop('looked-up/a.csv', csv));
  expect(report).toMatchObject({ state: 'accepted', requests: { total: 3, accepted: 3 } });
});

test('a server that asks for a long pause gets it: the ingestion waits, and goes on by a delayed message', async () => {
  stage.entra.fault = (number) => (number > 1 ? { status: 429, headers: { 'Retry-After': '86000' } } : undefined);
  const etag = await stage.drop('employees/throttled.csv', csv);
  const waiting = await stage.report(etag, ({ state }) => state === 'waiting');
  expect(waiting.reasons).toEqual([{ code: 'throttled', message: expect.stringMatching(/429/) }]);
  expect(waiting.requests).toEqual({ total: 3, accepted: 1 });
  await until('its message', async () => ((await stage.messages('ingestion-resume')) === 1 ? true : undefined));

  stage.entra.fault = () => undefined;
  await stage.enqueue('ingestion-resume', { blob: 'employees/throttled.csv' });
  expect(await stage.report(etag)).toMatchObject({
    state: 'accepted',
    reasons: [],
    requests: { total: 3, accepted: 3 },
  });
  expect(new Set(stage.entra.accepted()).size).toBe(3);
});

thorough(
  'an unreachable Graph makes the ingestion wait, with a delayed message in the queue, and is no error',
  async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    host.signal('SIGTERM');
    await host.ended;
    await stage.clearQueue('ingestion-resume'); // those before have left theirs
    host = await stage.startHost({
      GRAPH_ENDPOINT: `http://127.0.0.1:${typeof address === 'object' && address?.port}`,
    });
    const etag = await stage.drop('employees/unreachable.csv', csv);
    const report = await stage.report(etag, ({ state }) => state === 'waiting');
    expect(report.reasons).toEqual([{ code: 'unreachable', message: expect.stringMatching(/GRAPH_ENDPOINT/) }]);
    // its report comes before its message
    await until('its message', async () => ((await stage.messages('ingestion-resume')) === 1 ? true : undefined));
    host.signal('SIGTERM');
    await host.ended;
    expect(host.output()).not.toMatch(/attempt \d of 5/);

    host = await stage.startHost();
    expect(await stage.report(etag)).toMatchObject({ state: 'accepted', requests: { total: 3, accepted: 3 } });
  },
);
