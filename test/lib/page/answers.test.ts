import fc from 'fast-check';
import { actions, statuses } from '../../../lib/graph/logs/vocabulary';
import { collectAnswers, countTroubled, outcomes } from '../../../lib/page/answers';
import { examples } from './examples';
import { cycleId, cycleOf, entry, failed, input, range, report, warned } from './inputs';

const older = { cycleId: 'older', startDateTime: '2026-11-23T10:05:00Z', endDateTime: '2026-11-23T10:06:00Z' };
const none = { failed: 0, warning: 0, created: 0, updated: 0, disabled: 0, deleted: 0, skipped: 0, other: 0 };

test('`collectAnswers()` counts each person once, by the most urgent entry', () => {
  const entries = [
    entry(1),
    entry(2, { id: 'again', action: 'update', status: 'skipped' }),
    entry(2),
    warned(3),
    entry(3, { id: 'third' }),
    failed(4),
  ];
  const { counts, counted, unanswered } = collectAnswers(input({ entries, cycles: [cycleOf(entries)] }));
  expect(counts).toEqual({ ...none, created: 2, warning: 1, failed: 1 });
  expect([counted, unanswered]).toEqual(['people', 996]);
});

test('`collectAnswers()` goes by the newest cycle that knows a person: who failed and was created later needs nobody', () => {
  const first = [failed(1, { cycleId: 'older', id: 'first' }), entry(2, { cycleId: 'older', id: 'second' })];
  const second = [entry(1)];
  const answers = collectAnswers(
    input({ entries: [...first, ...second], cycles: [cycleOf(second), cycleOf(first, older)] }),
  );
  expect(answers.counts).toEqual({ ...none, created: 2 });
  expect([answers.troubles, countTroubled(answers)]).toEqual([[], 0]);
});

test('`collectAnswers()` leaves out cycles that ended before the file was read, and their entries', () => {
  const entries = [failed(1)];
  const { cycles, troubles, counts } = collectAnswers(
    input({ entries, cycles: [cycleOf(entries, { endDateTime: '2026-11-23T10:04:06Z' })] }),
  );
  expect([cycles, troubles, counts]).toEqual([[], [], none]);
});

test('`collectAnswers()` counts changes when it is given failures and warnings alone, and repeated failures once', () => {
  const done = range(1, 990).map((number) => entry(number));
  const trouble = [failed(991), warned(992)];
  const before = [failed(991, { cycleId: 'older', id: 'before' })];
  const cycles = [cycleOf([...done, ...trouble]), cycleOf(before, older)];
  const answers = collectAnswers(input({ entries: [...trouble, ...before], cycles }));
  expect(answers.counts).toEqual({ ...none, created: 990, failed: 1, warning: 1 });
  expect([answers.counted, answers.unanswered]).toEqual(['changes', 8]);
  expect(answers.troubles.map(({ sourceId }) => sourceId)).toEqual(['100991', '100992']);
});

test('`collectAnswers()` tells of a person and an error once, failures first', () => {
  const entries = [warned(2), failed(1), failed(1, { id: 'again' })];
  const { troubles } = collectAnswers(input({ entries, cycles: [cycleOf(entries)] }));
  expect(troubles.map(({ id }) => id)).toEqual(['entry-1', 'entry-2']);
});

test('`collectAnswers()` asks for an answer about nobody when Entra spoke of more people than the file has', () => {
  const entries = range(1, 30).map((number) => entry(number));
  const records = { read: 20, valid: 20, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 };
  expect(collectAnswers(input({ report: report({ records }), entries, cycles: [cycleOf(entries)] })).unanswered).toBe(
    0,
  );
});

test('`collectAnswers()` gives every person exactly one place, whatever the entries', () => {
  const anyEntry = fc.record({
    number: fc.nat(30),
    action: fc.constantFrom(...actions, 'CREATE', 'move'),
    status: fc.constantFrom(...statuses, 'unknown'),
    cycleId: fc.constantFrom(cycleId, 'older'),
  });
  fc.assert(
    fc.property(fc.array(anyEntry), (list) => {
      const entries = list.map(({ number, ...changes }, index) => entry(number, { ...changes, id: String(index) }));
      const of = (id: string) => entries.filter((one) => one.cycleId === id);
      const cycles = [cycleOf(of(cycleId)), cycleOf(of('older'), older)];
      const { counts, unanswered } = collectAnswers(input({ entries, cycles }));
      const sum = outcomes.reduce((total, outcome) => total + counts[outcome], 0);
      expect(sum).toBe(new Set(entries.map(({ sourceId }) => sourceId)).size);
      expect(sum + unanswered).toBe(1000);
    }),
  );
});

test('`collectAnswers()` adds up in the example', () => {
  const { counts, unanswered } = collectAnswers(examples().failures);
  expect({ ...counts, unanswered }).toEqual({
    ...none,
    created: 930,
    updated: 30,
    disabled: 10,
    skipped: 10,
    failed: 4,
    warning: 3,
    unanswered: 5,
  });
});

test('whoever was disabled or deleted in the newest cycle that knows them is named, once', () => {
  const older = 'older-cycle';
  const entries = [
    entry(1, { action: 'disable' }),
    entry(2, { action: 'stageddelete' }),
    entry(3, { action: 'disable', status: 'failure' }),
    entry(4, { action: 'disable', cycleId: older }),
    entry(4, { id: 'again', action: 'update' }), // back again since
    entry(1, { id: 'once-more', action: 'disable' }),
  ];
  const { gone } = collectAnswers(input({ entries, cycles: [cycleOf(entries), cycleOf(entries, { cycleId: older })] }));
  expect(gone.map(({ sourceId }) => sourceId)).toEqual(['100001', '100002']);
});
