import { type Account, createJob, createTenant } from '../../../../local/entra/tenant/tenant';
import { cycle, doneIn, type Json, send, simulate, stopAll } from '../simulated';

afterEach(stopAll);

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const managedBy = (value: string | null): Json => ({ [enterprise]: { manager: { value } } });
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Simulated = Awaited<ReturnType<typeof simulate>>;
const accountOf = (entra: Simulated, externalId = 'e2', job = 0): Account | undefined =>
  entra.tenant.jobs[job]?.accounts.get(externalId);

describe('a cycle over what was sent before, and then again', () => {
  const name = { name: { givenName: 'Ada', familyName: 'Example' } };
  const phone = (value: string | null): Json => ({ phoneNumbers: [{ type: 'work', value }] });
  const cases: readonly [string, Json | undefined, Json, string, [string, string | null, string][], boolean][] = [
    [
      'creates',
      undefined,
      {},
      'create success',
      [
        ['employeeId', null, 'e2'],
        ['accountEnabled', null, 'True'],
        ['userPrincipalName', null, 'e2@example.com'],
      ],
      true,
    ],
    [
      'creates disabled',
      undefined,
      { active: false },
      'create success',
      [
        ['employeeId', null, 'e2'],
        ['accountEnabled', null, 'False'],
        ['userPrincipalName', null, 'e2@example.com'],
      ],
      false,
    ],
    [
      'creates enabled without `active`',
      undefined,
      { active: undefined },
      'create success',
      [
        ['employeeId', null, 'e2'],
        ['accountEnabled', null, 'True'],
        ['userPrincipalName', null, 'e2@example.com'],
      ],
      true,
    ],
    ['skips whom nothing changed', name, name, 'other skipped', [], true],
    ['updates a changed attribute', { title: 'a' }, { title: 'b' }, 'update success', [['jobTitle', 'a', 'b']], true],
    [
      'updates a new attribute',
      {},
      name,
      'update success',
      [
        ['givenName', null, 'Ada'],
        ['surname', null, 'Example'],
      ],
      true,
    ],
    [
      'updates a userName',
      {},
      { userName: 'ada@example.com' },
      'update success',
      [['userPrincipalName', 'e2@example.com', 'ada@example.com']],
      true,
    ],
    [
      'updates a multi-valued attribute',
      phone('1'),
      phone('2'),
      'update success',
      [['telephoneNumber', '1', '2']],
      true,
    ],
    [
      'updates an attribute that the schema maps none for',
      {},
      { 'urn:x': { Custom: true } },
      'update success',
      [['urn:x:Custom', null, 'true']],
      true,
    ],
    ['disables', {}, { active: false }, 'disable success', [['accountEnabled', 'True', 'False']], false],
    [
      'disables without `active`',
      {},
      { active: undefined },
      'disable success',
      [['accountEnabled', 'True', 'False']],
      false,
    ],
    [
      'disables, with further changes',
      { title: 'a' },
      { title: 'b', active: false },
      'disable success',
      [
        ['jobTitle', 'a', 'b'],
        ['accountEnabled', 'True', 'False'],
      ],
      false,
    ],
    ['enables again', { active: false }, {}, 'update success', [['accountEnabled', 'False', 'True']], true],
    ['skips the disabled who stay so', { active: false }, { active: false }, 'other skipped', [], false],
    ['ignores null', { title: 'a', ...phone('1') }, { title: null, ...phone(null) }, 'other skipped', [], true],
    ['ignores empty text', { title: 'a' }, { title: '' }, 'other skipped', [], true],
    ['ignores what is omitted', { title: 'a' }, {}, 'other skipped', [], true],
    ['keeps the userName when none is sent', {}, { userName: null }, 'other skipped', [], true],
  ];
  test.each(cases)('%s', async (_, before, sent, done, properties, enabled) => {
    const entra = await simulate();
    if (before !== undefined) await cycle(entra, before);
    const id = accountOf(entra)?.id;
    const entries = await cycle(entra, sent);
    expect(doneIn(entries)).toEqual([done]);
    expect(entries[0]?.modifiedProperties).toEqual(
      properties.map(([displayName, oldValue, newValue]) => ({ displayName, oldValue, newValue })),
    );
    expect(accountOf(entra)).toMatchObject({ enabled, id: id ?? entries[0]?.targetIdentity.id });
  });
});

