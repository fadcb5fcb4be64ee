import { once } from 'node:events';
import { connect } from 'node:net';
import { createFaultPlan, type FaultPlanOptions } from '../../../../local/entra/faults/faultPlan';
import { queueFull } from '../../../../local/entra/http/uploadRules';
import type { Fault } from '../../../../local/entra/options';
import { ask, call, jobPath, type Simulated, simulate, stopAll, upload } from '../simulated';

afterEach(stopAll);

/** What becomes of the first calls to bulkUpload under a plan. */
function faultsOf(text: string, calls: number, options?: FaultPlanOptions): (Fault | undefined)[] {
  const { fault } = createFaultPlan(text, options);
  return Array.from({ length: calls }, (_, index) => fault(index + 1));
}

const [no, teapot] = [undefined, { status: 418 }];

describe('a rule matches', () => {
  const cases: readonly [string, (Fault | undefined)[]][] = [
    ['call 3: reset', [no, no, 'reset', no]],
    ['calls 2-3: stall', [no, 'stall', 'stall', no]],
    ['calls 3-: 418', [no, no, teapot, teapot]],
    ['every 2: 418', [no, teapot, no, teapot]],
    ['call 2: reset; every 2: 418; calls 4-: stall', [no, 'reset', no, teapot, 'stall', teapot]],
    ['calls 1- on logs: 418', [no, no]],
    ['call 2 on all: 418', [no, teapot, no]],
  ];
  test.each(cases)('by number: %s', (text, expected) => {
    expect(faultsOf(text, expected.length)).toEqual(expected);
  });

  test('by chance: a percentage compares with the random number', () => {
    const numbers = [0.09, 0.1, 0.5, 0];
    const random = (): number => numbers.shift() ?? 1;
    expect(faultsOf('10%: reset', 4, { random })).toEqual(['reset', no, no, 'reset']);
  });

  test('by chance, the same way for the same seed, and about as often as it says', () => {
    const random = (): number => {
      throw new Error('the seed comes first');
    };
    const faults = faultsOf('seed 7; 10%: reset', 10_000, { random });
    expect(faultsOf('seed 7; 10%: reset', 10_000)).toEqual(faults);
    expect(faultsOf('seed 8; 10%: reset', 10_000)).not.toEqual(faults);
    const count = faults.filter((fault) => fault === 'reset').length;
    expect(count).toBeGreaterThan(900);
    expect(count).toBeLessThan(1100);
  });

  test('by time since the plan was made', () => {
    let time = 5000;
    const { fault } = createFaultPlan('after 20s for 10s: 418', { now: () => time });
    const at = (seconds: number): Fault | undefined => {
      time = 5000 + seconds * 1000;
      return fault(1);
    };
    expect([0, 19.999, 20, 29.999, 30].map(at)).toEqual([no, no, teapot, teapot, no]);
  });

  test('calls of its own kind, by their own numbers', () => {
    const { fault, faultElsewhere } = createFaultPlan('call 1 on logs: 500; call 2 on jobs: 501; call 5 on all: 502');
    expect([
      fault(1),
      faultElsewhere('jobs', 1),
      faultElsewhere('logs', 1),
      faultElsewhere('jobs', 2),
      fault(2),
      faultElsewhere('logs', 2),
    ]).toEqual([no, no, { status: 500 }, { status: 501 }, { status: 502 }, no]);
  });
});

