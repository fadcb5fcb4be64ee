import { ask, cycle, doneIn, goodToken, type Json, jobPath, send, simulate, stopAll, weakToken } from '../simulated';

afterEach(stopAll);

type Simulated = Awaited<ReturnType<typeof simulate>>;

const post = async (entra: Simulated, action: string, body?: unknown): Promise<number> => {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  return (await ask(entra, `${jobPath}/${action}`, { method: 'POST', body: text })).status;
};
const statusOf = async (entra: Simulated): Promise<Json> =>
  ((await (await ask(entra, jobPath)).json()) as { status: Json }).status;
const reset = (resetScope: string): Json => ({ criteria: { resetScope } });

/** 3 of 5 people fail in a tenant that lets 2 in 5. */
async function quarantined(): Promise<Simulated> {
  const entra = await simulate();
  entra.tenant.thresholds.minimumFailures = 3;
  await cycle(
    entra,
    ...[0, 1, 2, 3, 4].map((number) => ({ externalId: `w${number}`, ...(number < 3 && { userName: null }) })),
  );
  return entra;
}

describe('a job', () => {
  test('is described as documented', async () => {
    const entra = await simulate();
    await cycle(entra, {}, { userName: null });
    const execution = { countImported: 2, countExported: 1, countEscrowed: 1, state: 'EntryLevelErrors' };
    expect(await (await ask(entra, jobPath)).json()).toMatchObject({
      id: 'job-1',
      templateId: 'API2AAD',
      schedule: { state: 'Active', interval: 'PT40M', expiration: null },
      status: {
        code: 'Active',
        countSuccessiveCompleteFailures: 0,
        quarantine: null,
        lastExecution: execution,
        synchronizedEntryCountByType: [{ key: 'User to User', value: 1 }],
      },
    });
  });

  test('keeps what is staged over pause and start', async () => {
    const entra = await simulate();
    expect(await post(entra, 'pause')).toBe(204);
    expect(await statusOf(entra)).toMatchObject({ code: 'Paused' });
    expect(await cycle(entra, {})).toEqual([]);
    expect(await post(entra, 'start')).toBe(204);
    expect(await statusOf(entra)).toMatchObject({ code: 'Active' });
    expect(doneIn(await cycle(entra))).toEqual(['create success']);
  });

  test('that never ran is started', async () => {
    const entra = await simulate();
    Object.assign(entra.tenant.jobs[0] ?? {}, { status: 'NotRun' });
    expect(await post(entra, 'start')).toBe(204);
    expect(await statusOf(entra)).toMatchObject({ code: 'Active' });
  });

  const restarts: readonly [string, number][] = [
    ['Active', 1],
    ['Quarantine', 0],
    ['Paused', 0],
    ['NotRun', 0],
  ];
  test.each(restarts)('(%s) that is restarted has %i users staged, of 1', async (status, staged) => {
    const entra = await simulate();
    const [job] = entra.tenant.jobs;
    await send(entra, {});
    Object.assign(job ?? {}, { status });
    expect(await post(entra, 'restart', reset('Watermark, Escrows, QuarantineState'))).toBe(204);
    expect([job?.status, job?.staged.length]).toEqual(['Active', staged]);
  });

  const scopes: readonly [unknown, 'Active' | 'Quarantine', number][] = [
    [undefined, 'Active', 0],
    [{}, 'Active', 0],
    [reset(''), 'Active', 0],
    [reset('Full'), 'Active', 0],
    [reset('Escrows'), 'Quarantine', 0],
    [reset('QuarantineState'), 'Active', 3],
    [reset('QuarantineState,Escrows'), 'Active', 0],
    [reset('Watermark'), 'Quarantine', 3],
    [reset('ForceDeletes'), 'Quarantine', 3],
    [reset('None'), 'Active', 3],
  ];
  test.each(scopes)('in quarantine that is restarted with %j is %s, with %i escrows', async (body, status, escrows) => {
    const entra = await quarantined();
    expect(await post(entra, 'restart', body)).toBe(204);
    const [job] = entra.tenant.jobs;
    expect([job?.status, job?.escrows.size]).toEqual([status, escrows]);
  });

  test.each(['{', '[]', reset('Everything'), reset('escrows')])('is not restarted with %j', async (body) => {
    const entra = await quarantined();
    expect(await post(entra, 'restart', body)).toBe(400);
    expect(entra.tenant.jobs[0]?.status).toBe('Quarantine');
  });

  const refusals: readonly [string, string, string, number][] = [
    ['POST', `${jobPath}/start`, weakToken, 403],
    ['POST', `${jobPath}/pause`, weakToken, 403],
    ['POST', `${jobPath}/restart`, weakToken, 403],
    ['POST', `${jobPath}/restart`, 'reader', 403],
    ['POST', `${jobPath}/restart`, 'wrong', 401],
    ['POST', `${jobPath}9/restart`, goodToken, 404],
    ['POST', `${jobPath}/stop`, goodToken, 404],
    ['GET', `${jobPath}/restart`, goodToken, 405],
    ['DELETE', jobPath, goodToken, 405],
    ['GET', jobPath, 'reader', 200],
    ['GET', jobPath, 'writer', 200],
    ['POST', `${jobPath}/restart`, 'writer', 204],
  ];
  test.each(refusals)('%s %s with %s is answered %i', async (method, path, token, status) => {
    const entra = await simulate();
    entra.tenant.tokens.reader = ['Synchronization.Read.All'];
    entra.tenant.tokens.writer = ['Synchronization.ReadWrite.All'];
    expect((await ask(entra, path, { method, token })).status).toBe(status);
  });
});

