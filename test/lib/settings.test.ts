import { SettingsError } from '../../lib/errors';
import { type Environment, readSettings, readStorageConnection, resolveSetting } from '../../lib/settings';

const development = { connectionString: 'UseDevelopmentStorage=true' };
const blobServiceUri = 'https://hr.blob.core.windows.net';
const queueServiceUri = 'https://hr.queue.core.windows.net';
const uris = { HrStorage__blobServiceUri: blobServiceUri, HrStorage__queueServiceUri: queueServiceUri };

describe('readSettings()', () => {
  test('has the defaults of the contract when nothing is set', () => {
    expect(readSettings({})).toEqual({
      storage: development,
      endpoint: { origin: 'https://graph.microsoft.com', loopback: false },
      callsPer5Seconds: 40,
      callsPerDay: 2000,
      mappings: 'mappings',
      settleSeconds: 60,
      timeBudgetMinutes: 25,
      clientId: undefined,
    });
  });

  test('takes an empty or blank setting for one that is not there', () => {
    const empty = {
      HrStorage: '',
      GRAPH_ENDPOINT: '',
      GRAPH_CALLS_PER_5_SECONDS: '',
      GRAPH_CALLS_PER_DAY: '',
      MAPPINGS: '',
      SETTLE_SECONDS: '  ',
      TIME_BUDGET_MINUTES: '',
      AZURE_CLIENT_ID: '',
    };
    expect(readSettings(empty)).toEqual(readSettings({}));
  });

  const cases: readonly [Environment, Partial<ReturnType<typeof readSettings>>][] = [
    [{ GRAPH_ENDPOINT: 'http://127.0.0.1:7700' }, { endpoint: { origin: 'http://127.0.0.1:7700', loopback: true } }],
    [{ GRAPH_CALLS_PER_5_SECONDS: '8' }, { callsPer5Seconds: 8 }],
    [{ GRAPH_CALLS_PER_5_SECONDS: ' 8 ' }, { callsPer5Seconds: 8 }],
    [{ GRAPH_CALLS_PER_5_SECONDS: '1' }, { callsPer5Seconds: 1 }],
    [{ GRAPH_CALLS_PER_DAY: '6000' }, { callsPerDay: 6000 }],
    [{ GRAPH_CALLS_PER_DAY: '1.9' }, { callsPerDay: 1 }],
    [{ MAPPINGS: 'feeds' }, { mappings: 'feeds' }],
    [{ SETTLE_SECONDS: '0' }, { settleSeconds: 0 }],
    [{ SETTLE_SECONDS: '600' }, { settleSeconds: 600 }],
    [{ TIME_BUDGET_MINUTES: '4' }, { timeBudgetMinutes: 4 }],
    [{ TIME_BUDGET_MINUTES: '0.5' }, { timeBudgetMinutes: 0.5 }],
    [{ AZURE_CLIENT_ID: 'an-id' }, { clientId: 'an-id' }],
    [{ HrStorage: 'UseDevelopmentStorage=true' }, { storage: development }],
    [{ ...uris }, { storage: { blobServiceUri, queueServiceUri, clientId: undefined } }],
  ];
  test.each(cases)('of %j', (environment, expected) => {
    expect(readSettings(environment)).toEqual({ ...readSettings({}), ...expected });
  });

  const wrong: readonly [string, string][] = [
    ['GRAPH_ENDPOINT', 'http://graph.microsoft.com'],
    ['GRAPH_ENDPOINT', 'https://evil.example'],
    ['GRAPH_CALLS_PER_5_SECONDS', '0'],
    ['GRAPH_CALLS_PER_5_SECONDS', '-1'],
    ['GRAPH_CALLS_PER_5_SECONDS', 'many'],
    ['GRAPH_CALLS_PER_5_SECONDS', 'Infinity'],
    ['GRAPH_CALLS_PER_5_SECONDS', 'NaN'],
    ['GRAPH_CALLS_PER_DAY', '0'],
    ['GRAPH_CALLS_PER_DAY', 'all'],
    ['SETTLE_SECONDS', '-1'],
    ['SETTLE_SECONDS', '60s'],
    ['TIME_BUDGET_MINUTES', '0'],
    ['TIME_BUDGET_MINUTES', '-5'],
    ['TIME_BUDGET_MINUTES', '00:25:00'],
  ];
  test.each(wrong)('refuses %s=%s and names it', (name, value) => {
    const read = (): unknown => readSettings({ [name]: value });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(expect.objectContaining({ setting: name, message: expect.stringContaining(name) }));
  });
});

describe('readStorageConnection()', () => {
  const identity = { blobServiceUri, queueServiceUri };
  const cases: readonly [string, Environment, unknown][] = [
    ['is the local one when nothing is set', {}, development],
    ['is a connection string', { HrStorage: 'AccountName=a' }, { connectionString: 'AccountName=a' }],
    ['is identity-based with both addresses', uris, { ...identity, clientId: undefined }],
    ['has the address win over the string', { ...uris, HrStorage: 'a' }, { ...identity, clientId: undefined }],
    ['has its own client id', { ...uris, HrStorage__clientId: 'own' }, { ...identity, clientId: 'own' }],
    ["has the app's client id", { ...uris, AZURE_CLIENT_ID: 'app' }, { ...identity, clientId: 'app' }],
    [
      'prefers its own client id',
      { ...uris, HrStorage__clientId: 'own', AZURE_CLIENT_ID: 'app' },
      { ...identity, clientId: 'own' },
    ],
    [
      'takes an empty client id for none',
      { ...uris, HrStorage__clientId: '', AZURE_CLIENT_ID: '' },
      { ...identity, clientId: undefined },
    ],
  ];
  test.each(cases)('%s', (_, environment, expected) => {
    expect(readStorageConnection(environment)).toEqual(expected);
  });

  test.each(['HrStorage__blobServiceUri', 'HrStorage__queueServiceUri'])('refuses %s alone', (name) => {
    expect(() => readStorageConnection({ [name]: 'https://hr.core.windows.net' })).toThrow(SettingsError);
  });

  test('reads another prefix', () => {
    expect(readStorageConnection({ Other: 'AccountName=b', HrStorage: 'AccountName=a' }, 'Other')).toEqual({
      connectionString: 'AccountName=b',
    });
  });
});

describe('resolveSetting()', () => {
  const environment = { JOB_ID: 'a-job', EMPTY: '' };
  const cases: readonly [string | undefined, string | undefined][] = [
    ['%JOB_ID%', 'a-job'],
    ['a-literal', 'a-literal'],
    ['%OTHER%', undefined],
    ['%EMPTY%', undefined],
    ['', undefined],
    [undefined, undefined],
    ['100%', '100%'],
    ['%%', '%%'],
    ['x%JOB_ID%', 'x%JOB_ID%'],
    ['%JOB_ID%%JOB_ID%', '%JOB_ID%%JOB_ID%'],
  ];
  test.each(cases)('of %s is %s', (value, expected) => {
    expect(resolveSetting(value, environment)).toBe(expected);
  });

  test.each(['%constructor%', '%__proto__%', '%toString%'])('of %s is nothing', (value) => {
    expect(resolveSetting(value, environment)).toBeUndefined();
  });
});
