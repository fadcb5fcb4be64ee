import { createJob } from '../../../local/entra/tenant/tenant';
import { csv2scim, linesOf, type Ran } from '../../support/cli';
import { jobId, permissions, servicePrincipalId } from '../../support/entra';
import { csvOf, people } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { until } from '../../support/until';

const urn = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
const header = 'WorkerID,HireDate\n';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
  stage.entra.tenant.jobs.push(createJob('job-2', servicePrincipalId));
});
beforeEach(() => {
  stage.entra.forget();
  stage.entra.permit(permissions);
});
afterAll(() => stage.close());

async function update(content: string, job = jobId, settings: Record<string, string> = {}): Promise<Ran> {
  const csv = await stage.mappings.write('a.csv', content);
  const ids = ['--service-principal-id', servicePrincipalId, '--job-id', job];
  return csv2scim(['update-schema', csv, '--schema', urn, ...ids], { GRAPH_ENDPOINT: stage.entra.origin, ...settings });
}

const schemaText = (): string => stage.entra.tenant.jobs[0]?.schema ?? '';

test('`update-schema` is refused with 5 while an upload to that job is unfinished', async () => {
  const { entra, connectionString: HrStorage } = stage;
  await stage.startHost();
  entra.fault = (number) => (number === 1 ? undefined : { status: 503, headers: { 'Retry-After': '1000' } });
  const etag = await stage.drop('employees/a.csv', csvOf(people(120)));
  const { ingestionId } = await stage.report(etag, ({ state }) => state === 'waiting');
  const before = schemaText();

  const { code, stdout, stderr } = await update(header, jobId, { HrStorage });
  expect([code, stdout, linesOf(stderr)]).toEqual([
    5,
    '',
    [expect.stringMatching(new RegExp(`^the upload ${ingestionId} to this job is not finished. .*Try again`))],
  ]);
  expect(schemaText()).toBe(before);
  expect(await update(header, 'job-2', { HrStorage })).toMatchObject({ code: 0, stderr: '' });
  expect(entra.tenant.jobs[1]?.schema).toContain(`${urn}:HireDate`);

  entra.fault = () => undefined;
  await stage.enqueue('ingestion-resume', { blob: 'employees/a.csv' });
  await stage.report(etag, ({ state }) => state === 'accepted');
  await until('the end', async () => ((await update(header, jobId, { HrStorage })).code === 0 ? true : undefined)); // it follows the report
  expect(schemaText()).toContain(`${urn}:HireDate`);
});

test('`update-schema` ends with 2 for an HrStorage that is none, without telling it', async () => {
  const HrStorage = 'AccountName=hr;AccountKey=secret';
  const { code, stdout, stderr } = await update(header, jobId, { HrStorage });
  expect([code, stdout, linesOf(stderr)]).toEqual([2, '', [expect.stringMatching(/^HrStorage: must be/)]]);
  expect(stderr).not.toContain('secret');
});

test.each([
  ['read', [], /Synchronization\.Read\.All/],
  ['change', ['Synchronization.Read.All'], /Synchronization\.ReadWrite\.All/],
])('`update-schema` ends with 5 when it may not %s the job', async (_, granted, problem) => {
  const before = schemaText();
  stage.entra.permit(granted);
  const { code, stdout, stderr } = await update(header);
  expect([code, stdout, linesOf(stderr).at(-1)]).toEqual([5, '', expect.stringMatching(problem)]);
  expect(schemaText()).toBe(before);
});

test('`update-schema` ends with 5 for a schema that has no clear place, with nothing changed', async () => {
  const [job] = stage.entra.tenant.jobs;
  if (job !== undefined) job.schema = job.schema.replace('"sourceDirectoryName": "API"', '"sourceDirectoryName": "X"');
  const before = schemaText();
  const { code, stderr } = await update(header);
  expect([code, linesOf(stderr)]).toEqual([
    5,
    [expect.stringMatching(/synchronization schema does not say what its source sends/)],
  ]);
  expect(schemaText()).toBe(before);
});
