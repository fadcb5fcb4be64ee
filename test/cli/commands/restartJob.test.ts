import { join } from 'node:path';
import { createQuarantine } from '../../../local/entra/tenant/quarantine';
import { type Child, startChild } from '../../support/child';
import { csv2scim, csv2scimUnread, linesOf, type Ran } from '../../support/cli';
import { permissions, servicePrincipalId, startTestEntra, type TestEntra } from '../../support/entra';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { until } from '../../support/until';

let folder: Folder;
let entra: TestEntra;
let csv: string;
let other: string;
let mappingFile: string;
beforeAll(async () => {
  folder = await newFolder();
  entra = await startTestEntra();
  csv = await folder.write('people.csv', csvOf(people(120)));
  other = await folder.write('other.csv', csvOf(people(30)));
  mappingFile = await folder.write('mapping.json', JSON.stringify(mapping()));
});
beforeEach(() => {
  entra.forget();
  entra.permit(permissions);
});
afterAll(async () => {
  await entra.stop();
  await folder.remove();
});

const argsOf = (file: string): string[] => ['send', file, '--mapping', mappingFile, '--restart-job'];
const environment = () => ({ GRAPH_ENDPOINT: entra.origin, GRAPH_CALLS_PER_5_SECONDS: '100000' });
const send = (file = csv): Promise<Ran> => csv2scim(argsOf(file), environment());
const start = (): Child =>
  startChild([join(__dirname, '..', '..', '..', 'dist', 'cli', 'index.js'), ...argsOf(csv)], environment());

const jobOf = () => {
  const [job] = entra.tenant.jobs;
  if (job === undefined) throw new Error('there is no job');
  return job;
};

/** How the job was at each upload. */
function watchUploads(answer: TestEntra['fault'] = () => undefined): string[] {
  const seen: string[] = [];
  entra.fault = (number) => {
    seen.push(jobOf().status);
    return answer(number);
  };
  return seen;
}

test('`send --restart-job` pauses the job, uploads, and starts it; what was staged is provisioned', async () => {
  const seen = watchUploads();
  const { code, stdout, stderr } = await send();
  expect([code, stderr, linesOf(stdout).at(-1)]).toEqual([0, '', expect.stringMatching(/^accepted: 120 of 120/)]);
  expect(seen).toEqual(['Paused', 'Paused', 'Paused']);
  expect(jobOf()).toMatchObject({ status: 'Active', staged: { length: 120 } });
  expect(entra.runCycles()).toBe(120);
});

test('`send --restart-job` ends a quarantine and keeps what was staged before', async () => {
  Object.assign(jobOf(), { status: 'Quarantine', quarantine: createQuarantine('QuarantinedOnDemand', 0) });
  expect((await csv2scim(argsOf(csv).slice(0, -1), environment())).code).toBe(0);
  expect((await send(other)).code).toBe(0);
  expect(jobOf()).toMatchObject({ status: 'Active', quarantine: null, staged: { length: 150 } });
});

test('`send` without --restart-job leaves the job alone', async () => {
  const seen = watchUploads();
  jobOf().status = 'Paused';
  expect((await csv2scim(argsOf(csv).slice(0, -1), environment())).code).toBe(0);
  expect([new Set(seen), jobOf().status]).toEqual([new Set(['Paused']), 'Paused']);
});

test.each([
  ['is refused in its first request', () => ({ status: 400 }), /refused every record/],
  [
    'is refused later',
    (number: number) => (number === 1 ? undefined : { status: 403 }),
    /SynchronizationData-User\.Upload/,
  ],
  ['finds nobody who answers', () => ({ status: 503 }), /status 503/],
])('`send --restart-job` starts the job again after an upload that %s', async (_, fault, problem) => {
  const seen = watchUploads(fault);
  const { code, stderr } = await send();
  expect([code, stderr]).toEqual([5, expect.stringMatching(problem)]);
  expect([new Set(seen), jobOf().status]).toEqual([new Set(['Paused']), 'Active']);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '`send --restart-job` starts the job again after %s, however often it comes, and ends with 5',
  async (signal) => {
    const seen = watchUploads((number) =>
      number === 1 ? undefined : { status: 503, headers: { 'Retry-After': '100' } },
    );
    const child = start();
    await until('the second upload', () => (entra.answers.length > 1 ? true : undefined));
    expect(jobOf().status).toBe('Paused');
    child.signal(signal);
    child.signal(signal);
    expect(await child.ended).toBe(5);
    expect(child.stderr()).toMatch(/interrupted: only a part of the file was sent. The job was started again/);
    expect([new Set(seen), jobOf().status]).toEqual([new Set(['Paused']), 'Active']);
    expect(externalIdsIn(entra.accepted())).toHaveLength(50);
  },
);

test('`send --restart-job` sends the whole file and starts the job though nobody reads what it says', async () => {
  const long = await folder.write('long.csv', csvOf(people(1000))); // each tenth of the way is told on standard output
  expect(await csv2scimUnread(argsOf(long), environment())).toBe(0);
  expect(entra.people()).toHaveLength(1000);
  expect(jobOf().status).toBe('Active');
});

test('`send --restart-job` pauses and starts nothing when no record is valid', async () => {
  jobOf().status = 'Quarantine'; // a start would make it active
  const wrong = await folder.write('wrong.csv', csvOf([['', ...person(1).slice(1)]]));
  expect((await send(wrong)).code).toBe(3);
  expect([jobOf().status, entra.answers]).toEqual(['Quarantine', []]);
});

test('`send --restart-job` sends nothing, and starts nothing, when it may not pause the job', async () => {
  entra.permit(['SynchronizationData-User.Upload', 'Synchronization.Read.All']);
  jobOf().status = 'Paused';
  const { code, stderr } = await send();
  expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/Synchronization\.ReadWrite\.All.*status 403/)]]);
  expect([jobOf().status, entra.answers]).toEqual(['Paused', []]);
});

test('`send --restart-job` sends nothing to a job that is not there', async () => {
  const { code, stderr } = await csv2scim([...argsOf(csv), '--job-id', 'job-9'], environment());
  expect([code, linesOf(stderr)]).toEqual([5, [expect.stringMatching(/jobId/)]]);
  expect([jobOf().status, entra.answers]).toEqual(['Active', []]);
});

test('`send --restart-job` says that the job may be paused when it cannot be started again', async () => {
  watchUploads((number) => {
    if (number === 3) entra.permit([]); // before the last upload is looked at
    return undefined;
  });
  const { code, stderr } = await send();
  expect([code, jobOf().status]).toEqual([5, 'Paused']);
  expect(linesOf(stderr)).toEqual([
    expect.stringMatching(/SynchronizationData-User\.Upload/),
    expect.stringMatching(/Synchronization\.ReadWrite\.All/),
    expect.stringMatching(/could not be started again.*Entra portal/),
  ]);
});

test('`send --restart-job` looks up the job of the app that is named', async () => {
  const noJob = await folder.write('noJob.json', JSON.stringify(mapping('employees', { provisioningJob: {} })));
  const args = ['send', csv, '--mapping', noJob, '--restart-job', '--service-principal-id', servicePrincipalId];
  const seen = watchUploads();
  expect((await csv2scim(args, environment())).code).toBe(0);
  expect([new Set(seen), jobOf().status]).toEqual([new Set(['Paused']), 'Active']);
});