describe('quarantine', () => {
  test('begins when too large a share fails, and is described', async () => {
    const entra = await quarantined();
    expect(await statusOf(entra)).toMatchObject({
      code: 'Quarantine',
      quarantine: {
        currentBegan: expect.stringMatching(/Z$/),
        nextAttempt: expect.stringMatching(/Z$/),
        seriesBegan: expect.stringMatching(/Z$/),
        seriesCount: 1,
        reason: 'EncounteredEscrowProportionThreshold',
        error: { code: expect.any(String), message: expect.any(String) },
      },
    });
  });

  test.each([
    ['start', ['w5'], 3],
    ['pause, start', ['w5'], 3],
    ['restart', [], 0],
    ['pause, restart', [], 0],
  ])('ends with %s, after which %j are staged and %i failed people are known', async (actions, staged, escrows) => {
    const entra = await quarantined();
    await send(entra, { externalId: 'w5' });
    for (const action of actions.split(', ')) expect(await post(entra, action)).toBe(204);
    expect(await statusOf(entra)).toMatchObject({ code: 'Active', quarantine: null });
    const [job] = entra.tenant.jobs;
    expect([job?.staged.map(({ externalId }) => externalId), job?.escrows.size]).toEqual([staged, escrows]);
  });

  test('that a start has ended is followed by a cycle of what was staged and of who had failed', async () => {
    const entra = await quarantined();
    expect(await cycle(entra, { externalId: 'w5' })).toEqual([]);
    await post(entra, 'start');
    expect(doneIn(await cycle(entra)).sort()).toEqual([
      'create failure',
      'create failure',
      'create failure',
      'create success',
    ]);
    expect(await statusOf(entra)).toMatchObject({ code: 'Quarantine' }); // the cause is still there: 3 of 4 failed
  });

  const failed = { userName: null };
  const warned = { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: 'nobody' } } };
  const cases: readonly [string, Json[], Json, string | undefined][] = [
    ['as few failures as documented', [failed], {}, undefined],
    ['a share that is just allowed', [failed, failed, {}, {}, {}], { minimumFailures: 1 }, undefined],
    ['a larger share', [failed, failed, {}, {}], { minimumFailures: 1 }, 'EncounteredEscrowProportionThreshold'],
    ['a larger share of few', [failed, failed, {}, {}], { minimumFailures: 3 }, undefined],
    ['managers that are not found', [warned, warned], { minimumFailures: 0, failures: 1 }, undefined],
    ['too many failures', [failed, failed, {}, {}, {}], { failures: 1 }, 'EncounteredBaseEscrowThreshold'],
    [
      'too many failures and managers',
      [failed, warned, {}],
      { failuresAndReferences: 1 },
      'EncounteredTotalEscrowThreshold',
    ],
  ];
  test.each(cases)('with %s', async (_, people, thresholds, reason) => {
    const entra = await simulate();
    Object.assign(entra.tenant.thresholds, thresholds);
    await cycle(entra, ...people);
    const [job] = entra.tenant.jobs;
    expect([job?.status, job?.quarantine?.reason]).toEqual([reason === undefined ? 'Active' : 'Quarantine', reason]);
  });
});
