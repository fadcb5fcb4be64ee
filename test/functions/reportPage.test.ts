import { csvOf, mapping, people, person } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { until } from '../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping());
});
afterAll(() => stage.close());

const page = (path: string) => stage.read('hr-reports', `employees/${path}`);

test('`report.html` and `latest.html` follow the state and the outcomes; an older file does not take `latest.html`', async () => {
  const host = await stage.startHost();
  const records = [...people(3), ['', 'Active', 'nobody', 'Nobody', 'Ann', '<b>Clerk</b>']];
  const { ingestionId, state } = await stage.report(await stage.drop('employees/a.csv', csvOf(records)));
  expect(state).toBe('accepted');
  const own = await until('the page', () => page(`${ingestionId}/report.html`));
  expect(own).toMatch(/<a href="rejected.csv">/);
  expect(own).toMatch(/externalId is empty \(column WorkerID\)/);
  expect(own).not.toMatch(/<script|<b>Clerk|https?:\/\//);
  expect(await page('latest.html')).toContain(`<a href="${ingestionId}/rejected.csv">`);

  stage.entra.runCycles();
  expect(await stage.run(host, 'summarizeCycles')).toBe('done');
  const provisioned = await page('latest.html');
  expect(provisioned).toMatch(/created/);
  expect(provisioned).toContain(`<a href="${ingestionId}/outcomes.csv">`);

  await new Promise((resolve) => setTimeout(resolve, 1100)); // another second: files are ordered by it
  const newer = await stage.report(await stage.drop('employees/b.csv', csvOf([...people(3), person(4)])));
  await until('the newer page', async () =>
    (await page('latest.html'))?.includes(newer.ingestionId) ? true : undefined,
  );
  expect(await stage.run(host, 'summarizeCycles')).toBe('done'); // writes the older page again, or nothing
  expect(await page('latest.html')).toContain(newer.ingestionId);
});

test('a rejected file has its page, with the reason', async () => {
  await stage.clear();
  await stage.startHost();
  const { ingestionId } = await stage.report(await stage.drop('employees/c.csv', 'WorkerID\n1\n'));
  expect(await until('the page', () => page(`${ingestionId}/report.html`))).toMatch(/Rejected/);
});
