import fc from 'fast-check';
import { describeRule } from '../../../../local/entra/faults/describeFaults';
import { FaultPlanError, parseFaults } from '../../../../local/entra/faults/parseFaults';

const uploads = { kind: 'uploads' };
const infinity = Number.POSITIVE_INFINITY;

const accepted: readonly [string, unknown, string | RegExp][] = [
  ['call 3: 503', { ...uploads, when: { from: 3, to: 3 }, fault: { status: 503 } }, 'call 3 to bulkUpload: status 503'],
  [
    'call 3: 429 retry-after 2',
    { fault: { status: 429, headers: { 'Retry-After': '2' } } },
    'call 3 to bulkUpload: status 429, Retry-After 2 s',
  ],
  ['call 1: 503 retry-after 0', { fault: { status: 503, headers: { 'Retry-After': '0' } } }, /Retry-After 0 s$/],
  ['calls 5-7: 500', { when: { from: 5, to: 7 } }, 'calls 5-7 to bulkUpload: status 500'],
  ['calls 5-5: 500', { when: { from: 5, to: 5 } }, /^call 5 /],
  [
    'calls 1-: stall',
    { when: { from: 1, to: infinity }, fault: 'stall' },
    /^each call from number 1 on .*never answered/,
  ],
  ['every 4: delay 1500', { when: { every: 4 }, fault: { delay: 1500 } }, /^one call in 4 .*: answered 1500 ms late$/],
  ['every 1: reset', { when: { every: 1 }, fault: 'reset' }, /^each call to bulkUpload: the connection is reset/],
  ['10%: reset', { when: { percent: 10 } }, /^10% of the calls to/],
  ['0.5%: drop', { when: { percent: 0.5 }, fault: 'drop after acceptance' }, /^0\.5% .*without an answer$/],
  ['100%: 599', { when: { percent: 100 }, fault: { status: 599 } }, /599$/],
  [
    'after 20s for 10s: 500',
    { when: { start: 20_000, end: 30_000 } },
    /^from 20 s to 30 s after the start, each call to/,
  ],
  ['after 0s for 1s: 200', { when: { start: 0, end: 1000 } }, /^from 0 s/],
  [
    'calls 3-5: full',
    { ...uploads, fault: 'full' },
    'calls 3-5 to bulkUpload: the ingestion queue is full, status 500',
  ],
  ['after 5s for 10s on uploads: full', { ...uploads, fault: 'full' }, /^from 5 s to 15 s .* queue is full/],
  [
    'after 20s for 10s: paused',
    { when: { start: 20_000, end: 30_000 }, jobStatus: 'Paused' },
    'from 20 s to 30 s after the start: the jobs are paused',
  ],
  [
    ' after 0s for 1s : quarantine ',
    { jobStatus: 'Quarantine' },
    'from 0 s to 1 s after the start: the jobs are in quarantine',
  ],
  ['call 3 on logs: 503', { kind: 'logs', when: { from: 3, to: 3 } }, 'call 3 to the provisioning logs: status 503'],
  ['calls 2- on jobs: 404', { kind: 'jobs' }, /to the jobs and their schemas/],
  ['after 1s for 2s on all: reset', { kind: 'all', when: { start: 1000, end: 3000 } }, /each call to anything/],
  ['5% on uploads: 503', uploads, /to bulkUpload/],
  ['  call\t3  on   logs :503  ', { kind: 'logs', fault: { status: 503 } }, /503$/],
];
test.each(accepted)('`parseFaults()` reads "%s"', (text, rule, words) => {
  const { seed, rules } = parseFaults(text);
  expect([seed, rules]).toEqual([undefined, [expect.objectContaining(rule)]]);
  expect(rules.map(describeRule)).toEqual([typeof words === 'string' ? words : expect.stringMatching(words)]);
});

test('`parseFaults()` reads a list, by semicolons and lines, after a seed', () => {
  const { seed, rules } = parseFaults('\nseed 7; call 3: 429;;\r\ncalls 5-7: 503\n10%: reset;\n');
  expect(seed).toBe(7);
  expect(rules.map(({ text }) => text)).toEqual(['call 3: 429', 'calls 5-7: 503', '10%: reset']);
});

const number = 'was found. Expected: a whole number from';
const whens = 'was found. Expected: call N, calls N-M, calls N-, every N, P%, or after Xs for Ys.';
const range = 'was found. Expected: N-M or N-';
const seconds = 'was found. Expected: whole seconds from';
const whats =
  'was found. Expected: a status from 200 to 599, reset, drop, stall, full, delay MILLISECONDS, paused, or quarantine.';