describe('a cycle', () => {
  test('takes what one person was sent one after the other', async () => {
    const entra = await simulate();
    for (const data of [{ title: 'a' }, { active: undefined }, { title: 'b' }]) await send(entra, data);
    const entries = await cycle(entra);
    expect(doneIn(entries)).toEqual(['create success', 'disable success', 'update success']);
    expect(new Set(entries.map(({ changeId }) => changeId)).size).toBe(1);
    expect(accountOf(entra)).toMatchObject({ enabled: true, attributes: { title: 'b' } });
  });

  test('disables the leavers of a second file, and them alone', async () => {
    const entra = await simulate();
    const people = Array.from({ length: 20 }, (_, index) => ({ externalId: `w${index}` }));
    await cycle(entra, ...people);
    const entries = await cycle(entra, ...people.map((one, index) => ({ ...one, active: index >= 3 })));
    expect(doneIn(entries)).toEqual([
      ...Array<string>(3).fill('disable success'),
      ...Array<string>(17).fill('other skipped'),
    ]);
  });

  test('writes nothing when nothing is staged', async () => {
    const entra = await simulate();
    expect(entra.runCycles()).toBe(0);
    expect(await cycle(entra, {})).toHaveLength(1);
    expect(entra.runCycles()).toBe(0);
  });

  test('is of one job: its own id, its own accounts', async () => {
    const entra = await simulate();
    await send(entra, {});
    entra.tenant.jobs[1]?.staged.push({ externalId: 'e2', active: true, userName: 'other@example.com' });
    const entries = await cycle(entra);
    expect(entries.map(({ jobId }) => jobId)).toEqual(['job-1', 'job-2']);
    expect(new Set(entries.map(({ cycleId }) => cycleId)).size).toBe(2);
    expect(accountOf(entra)?.id).not.toBe(accountOf(entra, 'e2', 1)?.id);
  });
});

describe('a cycle fails', () => {
  const duplicate = 'AzureActiveDirectoryDuplicateUserPrincipalName';
  const cases: readonly [string, Json[], string[], string][] = [
    [
      'whom a create gives no userName',
      [{ userName: undefined }, {}],
      ['create failure', 'create success'],
      'MandatoryFieldsMissing',
    ],
    ['whom a create gives null as userName', [{ userName: null }], ['create failure'], 'MandatoryFieldsMissing'],
    [
      'the second of one userName',
      [{ userName: 'a@example.com' }, { userName: 'A@example.com' }],
      ['create success', 'create failure'],
      duplicate,
    ],
    ['a create with the userName of an account', [{ userName: 'old@example.com' }], ['create failure'], duplicate],
    ['a create with the userName of another job', [{ userName: 'other@example.com' }], ['create failure'], duplicate],
    [
      'an update to the userName of an account',
      [{ externalId: 'old', userName: 'other@example.com', title: 'x' }],
      ['update failure'],
      duplicate,
    ],
  ];
  test.each(cases)('%s', async (_, people, done, errorCode) => {
    const entra = await simulate();
    entra.tenant.jobs[1]?.accounts.set('x', { id: 'x', enabled: true, attributes: { userName: 'other@example.com' } });
    await cycle(entra, { externalId: 'old' });
    const entries = await cycle(entra, ...people);
    expect(doneIn(entries)).toEqual(done);
    const failed = entries.find(({ provisioningStatusInfo }) => provisioningStatusInfo.status === 'failure');
    expect(failed?.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode,
      errorCategory: 'nonServiceFailure',
    });
    expect(failed?.provisioningSteps.at(-1)).toMatchObject({ provisioningStepType: 'export', status: 'failure' });
    expect(accountOf(entra, 'old')?.attributes.title).toBeUndefined();
    expect(entra.tenant.jobs[0]?.escrows.has(failed?.sourceIdentity.id ?? '')).toBe(true);
  });

  test('and the next one tries again, unless the person was sent anew', async () => {
    const entra = await simulate();
    const wrong = [1, 2].map((number) => ({ externalId: `f${number}`, userName: null }));
    expect(doneIn(await cycle(entra, ...wrong))).toEqual(['create failure', 'create failure']);
    const entries = await cycle(entra, { externalId: 'f1' });
    expect(entries.map(({ sourceIdentity }) => sourceIdentity.id)).toEqual(['f2', 'f1']);
    expect(doneIn(entries)).toEqual(['create failure', 'create success']);
    expect([...(entra.tenant.jobs[0]?.escrows.keys() ?? [])]).toEqual(['f2']);
  });

  test('and a userName that was given up can be taken', async () => {
    const entra = await simulate();
    await cycle(entra, { externalId: 'a', userName: 'a@example.com' });
    const entries = await cycle(
      entra,
      { externalId: 'a', userName: 'b@example.com' },
      { externalId: 'c', userName: 'a@example.com' },
    );
    expect(doneIn(entries)).toEqual(['update success', 'create success']);
  });
});

