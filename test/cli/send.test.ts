import { csv2scim, linesOf } from '../support/cli';
import { startTestEntra, type TestEntra } from '../support/entra';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../support/files';
import { startRefusingEntra } from '../support/refusingEntra';

let entra: TestEntra;
let several: TestEntra;
let folder: Folder;
let mappings: Record<'named' | 'lookedUp' | 'setting' | 'elsewhere', string>;
const app = { servicePrincipalId: 'app-1' };

beforeAll(async () => {
  [entra, several, folder] = await Promise.all([startTestEntra(), startTestEntra(['job-1', 'job-2']), newFolder()]);
  const write = (name: string, provisioningJob: object) =>
    folder.write(name, JSON.stringify(mapping('employees', { provisioningJob })));
  mappings = {
    named: await write('named.json', { ...app, jobId: 'job-1' }),
    lookedUp: await write('lookedUp.json', app),
    setting: await write('setting.json', { servicePrincipalId: '%HR_APP%', jobId: '%HR_JOB%' }),
    elsewhere: await write('elsewhere.json', { servicePrincipalId: 'app-9', jobId: 'job-9' }),
  };
});
afterAll(() => Promise.all([entra.stop(), several.stop(), folder.remove()]));
beforeEach(() => {
  entra.forget();
  several.forget();
});

const send = async (csv: string, args: string[], environment: Record<string, string> = {}) =>
  csv2scim(['send', await folder.write('a.csv', csv), '--mapping', ...args], {
    GRAPH_ENDPOINT: entra.origin,
    ...environment,
  });

test('send uploads a file, tells its progress in plain lines, and sums up on standard output', async () => {
  const { code, stdout } = await send(csvOf(people(120)), [mappings.named]);
  expect(code).toBe(0);
  expect(stdout).not.toMatch(/\x1b|\r/);
  expect(linesOf(stdout).at(-1)).toMatch(/accepted: 120 of 120 records in 3 requests/);
  expect(entra.people()).toHaveLength(120);
});

test('send sends what generate writes', async () => {
  const csv = csvOf([...people(60), ['', 'Active', 'u', 'l', 'f', 't'], person(60)]);
  const sent = await send(csv, [mappings.named]);
  expect(sent.code).toBe(0);
  expect(linesOf(sent.stderr)).toEqual([expect.stringMatching(/^line 62: /)]);
  const generated = await csv2scim(['generate', `${folder.path}/a.csv`, '--mapping', mappings.named]);
  expect(entra.accepted().sort()).toEqual(linesOf(generated.stdout).sort());
});

test('send takes app and job from app settings that the mapping names', async () => {
  const { code } = await send(csvOf(people(1)), [mappings.setting], { HR_APP: 'app-1', HR_JOB: 'job-1' });
  expect(code).toBe(0);
  expect(entra.people()).toEqual(['w1']);
});

test('send takes app and job from the command line before those of the mapping', async () => {
  const options = ['--service-principal-id', 'app-1', '--job-id', 'job-1'];
  expect((await send(csvOf(people(1)), [mappings.elsewhere, ...options])).code).toBe(0);
});

test("send looks the job up for an app of the command line: the mapping's job is another app's", async () => {
  expect((await send(csvOf(people(1)), [mappings.elsewhere, '--service-principal-id', 'app-1'])).code).toBe(0);
  expect(entra.people()).toEqual(['w1']);
});

test('send looks up the only job of the app', async () => {
  expect((await send(csvOf(people(1)), [mappings.lookedUp])).code).toBe(0);
});

test('send ends with 5 and lists the jobs when there are several, unless one is named', async () => {
  const environment = { GRAPH_ENDPOINT: several.origin };
  const ambiguous = await send(csvOf(people(1)), [mappings.lookedUp], environment);
  expect(ambiguous.code).toBe(5);
  expect(ambiguous.stderr).toMatch(/job-1, job-2/);
  expect(several.answers).toHaveLength(0);
  expect((await send(csvOf(people(1)), [mappings.lookedUp, '--job-id', 'job-1'], environment)).code).toBe(0);
});

test.each([
  ['an app that is not there', 'app-9', [], /object id/],
  ['a job that is not there', 'app-1', ['--job-id', 'job-9'], /jobId/],
])('send with %s ends with 5 and says what to check', async (_, id, options, sentence) => {
  const { code, stderr } = await send(csvOf(people(1)), [mappings.named, '--service-principal-id', id, ...options]);
  expect(code).toBe(5);
  expect(linesOf(stderr)).toEqual([expect.stringMatching(sentence)]);
});

test('send without the permission ends with 5 and names it', async () => {
  entra.permit(['Synchronization.Read.All']);
  const { code, stderr } = await send(csvOf(people(1)), [mappings.named]);
  entra.permit(['SynchronizationData-User.Upload', 'Synchronization.Read.All']);
  expect(code).toBe(5);
  expect(stderr).toMatch(/SynchronizationData-User\.Upload/);
});

test('send to an unreachable Graph ends with 5, in one line', async () => {
  const gone = await startTestEntra();
  await gone.stop();
  const { code, stderr } = await send(csvOf(people(1)), [mappings.named], { GRAPH_ENDPOINT: gone.origin });
  expect(code).toBe(5);
  expect(linesOf(stderr)).toEqual([expect.stringMatching(/cannot be reached/)]);
});

test('send ends with 3 when no record is valid or the file is malformed, and sends nothing', async () => {
  expect((await send(csvOf([['', 'Active', 'u', 'l', 'f', 't']]), [mappings.named])).code).toBe(3);
  expect((await send(`${csvOf(people(200))}"w`, [mappings.named])).code).toBe(3);
  expect(entra.answers).toHaveLength(0);
});

test('send tells the lines that Entra refuses, sends the others, and never quotes a field', async () => {
  const canary = 'Kanarienvogel';
  const front = await startRefusingEntra(entra.origin, (body) =>
    body.includes(canary) ? { status: 400, message: `${canary} is wrong` } : undefined,
  );
  const csv = csvOf([...people(60), person(61, canary), ['', canary, canary, canary, canary, canary]]);
  const { code, stdout, stderr } = await send(csv, [mappings.named], { GRAPH_ENDPOINT: front.origin });
  await front.stop();
  expect(code).toBe(0);
  expect(entra.people()).toHaveLength(60);
  expect(linesOf(stderr).map((line) => line.slice(0, 8))).toEqual(['line 63:', 'line 62:']);
  expect(stdout).toMatch(/60 of 62 records/);
  expect(stdout + stderr).not.toContain(canary);
});
