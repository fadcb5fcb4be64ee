import { setJobStatus } from '../../../../local/entra/faults/jobStatus';
import type { LogEntry } from '../../../../local/entra/tenant/logEntry';
import type { Job } from '../../../../local/entra/tenant/tenant';
import { ask, bulk, call, type Json, jobPath, operation, type Simulated, send, simulate, stopAll } from '../simulated';

afterEach(stopAll);

const began = Date.parse('2026-11-24T08:00:00Z');
const hour = 3_600_000;

interface Timed extends Simulated {
  job: Job;
  pass(milliseconds: number): void;
}

/** A simulation on a clock of its own, whose queues hold so many users. */
async function simulateAt(queuedUsers: number): Promise<Timed> {
  let time = began;
  const entra = await simulate({ now: () => time });
  entra.tenant.limits.queuedUsers = queuedUsers;
  const [job] = entra.tenant.jobs;
  if (job === undefined) throw new Error('the tenant has no job');
  return {
    ...entra,
    job,
    pass(milliseconds) {
      time += milliseconds;
    },
  };
}

const people = (...numbers: number[]) => bulk(...numbers.map((number) => operation(number)));
const uploaded = async (entra: Simulated, ...numbers: number[]): Promise<number> =>
  (await call(entra, { body: people(...numbers) })).status;
const stagedIn = ({ staged }: Job): unknown[] => staged.map(({ externalId }) => externalId);
const post = async (entra: Simulated, action: string): Promise<number> =>
  (await ask(entra, `${jobPath}/${action}`, { method: 'POST' })).status;
const statusOf = async (entra: Simulated): Promise<Json> =>
  ((await (await ask(entra, jobPath)).json()) as { status: Json }).status;

describe('bulkUpload', () => {
  test('is refused whole when the queue has no room for it, and accepted when it fits', async () => {
    const entra = await simulateAt(3);
    const statuses: number[] = [];
    for (const numbers of [[2, 3], [4, 5], [4], [5]]) statuses.push(await uploaded(entra, ...numbers));
    expect(statuses).toEqual([202, 500, 202, 500]);
    expect(stagedIn(entra.job)).toEqual(['e2', 'e3', 'e4']);
  });

  test('is accepted by another job when the queue of one is full', async () => {
    const entra = await simulateAt(1);
    const path = '/v1.0/servicePrincipals/sp-2/synchronization/jobs/job-2/bulkUpload';
    expect([await uploaded(entra, 2), await uploaded(entra, 3)]).toEqual([202, 500]);
    expect((await call(entra, { path })).status).toBe(202);
  });

  test('counts in the quota when the queue is full, and a wrong body is refused first', async () => {
    const entra = await simulateAt(0);
    expect(await uploaded(entra, 2)).toBe(500);
    expect((await call(entra, { body: '{' })).status).toBe(400);
    expect(entra.tenant.calls).toHaveLength(2);
  });

  const statuses: readonly [Job['status'], number, Json | null][] = [
    ['Active', 202, null],
    ['Paused', 500, null],
    ['NotRun', 500, null],
    ['NotConfigured', 500, null],
    [
      'Quarantine',
      500,
      {
        reason: 'QuarantinedOnDemand',
        currentBegan: '2026-11-24T08:00:00.000Z',
        nextAttempt: '2026-11-25T08:00:00.000Z',
        seriesBegan: '2026-11-24T08:00:00.000Z',
        seriesCount: 1,
        error: { code: 'QuarantinedOnDemand', message: expect.any(String), tenantActionable: true },
      },
    ],
  ];
  test.each(statuses)(
    'fills the queue when the job is %s, and after a cycle answers %i',
    async (code, status, quarantine) => {
      const entra = await simulateAt(2);
      setJobStatus(entra.job, code, began);
      expect(await statusOf(entra)).toMatchObject({ code, quarantine });
      expect([await uploaded(entra, 2, 3), await uploaded(entra, 4)]).toEqual([202, 500]);
      entra.runCycles();
      expect(await uploaded(entra, 4)).toBe(status);
    },
  );

  const remedies: readonly [Job['status'], string, string[]][] = [
    ['Paused', 'start', ['e2', 'e3']],
    ['Quarantine', 'start', ['e2', 'e3']],
    ['Paused', 'restart', []],
    ['Quarantine', 'restart', []],
  ];
  test.each(remedies)(
    'is accepted again after a full job that is %s has a %s, which leaves %j staged',
    async (code, action, staged) => {
      const entra = await simulateAt(2);
      setJobStatus(entra.job, code, began);
      await uploaded(entra, 2, 3);
      expect(await uploaded(entra, 4)).toBe(500);
      expect(await post(entra, action)).toBe(204);
      expect(stagedIn(entra.job)).toEqual(staged);
      entra.runCycles();
      expect(await uploaded(entra, 4)).toBe(202);
    },
  );
});