const refused: readonly [string, string][] = [
  ['', 'A fault plan needs at least one WHEN: WHAT'],
  [' ;\n; ', 'A fault plan needs at least one WHEN: WHAT'],
  ['seed 7', 'A fault plan needs at least one WHEN: WHAT'],
  ['seed: 503', 'In "seed: 503", "seed:" was found. Expected: seed N.'],
  ['seed', `In "seed", nothing ${number} 0 to 999999999.`],
  ['seed x; call 1: 503', `In "seed x", "x" ${number} 0`],
  ['seed 1 2; call 1: 503', 'In "seed 1 2", "2" was found. Expected: nothing.'],
  ['call 1: 503; seed 7', 'In "seed 7", seed is not allowed here. It must be the first item.'],
  ['call 3 503', 'In "call 3 503", the colon is missing. A rule is WHEN: WHAT'],
  [': 503', `In ": 503", nothing ${whens}`],
  ['sometimes: 503', `"sometimes" ${whens}`],
  ['Call 3: 503', `"Call" ${whens}`],
  ['call: 503', `nothing ${number} 1 to 999999999.`],
  ['call 0: 503', `"0" ${number} 1`],
  ['call -1: 503', `"-1" ${number} 1`],
  ['call 1.5: 503', `"1.5" ${number} 1`],
  ['call 1000000000: 503', `"1000000000" ${number} 1`],
  ['call 3-5: 503', `"3-5" ${number} 1`],
  ['call 3 4: 503', '"4" was found. Expected: the colon, or on and one of uploads, logs, jobs, all.'],
  ['calls 5: 503', `"5" ${range}`],
  ['calls 0-3: 503', `"0-3" ${range}`],
  ['calls 7-5: 503', `"7-5" ${range}`],
  ['calls -5: 503', `"-5" ${range}`],
  ['every 0: 503', `"0" ${number} 1`],
  ['0%: 503', '"0%" was found. Expected: a percentage above 0 and up to 100'],
  ['101%: 503', '"101%" was found. Expected: a percentage'],
  ['%: 503', '"%" was found. Expected: a percentage'],
  ['after 20 for 10s: 503', `"20" ${seconds} 0s`],
  ['after 20s: 503', 'nothing was found. Expected: for, as in after 20s for 10s.'],
  ['after 20s for 0s: 503', `"0s" ${seconds} 1s`],
  ['call 3 on: 503', 'nothing was found. Expected: one of uploads, logs, jobs, all.'],
  ['call 3 on schema: 503', '"schema" was found. Expected: one of uploads, logs, jobs, all.'],
  ['call 3 on logs now: 503', '"now" was found. Expected: the colon.'],
  ['call 3:', `nothing ${whats}`],
  ['call 3: 600', `"600" ${whats}`],
  ['call 3: 100', `"100" ${whats}`],
  ['call 3: crash', `"crash" ${whats}`],
  ['call 3: 503: 504', `"503:" ${whats}`],
  ['call 3: 429 retry 2', '"retry" was found. Expected: retry-after SECONDS, or nothing.'],
  ['call 3: 429 retry-after', `nothing ${number} 0`],
  ['call 3: 429 retry-after 2s', `"2s" ${number} 0`],
  ['call 3: 429 retry-after 2 3', '"3" was found. Expected: nothing.'],
  ['call 3: reset now', '"now" was found. Expected: nothing.'],
  ['call 3: full 2', '"2" was found. Expected: nothing.'],
  [
    'call 3 on logs: full',
    'In "call 3 on logs: full", full is not allowed with "on logs". Only bulkUpload fills the queue.',
  ],
  ['call 3 on all: full', 'full is not allowed with "on all"'],
  ['call 3: paused', 'In "call 3: paused", paused needs a time and no "on", such as "after 20s for 10s: paused".'],
  ['10%: quarantine', 'quarantine needs a time and no "on", such as "after 20s for 10s: quarantine".'],
  ['after 1s for 2s on jobs: paused', 'paused needs a time and no "on"'],
  ['after 1s for 2s: paused now', '"now" was found. Expected: nothing.'],
  ['after 1s for 2s: Paused', `"Paused" ${whats}`],
  ['call 3: delay', `nothing ${number} 1`],
  ['call 3: delay 1s', `"1s" ${number} 1`],
];
test.each(refused)('`parseFaults()` refuses "%s", and says what may stand there', (text, message) => {
  expect(() => parseFaults(text)).toThrow(FaultPlanError);
  expect(() => parseFaults(text)).toThrow(message);
});

test('`parseFaults()` reads or refuses whatever is typed, and says again in words what it read', () => {
  const words = [
    'call',
    'calls',
    '3',
    '5-',
    'every',
    '10%',
    'after',
    '2s',
    'for',
    'on',
    'logs',
    ':',
    ';',
    '503',
    'drop',
    'full',
    'paused',
  ];
  const typed = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 3 })), { maxLength: 8 });
  fc.assert(
    fc.property(typed, (parts) => {
      try {
        for (const rule of parseFaults(parts.join(' ')).rules) expect(describeRule(rule)).not.toMatch(/undefined|NaN/);
      } catch (error) {
        expect(error).toBeInstanceOf(FaultPlanError);
      }
    }),
  );
});