describe('`createFaultPlan()` sets the status of the jobs', () => {
  const [day, second] = [Date.parse('2026-11-24T08:00:00Z'), 1000];

  /** A simulation under a plan that was made at `day`, what it told, and its clock. */
  async function planned(text: string) {
    const clock = { time: day };
    const now = (): number => clock.time;
    const told: string[] = [];
    const entra = await simulate({ now, ...createFaultPlan(text, { now, onFault: (words) => void told.push(words) }) });
    return { ...entra, told, clock };
  }
  type Planned = Awaited<ReturnType<typeof planned>>;
  const code = async (entra: Planned, seconds: number): Promise<unknown> => {
    entra.clock.time = day + seconds * second;
    return ((await (await ask(entra, jobPath)).json()) as { status: { code: string } }).status.code;
  };

  test('by the first rule whose time it is, and to Active afterwards', async () => {
    const entra = await planned('after 20s for 10s: paused; after 25s for 10s: quarantine; call 1: 503');
    const codes: unknown[] = [];
    for (const seconds of [19.999, 20, 29.999, 30, 34.999, 35]) codes.push(await code(entra, seconds));
    expect(codes).toEqual(['Active', 'Paused', 'Paused', 'Quarantine', 'Quarantine', 'Active']);
    expect(entra.tenant.jobs.map(({ status, quarantine }) => [status, quarantine])).toEqual(
      Array(3).fill(['Active', null]),
    );
    expect(entra.told).toEqual(['the jobs are paused', 'the jobs are in quarantine', 'the jobs are active again']);
    expect((await call(entra)).status).toBe(503);
  });

  test('so that uploads are staged and no cycle runs while they are paused', async () => {
    const entra = await planned('after 10s for 10s: paused');
    entra.clock.time = day + 10 * second;
    expect((await call(entra)).status).toBe(202);
    expect(entra.runCycles()).toBe(0);
    entra.clock.time = day + 20 * second;
    expect(entra.runCycles()).toBe(1);
  });

  test('when they are active, and until somebody restarts one, which clears its queue', async () => {
    const entra = await planned('after 10s for 10s: quarantine');
    const [first, second] = entra.tenant.jobs;
    if (second !== undefined) second.status = 'Paused';
    expect(await code(entra, 10)).toBe('Quarantine');
    await call(entra);
    await ask(entra, `${jobPath}/restart`, { method: 'POST' });
    expect([await code(entra, 11), first?.staged]).toEqual(['Active', []]);
    await ask(entra, `${jobPath}/pause`, { method: 'POST' });
    expect([await code(entra, 20), second?.status, entra.tenant.jobs[2]?.status]).toEqual([
      'Paused',
      'Paused',
      'Active',
    ]);
  });

  test('and the cycles of `cycleAfter` run when it is over, without another call', async () => {
    const statuses = ['Paused', 'Paused', 'Paused'] as const;
    let asked = 0;
    const ran = new Promise<number>((resolve) => {
      void simulate({ cycleAfter: 10, onCycle: resolve, jobStatus: () => statuses[asked++] }).then(call);
    });
    expect(await ran).toBe(1);
    expect(asked).toBeGreaterThan(statuses.length);
  });
});

test('a plan tells itself in words, and each fault as it happens', () => {
  const told: string[] = [];
  const { words, fault, faultElsewhere } = createFaultPlan(
    'seed 7; call 2: 429 retry-after 1; calls 1- on logs: drop',
    {
      onFault: (fault) => void told.push(fault),
    },
  );
  for (const number of [1, 2, 3]) fault(number);
  faultElsewhere('logs', 1);
  expect(words).toEqual([
    'seed 7',
    'call 2 to bulkUpload: status 429, Retry-After 1 s',
    'each call from number 1 on to the provisioning logs: accepted, and the connection closes without an answer',
  ]);
  expect(told).toEqual([
    'call 2 to bulkUpload: status 429, Retry-After 1 s',
    'call 1 to the provisioning logs: accepted, and the connection closes without an answer',
  ]);
});

