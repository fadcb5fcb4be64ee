import type { InvocationContext, Timer } from '@azure/functions';
import { parse } from 'csv-parse/sync';
import { summarizeCycles } from '../../../functions/summarizeCycles';
import { setJobStatus } from '../../../local/entra/faults/jobStatus';
import { runCycles } from '../../../local/entra/provisioning/cycle';
import { type PassingTime, silent, startPassingTime } from '../../chaos/passingTime';
import { csvOf, mapping, people, person } from '../../support/files';
import { externalIdsIn } from '../../support/requests';

const hour = 3_600_000;
let time: PassingTime;
beforeAll(async () => {
  time = await startPassingTime(2000, mapping('employees', { send: 'changes', resendAllEveryDays: 100_000 }));
});
afterAll(() => time.close());
beforeEach(() => time.stage.clear());

let files = 0;
/** Drops a file, and gives its report and whom Entra was sent for it. */
async function take(records: string[][]) {
  const before = time.stage.entra.accepted().length;
  const etag = await time.take(`employees/${String(++files).padStart(3, '0')}.csv`, csvOf(records));
  const report = await time.stage.report(etag);
  return { report, sent: externalIdsIn(time.stage.entra.accepted().slice(before)) };
}

const jobOf = () => {
  const [job] = time.stage.entra.tenant.jobs;
  if (job === undefined) throw new Error('the simulated Entra has no job');
  return job;
};

/** Entra loses whoever is staged, if so asked, and provisions the others; 25 hours pass. */
async function passDay(isLost: (externalId: unknown) => boolean = () => false): Promise<void> {
  const job = jobOf();
  job.staged = job.staged.filter(({ externalId }) => !isLost(externalId));
  runCycles(time.stage.entra.tenant, time.now());
  time.pass(hour);
  await summarizeCycles({} as Timer, silent as InvocationContext);
  time.pass(24 * hour);
}

/** Everybody of the day, one of them changed, so that Entra has something to say on each day. */
const companyOn = (day: number): string[][] => people(60).with(0, person(1, `Title ${day}`));

test('people of whom the provisioning logs say nothing are sent again three times, then somebody must act', async () => {
  const isLost = (externalId: unknown): boolean => externalId === 'w60';
  const sent: string[][] = [];
  const reasons: string[][] = [];
  let lastSent = '';
  for (let day = 1; day <= 9; day++) {
    const taken = await take(companyOn(day));
    sent.push(day === 1 ? [String(taken.sent.length)] : taken.sent);
    reasons.push(taken.report.reasons.map(({ code }) => code));
    if (taken.sent.includes('w60')) lastSent = taken.report.ingestionId;
    await passDay(isLost);
  }
  const again = ['w1', 'w60'];
  expect(sent).toEqual([['60'], ['w1'], again, ['w1'], again, ['w1'], again, ['w1'], ['w1']]);
  expect(reasons).toEqual([[], [], [], [], [], [], [], [], ['unanswered']]);
  const events = time.logged.filter((line) => line.startsWith('Unanswered '));
  expect(events.map((line) => JSON.parse(line.slice('Unanswered '.length)))).toEqual([
    { properties: { feed: 'employees', jobId: jobOf().id }, measurements: { count: 1 } },
  ]);
  expect(await outcomeOf(lastSent, 'w60')).toMatchObject({
    outcome: 'no answer yet',
    whoActs: 'identity administrator',
    reason: expect.stringMatching(/however often it was sent/),
  });
});

test('nobody is sent again when most people of a day have no answer, and a note says so once', async () => {
  const notes: string[][] = [];
  const sent: number[] = [];
  for (let day = 1; day <= 4; day++) {
    const taken = await take(companyOn(day));
    notes.push(taken.report.notes.map(({ code }) => code));
    sent.push(taken.sent.length);
    await passDay((externalId) => externalId !== 'w1');
  }
  expect(sent).toEqual([60, 1, 1, 1]);
  expect(notes).toEqual([[], [], ['mostly_unanswered'], []]);
});

test('people whom Entra loses in a quarantine are sent again, and have their answer within two days', async () => {
  await take(companyOn(1));
  setJobStatus(jobOf(), 'Quarantine', time.now());
  await passDay(() => true); // somebody restarts it, which clears what is staged
  setJobStatus(jobOf(), 'Active', time.now());
  const { sent } = await take(companyOn(1));
  expect(sent).toHaveLength(60);
  await passDay();
  expect(jobOf().accounts.size).toBe(60);
  expect((await take(companyOn(1))).sent).toEqual([]);
});

async function outcomeOf(ingestionId: string, id: string): Promise<Record<string, string> | undefined> {
  const text = await time.stage.read('hr-reports', `employees/${ingestionId}/outcomes.csv`);
  const rows: Record<string, string>[] = parse(text ?? '', { columns: true, bom: true });
  return rows.find(({ externalId }) => externalId === id);
}
