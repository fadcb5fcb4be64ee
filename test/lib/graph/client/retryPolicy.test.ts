import fc from 'fast-check';
import {
  defaultRetryPolicy,
  type Failure,
  isTransient,
  parseRetryAfter,
  retryDelay,
} from '../../../../lib/graph/client/retryPolicy';

const { maxAttempts, maxDelay, maxRetryAfter } = defaultRetryPolicy;

describe('isTransient()', () => {
  const cases: readonly [number | undefined, boolean][] = [
    [undefined, true],
    [200, false],
    [202, false],
    [302, false],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [409, false],
    [413, false],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
  ];
  test.each(cases)('of status %s is %s', (status, expected) => {
    expect(isTransient(status)).toBe(expected);
  });
});

test('`retryDelay()` waits `throttledDelay` after a 429 without Retry-After, and after no other failure', () => {
  const policy = { ...defaultRetryPolicy, throttledDelay: 10_000 };
  expect(retryDelay({ attempts: 1, status: 429 }, policy, 0)).toBe(10_000);
  expect(retryDelay({ attempts: 1, status: 429, retryAfter: 2000 }, policy, 0)).toBe(2000);
  expect(retryDelay({ attempts: maxAttempts, status: 429 }, policy, 0)).toBeUndefined();
  expect(retryDelay({ attempts: 1, status: 503 }, policy, 0)).toBe(0);
});

describe('retryDelay()', () => {
  const cases: readonly [string, Failure, number, number | undefined][] = [
    ['is at most 500 ms the first time', { attempts: 1, status: 503 }, 1, 500],
    ['doubles', { attempts: 2, status: 503 }, 1, 1000],
    ['doubles again', { attempts: 3, status: 503 }, 1, 2000],
    ['stops at the cap', { attempts: 9, status: 503 }, 1, maxDelay],
    ['has full jitter: from 0 …', { attempts: 5, status: 503 }, 0, 0],
    ['… over the middle …', { attempts: 5, status: 503 }, 0.5, 4000],
    ['… to the whole', { attempts: 5, status: 503 }, 1, 8000],
    ['is the same for a broken connection', { attempts: 1 }, 1, 500],
    ["is the server's own wish, without jitter", { attempts: 1, status: 429, retryAfter: 7000 }, 0.1, 7000],
    ['may be beyond the cap when the server wishes', { attempts: 1, status: 429, retryAfter: 60_000 }, 1, 60_000],
    ['is 0 when the server wishes that', { attempts: 3, status: 503, retryAfter: 0 }, 1, 0],
    ['honours the longest wish', { attempts: 1, status: 429, retryAfter: maxRetryAfter }, 1, maxRetryAfter],
    ['is none when the wish is longer', { attempts: 1, status: 429, retryAfter: maxRetryAfter + 1 }, 1, undefined],
    ['is there for the last but one attempt', { attempts: maxAttempts - 1, status: 500 }, 1, maxDelay],
    ['is none after the last attempt', { attempts: maxAttempts, status: 500 }, 1, undefined],
    ['is none after the last attempt, whatever is wished', { attempts: 10, status: 429, retryAfter: 1 }, 1, undefined],
    ['is none for a refusal', { attempts: 1, status: 403 }, 1, undefined],
    ['is none for a refusal with a wish', { attempts: 1, status: 400, retryAfter: 1000 }, 1, undefined],
  ];
  test.each(cases)('%s', (_, failure, random, expected) => {
    expect(retryDelay(failure, defaultRetryPolicy, random)).toBe(expected);
  });

  test('is a whole number of milliseconds between 0 and the cap, or none', () => {
    const failures = fc.record({
      attempts: fc.integer({ min: 1, max: 2000 }),
      status: fc.constantFrom(undefined, 408, 429, 500, 503),
    });
    fc.assert(
      fc.property(failures, fc.double({ min: 0, max: 1, noNaN: true }), (failure, random) => {
        const delay = retryDelay(failure, { ...defaultRetryPolicy, maxAttempts: 5000 }, random);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(maxDelay);
      }),
    );
  });
});

describe('retryAfterOf()', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  const cases: readonly [string, string | null, number | undefined][] = [
    ['is none without the header', null, undefined],
    ['is none when it is empty', '', undefined],
    ['is none when it is blank', '  ', undefined],
    ['reads seconds', '120', 120_000],
    ['reads 0', '0', 0],
    ['reads seconds between spaces', ' 5 ', 5000],
    ['reads a date', 'Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['is 0 for a date that is past', 'Thu, 01 Jan 2026 11:59:00 GMT', 0],
    ['is none for a word', 'soon', undefined],
    // RFC 9110 §10.2.3: delay-seconds is digits alone, anything else is an HTTP-date; these are
    // neither
    ['is none for a negative number', '-5', undefined],
    ['is none for a fraction', '1.5', undefined],
    ['is none for a number with a unit', '5 s', undefined],
  ];
  test.each(cases)('%s', (_, header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
