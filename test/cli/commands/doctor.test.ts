import { rm } from 'node:fs/promises';
import type { Finding } from '../../../lib/doctor/finding';
import { developmentToken } from '../../../lib/graph/client/tokens';
import type { LogEntry } from '../../../local/entra/tenant/logEntry';
import { createJob, type Job } from '../../../local/entra/tenant/tenant';
import { csv2scim, linesOf, type Ran } from '../../support/cli';
import { jobId, permissions, servicePrincipalId } from '../../support/entra';
import { csvOf, mapping, people } from '../../support/files';
import { startManagement, systemKey } from '../../support/management';
import { type Stage, setStage } from '../../support/stage';
import { type StorageProxy, startStorageProxy } from '../../support/storageProxy';

let stage: Stage;
let storage: StorageProxy;
let entra: StorageProxy;
let log: LogEntry[];
/** Every call of the doctor's, by method and path. */
let calls: string[] = [];

const settled = { ...mapping('employees', { safeguards: {} }) };

/** A tenant in which all went well: the real functions took a file, and Entra ran a cycle. */
beforeAll(async () => {
  stage = await setStage(settled);
  storage = await startStorageProxy(stage.connectionString);
  entra = await startStorageProxy(`BlobEndpoint=${stage.entra.origin}`); // it passes on and breaks any HTTP
  await stage.startHost();
  const etag = await stage.drop('employees/a.csv', csvOf(people(10)));
  expect(await stage.report(etag)).toMatchObject({ state: 'accepted' });
  stage.entra.runCycles();
  log = stage.entra.tenant.log;
});
beforeEach(async () => {
  calls = [];
  storage.fault = (method, path) => void calls.push(`${method} ${path}`);
  entra.fault = (method, path) => void calls.push(`${method} ${path}`);
  Object.assign(job(), { ...createJob(jobId, servicePrincipalId), accounts: job().accounts });
  stage.entra.tenant.log = log;
  stage.entra.permit(permissions);
  await stage.mappings.write('employees.json', JSON.stringify(settled));
});
afterAll(async () => {
  await Promise.all([storage.stop(), entra.stop()]);
  await stage.close();
});

const job = (): Job => {
  const [first] = stage.entra.tenant.jobs;
  if (first === undefined) throw new Error('the tenant has a job');
  return first;
};

const doctor = (args: readonly string[] = [], settings: Record<string, string> = {}): Promise<Ran> =>
  csv2scim(['doctor', ...args], {
    HrStorage: storage.connectionString,
    GRAPH_ENDPOINT: entra.connectionString.replace('BlobEndpoint=', ''),
    MAPPINGS: stage.mappings.path,
    ...settings,
  });

/** What is not well, as a person reads it: check, status, message, remedy. */
async function unwell(args: readonly string[] = []): Promise<[number | null, ...string[][]]> {
  const { code, stdout } = await doctor(['--json', ...args]);
  const findings = JSON.parse(stdout) as Finding[];
  return [
    code,
    ...findings
      .filter(({ status }) => status !== 'ok')
      .map(({ check, status, message, remedy }) => [check, status, message, ...(remedy === undefined ? [] : [remedy])]),
  ];
}

const matching = (...texts: (string | RegExp)[]): unknown[] =>
  texts.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text)));

