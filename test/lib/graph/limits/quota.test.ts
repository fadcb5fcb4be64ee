import fc from 'fast-check';
import {
  callsInLast24Hours,
  type Ledger,
  type QuotaReservation,
  type ReservationResult,
  reserveCalls,
} from '../../../../lib/graph/limits/quota';
import { start } from '../clocks';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const limits = { callsPer5Seconds: 40, callsPerDay: 2000 };

const reservationOf = (owner: string, waiting: number, more: Partial<QuotaReservation> = {}): QuotaReservation => ({
  owner,
  waiting,
  counting: 0,
  reserved: 0,
  lastResponse: undefined,
  ...more,
});

/** One reservation after another, each at its milliseconds from the start. */
function run(
  reservations: readonly [number, QuotaReservation][],
  within = limits,
): { outcomes: ReservationResult[]; ledger: Ledger | undefined } {
  let ledger: Ledger | undefined;
  const outcomes = reservations.map(([at, reservation]) => {
    const next = reserveCalls(ledger, reservation, within, start + at);
    ledger = JSON.parse(JSON.stringify(next.ledger)) as Ledger;
    return next.outcome;
  });
  return { outcomes, ledger };
}

/**
 * What matters of an outcome: the share and the calls, `wait`, or the refusal and its minutes from
 * the start.
 */
function briefly(outcome: ReservationResult): string {
  if ('share' in outcome) return `${outcome.share}/${outcome.calls}${outcome.probe ? ' probe' : ''}`;
  return 'refused' in outcome ? `${outcome.refused} ${(outcome.until - start) / minute}` : 'wait';
}

