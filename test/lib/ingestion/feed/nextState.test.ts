import { newCheckpoint } from '../../../../lib/ingestion/checkpoint';
import { waitForJob } from '../../../../lib/ingestion/feed/nextState';

const now = Date.parse('2026-01-02T00:00:00Z');
const hour = 3_600_000;

test.each([
  ['Paused', 'job_paused'],
  ['Quarantine', 'job_quarantined'],
])('waitForJob() waits for a job that is %s, which is no trouble', (code, reason) => {
  const next = waitForJob(
    { code, quarantineReason: 'Unknown' },
    { ...newCheckpoint, troubledSince: new Date(now - hour).toISOString() },
  );
  expect(next).toMatchObject({ state: 'waiting', reasons: [{ code: reason }], delaySeconds: 600 });
  expect(next?.reasons[0]?.message).toMatch(/start.*Do not restart/);
  expect(next?.troubledSince).toBe(new Date(now - hour + 600_000).toISOString());
});

test.each(['Active', 'NotRun', 'NotConfigured', 'Unknown'])(
  'waitForJob() does not wait for a job that is %s',
  (code) => {
    expect(waitForJob({ code, quarantineReason: undefined }, newCheckpoint)).toBeUndefined();
  },
);
