import {
  FileError,
  GraphError,
  type GraphErrorCode,
  MappingError,
  QuotaError,
  SettingsError,
} from '../../../../lib/errors';
import { newCheckpoint } from '../../../../lib/ingestion/checkpoint';
import { ApiUnavailableError, checkCrashes, classifyError } from '../../../../lib/ingestion/feed/classifyError';
import { PlanError } from '../../../../lib/ingestion/plan';
import { BlobReplacedError } from '../../../../lib/ingestion/storage/blobs';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { mapping as mappingFile } from '../../../support/files';

const { mapping: full } = parseMapping(JSON.stringify(mappingFile()));
const { mapping: partial } = parseMapping(JSON.stringify(mappingFile('some', { content: 'partial' })));
const now = Date.parse('2026-01-02T00:00:00Z');
const hour = 3_600_000;

test.each<[GraphErrorCode, string]>([
  ['throttled', 'waiting'],
  ['unavailable', 'waiting'],
  ['unreachable', 'waiting'],
  ['sign_in_failed', 'waiting'],
  ['unauthorized', 'failed'],
  ['forbidden', 'failed'],
  ['not_found', 'failed'],
  ['refused', 'failed'],
  ['nothing_accepted', 'failed'],
  ['ambiguous_job', 'failed'],
])('classifyError() a Graph error %s is %s, with its code and message', (code, state) => {
  const outcome = classifyError(new GraphError(code, 'a sentence'), newCheckpoint, full, now);
  expect(outcome).toMatchObject({ state, reasons: [{ code, message: 'a sentence' }] });
  expect(outcome?.delaySeconds !== undefined).toBe(state === 'waiting');
});

test('classifyError() a malformed file is rejected, and names the line', () => {
  expect(classifyError(new FileError('unclosed_quote', 'close it', 7), newCheckpoint, full, now)).toMatchObject({
    state: 'rejected',
    reasons: [{ code: 'unclosed_quote', message: 'line 7: close it' }],
  });
});

test('classifyError() wrong columns is rejected, with one reason for each problem', () => {
  const problems = [
    { path: 'a', message: 'one' },
    { path: 'b', message: 'two' },
  ];
  expect(classifyError(new MappingError(problems, 'wrong_columns'), newCheckpoint, full, now)).toMatchObject({
    state: 'rejected',
    reasons: [
      { code: 'wrong_columns', message: 'a: one' },
      { code: 'wrong_columns', message: 'b: two' },
    ],
  });
});

test.each([
  ['full', 'superseded', full],
  ['partial', 'failed', partial],
])('classifyError() a replaced blob of %s content is %s', (_, state, mapping) => {
  const outcome = classifyError(new BlobReplacedError('replaced'), newCheckpoint, mapping, now);
  expect(outcome).toMatchObject({ state, reasons: [{ code: 'blob_replaced' }] });
});

test('classifyError() wrong settings, or a plan that does not fit the file, is failed', () => {
  for (const error of [new SettingsError('A', 'is not set'), new PlanError('no')])
    expect(classifyError(error, newCheckpoint, full, now)).toMatchObject({ state: 'failed' });
});

test('classifyError() an unknown error is none: the host tries again', () => {
  for (const error of [new Error('x'), new TypeError('y'), 'text', undefined])
    expect(classifyError(error, newCheckpoint, full, now)).toBeUndefined();
});

const troubledFor = (milliseconds: number) => ({
  ...newCheckpoint,
  troubledSince: new Date(now - milliseconds).toISOString(),
});

test.each([
  ['the first time', 0, 60],
  ['after a second', 1000, 60],
  ['after five minutes', hour / 12, 300],
  ['after an hour', hour, 900],
  ['after 71 hours', 71 * hour, 900],
])('classifyError() transient errors %s goes on after a longer delay (%i ms: %i s)', (_, since, delaySeconds) => {
  const error = new GraphError('unreachable', 'away');
  expect(classifyError(error, troubledFor(since), full, now)).toMatchObject({ state: 'waiting', delaySeconds });
});

test.each([
  [3600, 3600],
  [30 * 24 * 3600, 24 * 3600], // as long as a queue message may hide is not asked for; a day is the quota's window
])(
  'classifyError() waits as long as the server asks, at most a day (%i s: %i s)',
  (retryAfterSeconds, delaySeconds) => {
    const error = new GraphError('throttled', 'slow down', { retryAfterSeconds });
    expect(classifyError(error, newCheckpoint, full, now)).toMatchObject({ state: 'waiting', delaySeconds });
  },
);

test('classifyError() keeps the time of the first of several transient errors', () => {
  const checkpoint = troubledFor(hour);
  const outcome = classifyError(new GraphError('unavailable', '503'), checkpoint, full, now);
  expect(outcome?.troubledSince).toBe(checkpoint.troubledSince);
});

test('classifyError() 72 hours of transient errors is failed', () => {
  const error = new GraphError('unreachable', 'away');
  expect(classifyError(error, troubledFor(72 * hour), full, now)).toMatchObject({ state: 'failed' });
  expect(classifyError(error, troubledFor(72 * hour - 1), full, now)).toMatchObject({ state: 'waiting' });
});

test.each([
  [0, false],
  [4, false],
  [5, true],
])('checkCrashes() after %i invocations without progress: %s', (begun, failed) => {
  expect(checkCrashes({ ...newCheckpoint, begun: begun + 1 })?.state === 'failed').toBe(failed);
});

test.each(['quota_spent', 'quota_elsewhere'] as const)(
  'classifyError() does not count the wait of %s as time of transient errors',
  (code) => {
    const checkpoint = troubledFor(71 * hour);
    const outcome = classifyError(new QuotaError(code, now + 24 * hour, 2000), checkpoint, full, now);
    expect(outcome).toMatchObject({ state: 'waiting', delaySeconds: 24 * 3600 });
    expect(outcome?.troubledSince).toBe(new Date(now - 47 * hour).toISOString());
  },
);

test.each([
  [undefined, undefined, 600, 0],
  [0, undefined, 600, 1],
  [7, undefined, 600, 8],
  [7, 3600, 3600, 8], // the server asks for more
])(
  'classifyError() counts the probes of an unavailable API (%s, Retry-After %s)',
  (probes, wait, delaySeconds, next) => {
    const error = new ApiUnavailableError(
      new GraphError('unavailable', 'no', { status: 503, retryAfterSeconds: wait }),
    );
    const outcome = classifyError(error, { ...newCheckpoint, probes }, full, now);
    expect(outcome).toMatchObject({ state: 'waiting', reasons: [{ code: 'unavailable' }], delaySeconds, probes: next });
  },
);
