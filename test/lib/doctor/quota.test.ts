import { warningLimits } from '../../../lib/doctor/limits';
import { checkQuota } from '../../../lib/doctor/quota';
import type { Ledger } from '../../../lib/graph/limits/quota';

const now = Date.UTC(2026, 0, 1);
const limits = { callsPer5Seconds: 40, callsPerDay: 2000 };
const share = 20 * warningLimits.quotaSharePercent;
const minute = 60_000;
const spent = (calls: number): Ledger => ({ blocks: [], waiting: [], spent: [{ calls, leaves: now + minute }] });

test.each<[string, Ledger | undefined, string, RegExp]>([
  ['no ledger', undefined, 'ok', /^0 of the day's 2000/],
  ['the share of the warning', spent(share), 'ok', /of the day's 2000/],
  ['more than the share of the warning', spent(share + 1), 'warning', /of the day's 2000/],
  ['all', spent(2000), 'problem', /spent: it continues at 2026-01-01T00:01:00.000Z/],
  ['yesterday’s calls', { ...spent(2000), spent: [{ calls: 2000, leaves: now }] }, 'ok', /^0 of/],
  [
    'calls that somebody else makes',
    { ...spent(1), throttling: { since: now - 20 * minute, last: now - minute, probed: now - minute } },
    'problem',
    /something else spends the tenant's quota; it tries again at 2026-01-01T00:29/,
  ],
])('`checkQuota()` tells of %s', (_, ledger, status, message) => {
  expect(checkQuota(ledger, limits, now)).toMatchObject({ status, message: expect.stringMatching(message) });
});
