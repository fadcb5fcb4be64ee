import { csv2scim, linesOf } from '../../support/cli';
import { type Folder, mapping, newFolder } from '../../support/files';

let mappings: Folder;
beforeAll(async () => {
  mappings = await newFolder();
});
afterAll(() => mappings.remove());

/** Half a connection is wrong, and so no test waits for a storage that is not there. */
const half = { HrStorage__blobServiceUri: 'https://example.invalid' };
const halfIsWrong = /problem HrStorage: HrStorage__blobServiceUri and HrStorage__queueServiceUri are both needed/;

/** What it says below each heading. */
async function doctor(
  settings: Record<string, string>,
): Promise<{ code: number | null; said: Record<string, string[]> }> {
  const { code, stdout } = await csv2scim(['doctor'], { ...half, MAPPINGS: mappings.path, ...settings });
  const said: Record<string, string[]> = {};
  let heading = '';
  for (const line of linesOf(stdout)) {
    if (!line.startsWith(' ')) heading = line;
    said[heading] = [...(said[heading] ?? []), ...(line === heading ? [] : [line])];
  }
  return { code, said };
}

const lines = (...patterns: RegExp[]): unknown[] => patterns.map((pattern) => expect.stringMatching(pattern));

test('`doctor` names every setting that is wrong, each with its remedy, and what it did not look at', async () => {
  const { code, said } = await doctor({
    GRAPH_ENDPOINT: 'https://graph.example.com',
    GRAPH_CALLS_PER_DAY: 'many',
    SETTLE_SECONDS: '-1',
    SUMMARY_SCHEDULE: '0 0 0 1 1 *',
    MAPPINGS: `${mappings.path}/gone`,
  });
  expect(code).toBe(2);
  const fix = (setting: string): RegExp => new RegExp(`^ {10}→ fix the app setting ${setting}`);
  expect(said).toEqual({
    settings: lines(
      halfIsWrong,
      fix('HrStorage'),
      /^ {2}problem GRAPH_ENDPOINT: must be https/,
      fix('GRAPH_ENDPOINT'),
      /^ {2}problem GRAPH_CALLS_PER_DAY: must be a number/,
      fix('GRAPH_CALLS_PER_DAY'),
      /^ {2}problem SETTLE_SECONDS: must be a number/,
      fix('SETTLE_SECONDS'),
      /^ {2}problem MAPPINGS: .*gone: there is no such file$/,
      /→ set MAPPINGS to the folder/,
    ),
    Graph: lines(/^ {2}skipped not checked: GRAPH_ENDPOINT is invalid$/, /^ {2}skipped the quota was not checked/),
    storage: lines(/^ {2}skipped not checked: HrStorage is invalid$/),
    '5 problems, 3 checks skipped': [],
  });
});

test('`doctor` doubts settings that are right but hardly meant, and asks how to sign in', async () => {
  const job = { servicePrincipalId: '%APP%', jobId: '%JOB%' };
  await mappings.write('employees.json', JSON.stringify(mapping('employees', { provisioningJob: job })));
  const { code, said } = await doctor({ GRAPH_CALLS_PER_DAY: '3000', SETTLE_SECONDS: '0' });
  expect(code).toBe(2);
  expect(said.settings).toEqual(
    lines(
      halfIsWrong,
      /→ fix/,
      /warning GRAPH_CALLS_PER_DAY is 3000/,
      /→ set it to 2000 .* or 6000/,
      /warning SETTLE_SECONDS is 0/,
      /→ set it to 60/,
      /warning SUMMARY_SCHEDULE is not set/,
      /→ set it, for example to '0 \*\/15/,
      /problem APP is not set, which .*employees\.json names as servicePrincipalId/,
      /→ set it as an app setting/,
      /warning JOB is not set/,
      /→ set it as an app setting/,
    ),
  );
  expect(said.Graph?.slice(0, 2)).toEqual(
    lines(/problem --auth: is required when there is no terminal/, /→ choose a sign-in method/),
  );
  expect(said['job employees']).toEqual(lines(/skipped not checked: Graph could not be reached/));
  expect(said['3 problems, 4 warnings, 5 checks skipped']).toEqual([]);
});

test('`doctor` finds that Graph cannot be reached', async () => {
  await mappings.write('employees.json', JSON.stringify(mapping()));
  const { said } = await doctor({ GRAPH_ENDPOINT: 'http://127.0.0.1:9' });
  expect(said['job employees']).toEqual(
    lines(
      /problem the job could not be read \(unreachable\)/,
      /→ Graph cannot be reached .*GRAPH_ENDPOINT/,
      /skipped its last cycle/,
    ),
  );
});

test.each(['0', 'x', '-1', ' '])('`doctor` ends with 2 for --since-hours %j', async (hours) => {
  const { code, stdout, stderr } = await csv2scim(['doctor', '--since-hours', hours], {});
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(/must be a number of hours/)]);
});