test('the provisioning logs have no entry for people who were staged when a quarantined job restarted', async () => {
  const entra = await simulateAt(100);
  const cycleOf = async (...ids: string[]): Promise<void> => {
    await send(entra, ...ids.map((externalId) => ({ externalId })));
    entra.runCycles();
  };
  await cycleOf('early');
  setJobStatus(entra.job, 'Quarantine', began);
  entra.pass(hour);
  await cycleOf('lost', 'lost too');
  expect(await post(entra, 'restart')).toBe(204);
  for (const id of ['later', 'last']) {
    entra.pass(25 * hour);
    await cycleOf(id, 'early');
  }
  const filter = encodeURIComponent(`jobId eq 'job-1' and activityDateTime ge 2026-11-24T00:00:00Z`);
  const response = await ask(entra, `/v1.0/auditLogs/provisioning?$filter=${filter}&$orderby=activityDateTime asc`);
  const entries = ((await response.json()) as { value: LogEntry[] }).value;
  const cycles = [...new Set(entries.map(({ cycleId }) => cycleId))];
  expect(
    entries.map(({ sourceIdentity, cycleId, activityDateTime }) => [
      sourceIdentity.id,
      cycles.indexOf(cycleId),
      activityDateTime,
    ]),
  ).toEqual([
    ['early', 0, '2026-11-24T08:00:00.000Z'],
    ['later', 1, '2026-11-25T10:00:00.000Z'],
    ['early', 1, '2026-11-25T10:00:00.001Z'],
    ['last', 2, '2026-11-26T11:00:00.000Z'],
    ['early', 2, '2026-11-26T11:00:00.001Z'],
  ]);
});

describe('the option `now`', () => {
  test('is the clock of the limits', async () => {
    const entra = await simulateAt(100);
    Object.assign(entra.tenant.limits, { callsPer5Seconds: 1, callsPerDay: 2, logCallsPer10Seconds: 1 });
    const logs = async (): Promise<number> => (await ask(entra, '/v1.0/auditLogs/provisioning')).status;
    const answers: number[] = [];
    for (const wait of [0, 4999, 1, 5000, 24 * hour - 10_000]) {
      entra.pass(wait);
      answers.push(await uploaded(entra, 2));
    }
    expect(answers).toEqual([202, 429, 202, 429, 202]);
    expect(entra.answers.map(({ rule }) => rule)).toEqual([
      undefined,
      'burst limit',
      undefined,
      'daily quota',
      undefined,
    ]);
    expect([await logs(), await logs()]).toEqual([200, 429]);
    entra.pass(10_000);
    expect(await logs()).toBe(200);
  });

  test('is the clock of cycles, quarantines, the lag of the logs and the header Date', async () => {
    const entra = await simulateAt(100);
    Object.assign(entra.tenant, { logLag: 600_000, thresholds: { ...entra.tenant.thresholds, failures: 0 } });
    const entries = async (): Promise<number> => {
      const response = await ask(entra, '/v1.0/auditLogs/provisioning');
      return ((await response.json()) as { value: LogEntry[] }).value.length;
    };
    await send(entra, { userName: null });
    entra.pass(hour);
    entra.runCycles();
    expect(await statusOf(entra)).toMatchObject({
      code: 'Quarantine',
      quarantine: { currentBegan: '2026-11-24T09:00:00.000Z', nextAttempt: '2026-11-25T09:00:00.000Z' },
      lastExecution: { timeBegan: '2026-11-24T09:00:00.000Z', timeEnded: '2026-11-24T09:00:00.000Z' },
    });
    entra.pass(599_999);
    expect(await entries()).toBe(0);
    entra.pass(1);
    expect(await entries()).toBe(1);
    expect((await ask(entra, jobPath)).headers.get('Date')).toBe('Tue, 24 Nov 2026 09:10:00 GMT');
  });
});
