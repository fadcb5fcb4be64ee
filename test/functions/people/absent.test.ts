import type { Report } from '../../../lib/ingestion/reports/report';
import { csv2scim } from '../../support/cli';
import { csvOf, mapping, people, person } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', { absent: 'deactivate', send: 'changes' }));
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

interface Sent {
  bulkId: string;
  data: { externalId: string; active: boolean; title: string };
}
let files = 0;
async function take(records: string[][]): Promise<{ report: Report; sent: Sent[] }> {
  const before = stage.entra.accepted().length;
  const report = await stage.report(
    await stage.drop(`employees/${String(++files).padStart(3, '0')}.csv`, csvOf(records)),
  );
  const bodies = stage.entra.accepted().slice(before);
  return { report, sent: bodies.flatMap((body) => (JSON.parse(body) as { Operations: Sent[] }).Operations) };
}
const told = (sent: readonly Sent[]) =>
  sent.map(({ bulkId, data }) => [bulkId, data.externalId, data.active, data.title]);

test('who is gone is sent as last known, not active, first and by externalId; who returns, as in the file', async () => {
  await stage.startHost();
  await take(people(60));
  const second = await take(
    people(60)
      .with(4, person(5, 'Chief'))
      .filter(([id]) => !['w20', 'w3', 'w41'].includes(id ?? '')),
  );
  expect(told(second.sent)).toEqual([
    ['59', 'w20', false, 'Clerk'],
    ['60', 'w3', false, 'Clerk'],
    ['61', 'w41', false, 'Clerk'],
    ['5', 'w5', true, 'Chief'],
  ]);
  expect(second.report).toMatchObject({
    records: { read: 57, valid: 57, unchanged: 56, changed: 1, absent: 3 },
    requests: { total: 1, accepted: 1 },
  });
  const third = await take(
    people(60)
      .with(4, person(5, 'Chief'))
      .filter(([id]) => !['w20', 'w3'].includes(id ?? '')),
  );
  expect(told(third.sent)).toEqual([['40', 'w41', true, 'Clerk']]);
  expect(third.report.records).toMatchObject({ changed: 1, absent: 0 });
});

thorough('nobody is deactivated for absence from a file in which an externalId was unusable', async () => {
  await stage.startHost();
  await take(people(60));
  const broken = await take(people(58).with(9, person(10).with(0, '')));
  expect(broken.report.records).toMatchObject({ rejected: 1, absent: 3 });
  expect(broken.sent).toEqual([]);
  const mended = await take(people(58)); // it is not forgotten meanwhile who is gone
  expect(told(mended.sent)).toEqual([
    ['60', 'w59', false, 'Clerk'],
    ['61', 'w60', false, 'Clerk'],
  ]);
});

thorough('whom Entra refuses to deactivate stays, and is tried again with the next file', async () => {
  await stage.startHost();
  await take(people(60));
  const calls = stage.entra.answers.length;
  // the request is refused, then halved: the first half, which is the absent one, is not taken, the
  // second is
  stage.entra.fault = (number) => ([calls + 1, calls + 2].includes(number) ? { status: 400 } : undefined);
  const next = people(60).with(4, person(5, 'Chief')).slice(0, 59);
  const { report } = await take(next);
  expect(report).toMatchObject({ state: 'accepted', records: { valid: 59, rejected: 0, changed: 1, absent: 1 } });
  stage.entra.fault = () => undefined;
  expect(told((await take([...next].reverse())).sent)).toEqual([['61', 'w60', false, 'Clerk']]);
});

thorough('who is rejected is not absent, and stays known as last sent', async () => {
  await stage.startHost();
  await take(people(60));
  expect((await take([...people(60), person(10, 'Chief')])).sent).toEqual([]); // two that contradict one another
  expect(told((await take(people(60).filter(([id]) => id !== 'w10'))).sent)).toEqual([['61', 'w10', false, 'Clerk']]);
});

test('the safeguards count who is gone: a cut file deactivates nobody until somebody releases it', async () => {
  await stage.mappings.write(
    'employees.json',
    JSON.stringify(mapping('employees', { absent: 'deactivate', send: 'changes', safeguards: {} })),
  );
  await stage.startHost();
  await take(people(100));
  const cut = await take(people(70));
  expect([cut.report.state, cut.sent]).toEqual(['held', []]);
  const settings = { HrStorage: stage.connectionString };
  expect((await csv2scim(['release', cut.report.ingestionId], settings)).code).toBe(0);
  const released = await stage.report(cut.report.etag, ({ state }) => state === 'accepted');
  expect(released.records).toMatchObject({ absent: 30 });
  expect(stage.entra.tenant.jobs[0]?.staged.filter(({ active }) => active === false)).toHaveLength(30);
});
