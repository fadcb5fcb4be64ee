import type { Fault } from '../../../local/entra/options';
import { csvOf, eachForItself, mapping, people } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', eachForItself));
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

const faults: Record<number, Fault> = {
  1: 'drop after acceptance',
  3: { status: 429, headers: { 'Retry-After': '1' } },
  5: { status: 500 },
  6: 'reset',
  8: { status: 503 },
  9: 'drop after acceptance',
  11: { status: 429 },
  12: { status: 408 },
  14: { status: 503, headers: { 'Retry-After': new Date(0).toUTCString() } },
};

test('every person arrives, though Entra throttles, breaks down, hangs up and forgets to answer', async () => {
  stage.entra.fault = (number) => faults[number];
  const records = people(640);
  const report = await stage.report(await stage.drop('employees/faults.csv', csvOf(records)));
  expect(report).toMatchObject({
    state: 'accepted',
    reasons: [],
    records: { read: 640, valid: 640, rejected: 0, duplicates: 0 },
    requests: { total: 13, accepted: 13 },
  });
  const all = records.map(([id]) => id).sort();
  expect([...new Set(externalIdsIn(stage.entra.accepted()))].sort()).toEqual(all);
  expect(stage.entra.people().sort()).toEqual(all);
  const requests = stage.entra.accepted().filter((body) => externalIdsIn([body]).length > 1);
  expect(new Set(requests).size).toBe(13); // one person alone may have shown that the API works
});

test('a request is the same, byte for byte, when it is sent again', async () => {
  stage.entra.fault = (number) => (number <= 2 ? { status: 500 } : undefined);
  const report = await stage.report(await stage.drop('employees/again.csv', csvOf(people(30))));
  expect(report.state).toBe('accepted');
  const bodies = stage.entra.answers.map(({ call }) => call.body);
  expect(bodies).toHaveLength(3);
  expect(new Set(bodies).size).toBe(1);
});