describe('a manager', () => {
  test('is found further down the file', async () => {
    const entra = await simulate();
    const entries = await cycle(entra, managedBy('e3'), {});
    expect(doneIn(entries)).toEqual(['create success', 'create success']);
    expect(entries[0]?.modifiedProperties.at(-1)).toEqual({
      displayName: 'manager',
      oldValue: null,
      newValue: accountOf(entra, 'e3')?.id,
    });
  });

  const unknown: readonly [string, Json[], string[]][] = [
    ['on a create', [managedBy('nobody')], ['create warning']],
    ['on a create that fails itself', [{ ...managedBy('nobody'), userName: null }], ['create failure']],
    ['who could not be created', [managedBy('e3'), { userName: null }], ['create warning', 'create failure']],
    [
      'of somebody who is disabled',
      [{ ...managedBy('nobody'), externalId: 'old', active: false }],
      ['disable warning'],
    ],
    ['of somebody otherwise unchanged', [{ ...managedBy('nobody'), externalId: 'old' }], ['update warning']],
  ];
  test.each(unknown)('who is unknown is a warning: %s', async (_, people, done) => {
    const entra = await simulate();
    await cycle(entra, { externalId: 'old' });
    const entries = await cycle(entra, ...people);
    expect(doneIn(entries)).toEqual(done);
    for (const { provisioningStatusInfo, provisioningSteps } of entries) {
      if (provisioningStatusInfo.status !== 'warning') continue;
      expect(provisioningStatusInfo.errorInformation?.errorCode).toBe('UnableToResolveReferenceAttributeValue');
      expect(provisioningSteps.at(-1)).toMatchObject({
        provisioningStepType: 'referenceResolution',
        status: 'warning',
      });
    }
  });

  test('is set when the person is sent again, and not before', async () => {
    const entra = await simulate();
    await cycle(entra, managedBy('boss'));
    expect(doneIn(await cycle(entra, { externalId: 'boss' }))).toEqual(['create success']);
    expect(doneIn(await cycle(entra, managedBy('boss')))).toEqual(['update success']);
    expect(doneIn(await cycle(entra, managedBy('boss')))).toEqual(['other skipped']);
    expect(doneIn(await cycle(entra, managedBy(null)))).toEqual(['other skipped']);
  });
});

describe('a log entry', () => {
  test('has the documented shape', async () => {
    const entra = await simulate();
    const [entry] = await cycle(entra, { displayName: 'Ada Example', ...managedBy('nobody') });
    const system = { id: expect.stringMatching(guid), details: expect.any(Object) };
    const identity = {
      displayName: 'Ada Example',
      identityType: 'User',
      details: { userPrincipalName: 'e2@example.com' },
    };
    expect(entry).toEqual({
      id: expect.stringMatching(guid),
      activityDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      tenantId: entra.tenant.id,
      jobId: 'job-1',
      cycleId: expect.stringMatching(guid),
      changeId: expect.stringMatching(guid),
      provisioningAction: 'create',
      durationInMilliseconds: expect.any(Number),
      initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
      servicePrincipal: { id: 'sp-1', displayName: expect.any(String) },
      sourceSystem: { ...system, displayName: 'API' },
      targetSystem: { ...system, displayName: 'Microsoft Entra ID' },
      sourceIdentity: { ...identity, id: 'e2' },
      targetIdentity: { ...identity, id: accountOf(entra)?.id },
      provisioningStatusInfo: {
        status: 'warning',
        errorInformation: {
          errorCode: 'UnableToResolveReferenceAttributeValue',
          reason: expect.stringContaining('Ada Example'),
          additionalDetails: null,
          errorCategory: 'nonServiceFailure',
          recommendedAction: expect.any(String),
        },
      },
      provisioningSteps: [
        'EntryImportAdd',
        'EntrySynchronizationAdd',
        'EntryExportAdd',
        'EntryReferenceResolution',
      ].map((name) => expect.objectContaining({ name })),
      modifiedProperties: expect.any(Array),
    });
  });

  test('is later than the one before it, also over cycles', async () => {
    const entra = await simulate();
    const people = Array.from({ length: 50 }, (_, index) => ({ externalId: `w${index}` }));
    const entries = [...(await cycle(entra, ...people)), ...(await cycle(entra, ...people))];
    const times = entries.map(({ activityDateTime }) => activityDateTime);
    expect(times).toEqual([...new Set(times)].toSorted());
    expect(new Set(entries.map(({ cycleId }) => cycleId)).size).toBe(2);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(100);
  });
});

describe('a job that is not active', () => {
  test.each(['Paused', 'NotRun', 'Quarantine', 'NotConfigured'] as const)(
    '(%s) keeps what is staged',
    async (status) => {
      const entra = await simulate();
      const [job] = entra.tenant.jobs;
      if (job !== undefined) job.status = status;
      expect(await cycle(entra, {})).toEqual([]);
      expect(job?.staged).toHaveLength(1);
      if (job !== undefined) job.status = 'Active';
      expect(doneIn(await cycle(entra))).toEqual(['create success']);
    },
  );
});

describe('the option `cycleAfter`', () => {
  test('runs one cycle after the last upload', async () => {
    let told: (entries: number) => void = () => {};
    const ran = new Promise<number>((resolve) => {
      told = resolve;
    });
    const entra = await simulate({ cycleAfter: 100, onCycle: (entries) => told(entries) });
    await send(entra, {});
    await send(entra, { externalId: 'e3' });
    expect(await ran).toBe(2);
    expect(new Set(entra.tenant.log.map(({ cycleId }) => cycleId)).size).toBe(1);
  });

  test('runs none once the simulation is stopped', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'] });
    const tenant = createTenant([createJob('job-1', 'sp-1')], { 'good-token': ['SynchronizationData-User.Upload'] });
    const entra = await simulate({ tenant, cycleAfter: 1000 });
    await send(entra, {});
    await stopAll();
    jest.advanceTimersByTime(5000);
    jest.useRealTimers();
    expect(tenant.log).toEqual([]);
  });
});