describe('reserveCalls() shares the burst limit', () => {
  const wanting = (owner: string, at: number, waiting = 40, counting = 0): [number, QuotaReservation] => [
    at * second,
    reservationOf(owner, waiting, { counting }),
  ];
  const cases: readonly [string, [number, QuotaReservation][], string[]][] = [
    ['giving one all of it', [wanting('a', 0, 4000)], ['40/40']],
    ['giving no more than is wanted', [wanting('a', 0, 3)], ['3/3']],
    ['giving a share for the calls that count already, too', [wanting('a', 0, 3, 5)], ['8/3']],
    ['giving two what they want when it is little', [wanting('a', 0, 3), wanting('b', 0, 30)], ['3/3', '30/30']],
    ['giving a second the rest', [wanting('a', 0, 30), wanting('b', 0)], ['30/30', '10/10']],
    ['having a newcomer wait for all of it', [wanting('a', 0), wanting('b', 1)], ['40/40', 'wait']],
    [
      'a crashed one holding it for 11 s',
      [wanting('a', 0), wanting('b', 10.9), wanting('b', 11)],
      ['40/40', 'wait', '40/40'],
    ],
    [
      'halving it for a newcomer',
      [wanting('a', 0), wanting('b', 1), wanting('a', 5), wanting('b', 10), wanting('b', 11), wanting('a', 11)],
      ['40/40', 'wait', '20/20', 'wait', '20/20', '20/20'],
    ],
    [
      'leaving a newcomer as much as it wants, and the rest to the first',
      [wanting('a', 0), wanting('b', 1, 5), wanting('a', 5), wanting('b', 11, 5)],
      ['40/40', 'wait', '35/35', '5/5'],
    ],
    [
      'forgetting a newcomer that went',
      [wanting('a', 0), wanting('b', 1), wanting('a', 5), wanting('a', 12)],
      ['40/40', 'wait', '20/20', '40/40'],
    ],
  ];
  test.each(cases)('%s', (_, reservations, expected) => {
    expect(run(reservations).outcomes.map(briefly)).toEqual(expected);
  });

  test('by turns when there are more uploaders than calls', () => {
    const reservations = [0, 1, 6, 11, 12, 17, 22, 23].flatMap((at) => [wanting('a', at), wanting('b', at)]);
    const { outcomes } = run(reservations, { ...limits, callsPer5Seconds: 1 });
    const granted = outcomes.flatMap((outcome, index) =>
      'share' in outcome ? (reservations[index]?.[1].owner ?? '') : [],
    );
    expect(granted.join('')).toMatch(/^a+b+a+/);
  });

  test('so that never more is held than there is', () => {
    const asked = fc.record({
      after: fc.nat({ max: 4000 }),
      owner: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      waiting: fc.integer({ min: 1, max: 20 }),
      counting: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (all, callsPer5Seconds) => {
        let ledger: Ledger | undefined;
        let now = start;
        for (const { after, owner, waiting, counting } of all) {
          now += after;
          ({ ledger } = reserveCalls(
            ledger,
            reservationOf(owner, waiting, { counting }),
            { ...limits, callsPer5Seconds },
            now,
          ));
          const held = new Map<string, number>();
          for (const block of ledger.blocks) held.set(block.owner, Math.max(block.share, held.get(block.owner) ?? 0));
          const sum = [...held.values()].reduce((total, share) => total + share, 0);
          expect(sum).toBeLessThanOrEqual(callsPer5Seconds);
          expect(ledger.waiting.length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});

describe("reserveCalls() spends the day's calls", () => {
  const within = { callsPer5Seconds: 40, callsPerDay: 50 };
  const leaves = 24 * 60 + 5; // minutes
  const ten = 10 * minute;
  const cases: readonly [string, [number, QuotaReservation][], string[]][] = [
    [
      'as many as are left',
      [
        [0, reservationOf('a', 40)],
        [ten, reservationOf('a', 40)],
      ],
      ['40/40', '40/10'],
    ],
    [
      'and refuses until the oldest leave',
      [
        [0, reservationOf('a', 40)],
        [ten, reservationOf('a', 40)],
        [2 * ten, reservationOf('b', 1)],
      ],
      ['40/40', '40/10', `quota_spent ${leaves}`],
    ],
    [
      'which is when their five minutes are 24 hours old',
      [
        [0, reservationOf('a', 40)],
        [ten, reservationOf('a', 40)],
        [leaves * minute - 1, reservationOf('b', 1)],
        [leaves * minute, reservationOf('b', 60)],
      ],
      ['40/40', '40/10', `quota_spent ${leaves}`, '40/40'],
    ],
    [
      'counting calls that may yet arrive in the next five minutes among those',
      [
        [5 * minute - 15 * second, reservationOf('a', 40)],
        [ten, reservationOf('a', 10)],
        [ten, reservationOf('b', 1)],
      ],
      ['40/40', '10/10', `quota_spent ${leaves + 5}`],
    ],
    [
      'not again for those that are reserved',
      [
        [0, reservationOf('a', 40)],
        [8 * second, reservationOf('a', 30, { reserved: 25 })],
      ],
      ['40/40', '30/5'],
    ],
    [
      'and lets those be used when nothing is left',
      [
        [0, reservationOf('a', 40)],
        [ten, reservationOf('a', 40)],
        [ten + 8 * second, reservationOf('a', 30, { reserved: 5 })],
      ],
      ['40/40', '40/10', '30/0'],
    ],
  ];
  test.each(cases)('%s', (_, reservations, expected) => {
    expect(run(reservations, within).outcomes.map(briefly)).toEqual(expected);
  });

  test('in at most 290 entries', () => {
    const reservations = Array.from({ length: 4 * 24 * 60 }, (_, index): [number, QuotaReservation] => [
      index * minute,
      reservationOf('a', 1),
    ]);
    expect(run(reservations, { ...limits, callsPerDay: 100_000 }).ledger?.spent.length).toBeLessThanOrEqual(290);
  });
});

describe('callsInLast24Hours()', () => {
  const { ledger } = run([
    [0, reservationOf('a', 3)],
    [hour, reservationOf('b', 4)],
  ]);
  const cases: readonly [string, Ledger | undefined, number, number][] = [
    ['of no ledger is 0', undefined, 0, 0],
    ['counts all uploaders', ledger, hour, 7],
    ['leaves out what is older', ledger, 24.5 * hour, 4],
    ['is 0 when all is older', ledger, 26 * hour, 0],
  ];
  test.each(cases)('%s', (_, of, at, expected) => {
    expect(callsInLast24Hours(of, start + at)).toBe(expected);
  });
});

describe('reserveCalls() when Graph answers nothing but 429', () => {
  const throttled = (at: number, owner = 'a', more: Partial<QuotaReservation> = {}): [number, QuotaReservation] => [
    at * minute,
    reservationOf(owner, 5, { lastResponse: 'throttled', ...more }),
  ];
  const asks = (at: number, owner = 'b'): [number, QuotaReservation] => [at * minute, reservationOf(owner, 5)];
  const tenMinutes = [0, 3, 6, 9].map((at) => throttled(at));
  const cases: readonly [string, [number, QuotaReservation][], string][] = [
    ['grants as ever before ten minutes are over', [...tenMinutes, asks(9.9)], '5/5'],
    ['then lets one call through', [...tenMinutes, asks(10)], '1/1 probe'],
    ['with room for it among those that count', [...tenMinutes, throttled(10, 'a', { counting: 7 })], '8/1 probe'],
    ['and refuses everybody else', [...tenMinutes, asks(10), asks(10.1, 'c')], 'quota_elsewhere 40'],
    ['and itself', [...tenMinutes, asks(10), throttled(10.1, 'b')], 'quota_elsewhere 40'],
    ['until the next', [...tenMinutes, asks(10), throttled(10.1, 'b'), asks(40, 'c')], '1/1 probe'],
    [
      'with one each half hour',
      [...tenMinutes, asks(10), throttled(10.1), asks(40), throttled(40.1), asks(69)],
      'quota_elsewhere 70',
    ],
    [
      'and grants as ever once another answer came',
      [...tenMinutes, asks(10), [11 * minute, reservationOf('b', 5, { lastResponse: 'served' })]],
      '5/5',
    ],
    [
      'counting anew after it',
      [...tenMinutes, [9.5 * minute, reservationOf('b', 5, { lastResponse: 'served' })], throttled(9.8), asks(19)],
      '5/5',
    ],
    ['and forgets it after 35 minutes', [...tenMinutes, asks(44.1)], '5/5'],
    ['but not earlier', [...tenMinutes, asks(43.9)], '1/1 probe'],
  ];
  test.each(cases)('%s', (_, reservations, expected) => {
    expect(run(reservations).outcomes.map(briefly).at(-1)).toBe(expected);
  });

  test('spends no call on finding out when the day is spent', () => {
    const { outcomes } = run([...tenMinutes, asks(10)], { ...limits, callsPerDay: 20 });
    expect(outcomes.map(briefly).at(-1)).toBe(`quota_spent ${24 * 60 + 5}`);
  });
});