test('`doctor` says that no problems found, in the order in which data flows, and changes nothing', async () => {
  const { code, stdout, stderr } = await doctor();
  expect([code, stderr, linesOf(stdout).at(-1)]).toEqual([0, '', 'no problems found']);
  const lines = linesOf(stdout).slice(0, -1);
  const headings = lines.filter((line) => !line.startsWith(' '));
  expect(headings).toEqual(['settings', 'mapping employees', 'Graph', 'job employees', 'storage', 'feed employees']);
  const checks = lines.filter((line) => line.startsWith(' '));
  expect(checks.filter((line) => !/^ {2}ok {6}\S/.test(line))).toEqual([]);
  expect(stdout).toMatch(/ok +1 of the day's 2000 calls/);
  expect(stdout).toMatch(/ok +the newest file \(\d{8}T\d{6}Z-[0-9a-f]{8}, .+\) is accepted/);
  expect(stdout).toMatch(/ok +0 of its last 10 log entries are failures/);
  expect(stdout).not.toContain(developmentToken);
  expect(stdout).not.toMatch(/w1|user1|Last1/);
  expect(calls.filter((call) => /\/auditLogs\/|\/schema$|hr-reports|_quota/.test(call)).length).toBeGreaterThan(4);
  expect(calls.filter((call) => !/^(GET|HEAD) /.test(call))).toEqual([]);
  expect(await stage.messages('ingestion-resume-poison')).toBe(0);
});

/** Changes the source attributes of the job's schema. */
function attributes(change: (attribute: { name: string; flowNullValues: boolean }) => boolean): void {
  const schema = JSON.parse(job().schema);
  const [source] = schema.directories.filter(({ name }: { name: string }) => name === 'API');
  for (const object of source.objects) object.attributes = object.attributes.filter(change);
  job().schema = JSON.stringify(schema);
}

const changedMapping = (change: Record<string, unknown>) => () =>
  stage.mappings.write('employees.json', JSON.stringify({ ...settled, ...change }));

const csvExtension = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
const hours = 60 * 60_000;

test.each<[string, () => unknown, number, ...(string | RegExp)[][]]>([
  [
    'attributes that the schema does not know',
    async () => {
      attributes(({ name }) => name !== 'title');
      await changedMapping({ extension: { schema: csvExtension, columns: ['JobTitle'] } })();
    },
    0,
    [
      'mapping employees',
      'warning',
      new RegExp(`not in the job's schema.*: title, ${csvExtension}:JobTitle$`),
      new RegExp(`portal; csv2scim update-schema <csv> --schema ${csvExtension} --service-principal-id app-1$`),
    ],
  ],
  [
    'null flow of what the mapping does not send, and of what it omits when it is empty',
    async () => {
      attributes((attribute) => {
        attribute.flowNullValues = ['preferredLanguage', 'title'].includes(attribute.name);
        return true;
      });
      await changedMapping({ emptyValues: 'omit' })();
    },
    3,
    ['mapping employees', 'problem', /omits empty fields.* for title\. .*clears/, /emptyValues/],
    [
      'mapping employees',
      'problem',
      /does not send preferredLanguage,.*clears it for everybody/,
      /switch null flow off/,
    ],
  ],
  [
    'a paused job, and no permission to read its log',
    () => {
      job().status = 'Paused';
      stage.entra.permit(permissions.filter((other) => other !== 'ProvisioningLog.Read.All'));
    },
    5,
    ['job employees', 'problem', /in the state Paused/, /Start the job.*Do not restart it/],
    [
      'job employees',
      'problem',
      /log could not be read \(forbidden, status 403/,
      /permission ProvisioningLog.Read.All/,
    ],
  ],
  [
    'a job in quarantine, and no cycle ever',
    () => {
      Object.assign(job(), { status: 'Quarantine', quarantine: { reason: 'TooManyDeletes' } });
      stage.entra.tenant.log = [];
    },
    5,
    ['job employees', 'problem', /Quarantine \(TooManyDeletes\)/, /"Allow deletes".*Then start the job/],
    ['job employees', 'warning', /no cycle/, /5 to 10 minutes/],
  ],
  [
    'a cycle long ago, with failures',
    () => {
      const activityDateTime = new Date(Date.now() - 27 * hours).toISOString();
      const failed = { provisioningStatusInfo: { status: 'failure', errorInformation: null } } as const;
      stage.entra.tenant.log = log.map((entry, index) => ({ ...entry, activityDateTime, ...(index === 0 && failed) }));
    },
    0,
    ['job employees', 'warning', /last cycle was 27 hours ago/, /Entra portal/],
    ['job employees', 'warning', /^1 of its last 10 log entries/, /csv2scim logs/],
  ],
  [
    'an inbox that does not exist, and a queue without the role for it',
    () => {
      storage.fault = (_, path) => (/hr-inbox/.test(path) ? 404 : /ingestion-resume\?/.test(path) ? 403 : undefined);
    },
    5,
    ['storage', 'problem', 'hr-inbox does not exist', /deploy/],
    ['storage', 'problem', /^ingestion-resume refused \(status 403/, /Storage Queue Data Contributor/],
  ],
  [
    'reports and state that cannot be read, and what it did not look at',
    () => {
      storage.fault = (_, path) => (/hr-reports/.test(path) ? 403 : /ingestion-state/.test(path) ? 404 : undefined);
    },
    5,
    ['Graph', 'skipped', /quota was not checked/],
    ['storage', 'problem', /^hr-reports refused \(status 403/, /grant the role Storage Blob Data Contributor/],
    ['storage', 'warning', 'ingestion-state does not exist', /creates it when it first runs/],
    ['feed employees', 'skipped', /hr-reports could not be read/],
  ],
  [
    'a job that does not exist, and what it did not look at',
    changedMapping({ provisioningJob: { servicePrincipalId, jobId: 'job-9' } }),
    5,
    ['mapping employees', 'skipped', /not compared/],
    ['job employees', 'problem', /not_found, status 404/, /object id of the provisioning app/],
    ['job employees', 'skipped', /last cycle/],
  ],
])('`doctor` finds %s', async (_, plant, code, ...findings) => {
  await plant();
  expect(await unwell()).toEqual([code, ...findings.map((finding) => matching(...finding))]);
});

test('`doctor` finds mapping files that are wrong, and looks at the others', async () => {
  const attributes = { ...(settled.attributes as object), titel: 'JobTitle' };
  const wrong = await stage.mappings.write('wrong.json', JSON.stringify({ ...settled, feed: 'wrong', attributes }));
  const wide = await stage.mappings.write('wide.json', JSON.stringify(mapping('wide', { files: '**/*.csv' })));
  const [code, ...findings] = await unwell();
  expect([code, findings]).toEqual([
    3,
    [
      matching('mapping wrong', 'problem', /^attributes.titel: .*did you mean title\?$/, /csv2scim validate/),
      matching('mapping employees', 'problem', /several mappings match one file \(employees, wide\)/, /change files/),
      matching('feed wide', 'warning', 'no file of this feed was ever read', /hr-inbox/),
    ],
  ]);
  expect((await unwell(['--mapping', wrong])).slice(0, 2)).toEqual([
    3,
    matching('mapping wrong', 'problem', /titel/, /./),
  ]);
  await Promise.all([rm(wrong), rm(wide)]);
});

test('`doctor` finds an event subscription that calls another function, and never shows the key in its URL', async () => {
  const account = /AccountName=([^;]+)/.exec(stage.connectionString)?.[1] ?? '';
  const management = await startManagement(account);
  const settings = { AZURE_MANAGEMENT_ENDPOINT: management.origin };
  const { fullUrls } = management.resources;
  expect(await doctor([], settings)).toMatchObject({ code: 0, stdout: expect.stringMatching(/no problems found$/m) });
  fullUrls['ingest-hr-file'] = fullUrls['ingest-hr-file']?.replace('ingestHrFile', 'ingest') ?? '';
  const { code, stdout, stderr } = await doctor([], settings);
  expect([code, stderr]).toEqual([5, '']);
  expect(stdout).toMatch(
    /^storage$.*^Event Grid$.* problem ingest-hr-file: .*Host\.Functions\.ingest\. It must be.*^feed employees$/ms,
  );
  expect(stdout).not.toContain(systemKey);
  management.fault = () => 403;
  const unchecked = await doctor([], settings);
  expect([unchecked.code, linesOf(unchecked.stdout).at(-1)]).toEqual([0, '1 check skipped']);
  await management.stop();
});

test('`doctor` ends with the code of the worst problem', async () => {
  job().status = 'Paused';
  expect((await unwell())[0]).toBe(5);
  await changedMapping({ provisioningJob: {} })();
  expect((await unwell())[0]).toBe(3);
  expect((await doctor([], { GRAPH_CALLS_PER_DAY: 'many' })).code).toBe(2);
});

test('`doctor` finds a spent quota, and messages that were given up', async () => {
  const ledger = await stage.read('ingestion-state', '_quota/ledger.json');
  const leaves = Date.now() + hours;
  const spent = JSON.stringify({ blocks: [], waiting: [], spent: [{ calls: 2000, leaves }] });
  await stage.write('ingestion-state', '_quota/ledger.json', spent);
  await stage.enqueue('ingestion-resume-poison', { blob: 'employees/a.csv' });
  const until = `2000 calls are spent: it continues at ${new Date(leaves).toISOString()}`;
  expect(await unwell()).toEqual([
    5,
    matching('Graph', 'problem', new RegExp(until), /continue automatically/),
    matching('storage', 'problem', /^1 failed five times: ingestion-resume-poison/, /clear the queue/),
  ]);
  await stage.clearQueue('ingestion-resume-poison');
  await stage.write('ingestion-state', '_quota/ledger.json', ledger ?? '');
});

test('`doctor` finds a feed of which no file came, and one whose last came long ago', async () => {
  const [never, late] = [mapping('never'), mapping('late')];
  const files = await Promise.all(
    [never, late].map((file) => stage.mappings.write(`${file.feed}.json`, JSON.stringify(file))),
  );
  const report = { ingestionId: '20260101T120000Z-00000000', state: 'unchanged', reasons: [] };
  await stage.write('hr-reports', `late/${report.ingestionId}/report.json`, JSON.stringify(report));
  expect(await unwell()).toEqual([
    0,
    matching('feed late', 'warning', /more than 26 hours/, /that HR still sends/),
    matching('feed never', 'warning', 'no file of this feed was ever read', /hr-inbox/),
  ]);
  expect(await unwell(['--since-hours', '1000000', '--mapping', `${stage.mappings.path}/late.json`])).toEqual([0]);
  await Promise.all(files.map((file) => rm(file)));
});

test('`doctor` finds a file that is held, one that was discarded, and one that failed', async () => {
  const emptied = people(10).map((fields) => [...fields.slice(0, -1), '']);
  const held = await stage.report(await stage.drop('employees/b.csv', csvOf(emptied)));
  const { ingestionId: id } = held;
  expect(await unwell()).toEqual([
    3,
    matching(
      'feed employees',
      'problem',
      new RegExp(`${id}.* is held: emptied_column`),
      `csv2scim release ${id} or discard ${id}`,
    ),
  ]);
  await csv2scim(['discard', id], { HrStorage: stage.connectionString });
  expect(await unwell()).toEqual([
    3,
    matching('feed employees', 'problem', /is rejected: discarded: /, /upload the file/),
  ]);
  stage.entra.fault = () => ({ status: 403 });
  const failed = await stage.report(await stage.drop('employees/c.csv', csvOf(people(11))));
  expect(await unwell()).toEqual([
    5,
    matching(
      'feed employees',
      'problem',
      /is failed: forbidden: /,
      `fix the cause, then csv2scim resume ${failed.ingestionId}`,
    ),
  ]);
});
