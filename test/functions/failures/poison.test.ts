import { csvOf, mapping, people } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.close());

const inPoison = (queue: string) =>
  until('the poison queue', async () => ((await stage.messages(queue)) === 1 ? true : undefined));

thorough(
  'with a wrong mapping file the blob is tried again, then poisoned, and ingested once the mapping is mended',
  async () => {
    await stage.mappings.write('employees.json', JSON.stringify(mapping('employees', { atributes: {} })));
    const host = await stage.startHost();
    const csv = csvOf(people(3));
    const etag = await stage.drop('employees/a.csv', csv);
    await inPoison('webjobs-blobtrigger-poison');
    for (const attempt of [1, 2, 3, 4, 5]) expect(host.output()).toContain(`attempt ${attempt} of 5`);
    expect(host.output()).toContain('atributes');
    expect(stage.entra.answers).toHaveLength(0);
    expect(await stage.read('hr-inbox', 'employees/a.csv')).toBe(csv);

    await stage.mappings.write('employees.json', JSON.stringify(mapping()));
    await stage.enqueue('ingestion-resume', { blob: 'employees/a.csv' }); // the same process: settings are read again
    expect(await stage.report(etag)).toMatchObject({ state: 'accepted', records: { valid: 3 } });
  },
);

test('a message that names no blob is tried five times, then poisoned, and others are still served', async () => {
  const host = await stage.startHost({}, { queues: { maxDequeueCount: 5, visibilityTimeout: '00:00:00' } });
  await stage.enqueue('ingestion-resume', { bolb: 'employees/a.csv' });
  await inPoison('ingestion-resume-poison');
  expect(await stage.messages('ingestion-resume')).toBe(0);
  expect(host.output()).toContain('attempt 5 of 5');
  expect(await stage.report(await stage.drop('employees/b.csv', csvOf(people(1))))).toMatchObject({
    state: 'accepted',
  });
});

thorough('two mappings that match one blob are an error: nothing is sent, and both feeds are named', async () => {
  await stage.mappings.write('staff.json', JSON.stringify(mapping('staff', { files: 'employees/*.csv' })));
  const host = await stage.startHost();
  await stage.drop('employees/a.csv', csvOf(people(3)));
  const line = await until('the error', () => /^error: .*employees, staff.*$/m.exec(host.output())?.[0]);
  expect(line).toMatch(/several mappings match/);
  expect(stage.entra.answers).toHaveLength(0);
});

test('a blob that no mapping matches is told once, sent nowhere, and never poisoned', async () => {
  const host = await stage.startHost();
  await stage.drop('unknown/a.csv', csvOf(people(3)));
  await until('the warning', () => /unknown\/a\.csv: no mapping/.exec(host.output()) ?? undefined);
  const etag = await stage.drop('zzz.csv', csvOf(people(3)));
  await until('the next warning', () => /zzz\.csv: no mapping/.exec(host.output()) ?? undefined);
  expect(host.output().match(/unknown\/a\.csv: no mapping/g)).toHaveLength(1);
  expect(host.output()).toContain('employees/*.csv');
  expect(stage.entra.answers).toHaveLength(0);
  expect(await stage.reports(etag)).toBe(0);
  expect(await stage.messages('webjobs-blobtrigger-poison')).toBe(0);
});