describe('over a connection', () => {
  const queueError = { code: queueFull.code, message: queueFull.message };
  const staged = ({ tenant }: Simulated): number => tenant.jobs[0]?.staged.length ?? 0;

  test('a status is answered with Retry-After, and takes nothing', async () => {
    const entra = await simulate(createFaultPlan('call 1: 429 retry-after 2'));
    const { status, headers } = await call(entra);
    expect([status, headers.get('Retry-After'), staged(entra)]).toEqual([429, '2', 0]);
    expect((await call(entra)).status).toBe(202);
    expect(entra.answers.map(({ status, rule }) => [status, rule])).toEqual([
      [429, 'fault'],
      [202, undefined],
    ]);
  });

  test.each([200, 204, 301, 404, 599])('any status: %i', async (status) => {
    const entra = await simulate(createFaultPlan(`call 1: ${status}`));
    expect((await call(entra)).status).toBe(status);
    expect(staged(entra)).toBe(0);
  });

  test('a reset comes before the body was sent', async () => {
    const { origin } = await simulate(createFaultPlan('call 1: reset'));
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write(`POST ${upload} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n`);
    const [error] = await once(socket, 'error').catch((error: unknown) => [error]);
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  test('a reset takes nothing', async () => {
    const entra = await simulate(createFaultPlan('call 1: reset'));
    await expect(call(entra)).rejects.toMatchObject({ message: 'fetch failed' });
    expect(staged(entra)).toBe(0);
  });

  test('a drop comes after the users were staged', async () => {
    const entra = await simulate(createFaultPlan('call 1: drop'));
    await expect(call(entra)).rejects.toMatchObject({ message: 'fetch failed' });
    expect(staged(entra)).toBe(1);
  });

  test('a full queue refuses valid calls, and takes nothing', async () => {
    const entra = await simulate(createFaultPlan('calls 1-2: full'));
    expect((await call(entra, { body: '{' })).status).toBe(400);
    const response = await call(entra);
    expect([response.status, await response.json(), staged(entra)]).toEqual([500, { error: queueError }, 0]);
    expect((await call(entra)).status).toBe(202);
    expect(entra.answers.map(({ status, rule }) => [status, rule])).toEqual([
      [400, 'JSON'],
      [500, 'fault'],
      [202, undefined],
    ]);
  });

  test('a stall is never answered: the caller loses patience', async () => {
    const entra = await simulate(createFaultPlan('call 1: stall'));
    await expect(call(entra, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(staged(entra)).toBe(0);
    expect((await call(entra)).status).toBe(202);
  });

  test('a delay comes before the real answer', async () => {
    const entra = await simulate(createFaultPlan('call 1: delay 2000'));
    const order: string[] = [];
    await Promise.all([
      call(entra).then(({ status }) => order.push(`late ${status}`)),
      call(entra).then(({ status }) => order.push(`${status}`)),
    ]);
    expect(order).toEqual(['202', 'late 202']);
    expect(staged(entra)).toBe(2);
  });

  test('a stop waits neither for a stall nor for a delay', async () => {
    const entra = await simulate(createFaultPlan('call 1: stall; call 2: delay 999999999'));
    const calls = Promise.allSettled([call(entra), call(entra), call(entra)]);
    await Promise.race([calls, until(() => staged(entra) === 1)]);
    await stopAll();
    expect((await calls).filter(({ status }) => status === 'rejected')).toHaveLength(2);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('calls to anything but bulkUpload', () => {
  const logs = '/v1.0/auditLogs/provisioning';

  test('fail by the rules of their kind', async () => {
    const entra = await simulate(
      createFaultPlan('call 2 on logs: 503 retry-after 1; call 1 on jobs: 429; call 3 on jobs: reset'),
    );
    const status = async (path: string): Promise<unknown> => (await ask(entra, path)).status;
    expect([await status(logs), await status(logs), await status(logs)]).toEqual([200, 503, 200]);
    expect([await status(jobPath), await status(`${jobPath}/schema`)]).toEqual([429, 200]);
    await expect(ask(entra, jobPath)).rejects.toMatchObject({ message: 'fetch failed' });
    expect((await call(entra)).status).toBe(202);
  });

  test('are done, though the answer is dropped', async () => {
    const entra = await simulate(createFaultPlan('call 1 on jobs: drop'));
    await expect(ask(entra, `${jobPath}/pause`, { method: 'POST' })).rejects.toMatchObject({ message: 'fetch failed' });
    expect(entra.tenant.jobs[0]?.status).toBe('Paused');
  });

  test('are late', async () => {
    const entra = await simulate(createFaultPlan('call 1 on jobs: delay 2000'));
    const order: string[] = [];
    await Promise.all([
      ask(entra, jobPath).then(({ status }) => order.push(`late ${status}`)),
      ask(entra, jobPath).then(({ status }) => order.push(`${status}`)),
    ]);
    expect(order).toEqual(['200', 'late 200']);
  });
});
