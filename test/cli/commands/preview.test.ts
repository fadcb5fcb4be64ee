import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csv2scim, linesOf } from '../../support/cli';
import { csvOf, type Folder, mapping, newFolder, people, person } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
let folder: Folder;
const changes = { send: 'changes', safeguards: {} };
beforeAll(async () => {
  [stage, folder] = await Promise.all([setStage(mapping('employees', changes)), newFolder()]);
});
afterAll(() => Promise.all([stage.close(), folder.remove()]));
beforeEach(() => stage.clear());

const left = (id: number): string[] => person(id).with(1, 'Left');

async function preview(records: string[][], more: string[] = [], keys: Record<string, unknown> = changes) {
  const csv = await folder.write('next.csv', csvOf(records));
  const file = await folder.write('mapping.json', JSON.stringify(mapping('employees', keys)));
  const settings = { HrStorage: stage.connectionString };
  return csv2scim(['preview', csv, '--mapping', file, ...more], settings);
}
const json = async (records: string[][], keys?: Record<string, unknown>) => {
  const { code, stdout, stderr } = await preview(records, ['--json'], keys);
  expect(stderr).toBe('');
  return { code, ...JSON.parse(stdout) };
};
const accepted = async (records: string[][]): Promise<string> => {
  const report = await stage.report(await stage.drop('employees/a.csv', csvOf(records)));
  expect(report.state).toBe('accepted');
  await until('its end', async () => ((await stage.leases()) === 0 ? true : undefined)); // its report comes before
  return report.ingestionId;
};
const everybody = [...people(99), left(100)];

test('what a file would do, beside the last accepted one; nothing is sent, nothing is written', async () => {
  await stage.startHost();
  const baseline = await accepted(everybody);
  const before = [stage.entra.answers.length, await stage.blobs()];
  const next = [
    ...people(96).with(0, person(1, 'Chief')).with(1, person(2, 'Chief').with(4, 'Zoë')).with(2, left(3)),
    person(100), // returns
    person(500),
    ['', 'Active', 'u', 'l', 'f', ''],
  ];
  expect(await json(next)).toEqual({
    code: 0,
    feed: 'employees',
    baseline,
    rejected: false,
    unchanged: false,
    everybody: false,
    records: {
      read: 99,
      valid: 98,
      rejected: 1,
      duplicates: 0,
      skipped: 0,
      repeatedHeaders: 0,
      unchanged: 93,
      new: 1,
      changed: 4,
      repeated: 0,
      absent: 3,
    },
    leavers: 3, // w3, and of three who are gone one may be the record without externalId
    returning: 1,
    deactivated: 0,
    attributes: [
      { attribute: 'active', people: 2 },
      { attribute: 'title', people: 2 },
      { attribute: 'name.givenName', people: 1 },
    ],
    safeguards: [],
    notes: [],
    requests: 1,
    callsPerDay: 2000,
    callsInLast24Hours: expect.any(Number),
    percent: 0.1,
    hours: 0.1,
  });
  const { code, stdout } = await preview(next);
  expect(code).toBe(0);
  expect(stdout).toMatch(/new 1, changed 4, .*unchanged 93\n/);
  expect(stdout).toMatch(/changed attributes: active 2, title 2, name\.givenName 1\n/);
  expect(stdout).toMatch(/1 request, 0\.1 % of the day's 2,000 calls.*\nno safeguard would hold the file\n/);
  expect([stage.entra.answers.length, await stage.blobs()]).toEqual(before);
});

test('exit code 4 when a safeguard would hold the file, and which', async () => {
  await stage.startHost();
  await accepted(people(100));
  const { code, safeguards, leavers } = await json(people(60));
  expect([code, leavers, safeguards.map(({ code }: { code: string }) => code)]).toEqual([
    4,
    40,
    ['max_leavers_percent', 'max_record_drop_percent'],
  ]);
  expect((await preview(people(60))).stdout).toMatch(/would be held \(max_leavers_percent\): 40 of the 100/);
});

test('a changed mapping sends everybody, and shows what changes for whom', async () => {
  await stage.startHost();
  await accepted(people(60));
  const attributes = { ...(mapping().attributes as object), title: { expression: "row['JobTitle'] + '!'" } };
  expect(await json(people(60), { ...changes, attributes })).toMatchObject({
    everybody: false,
    records: { unchanged: 0, changed: 60, new: 0 },
    attributes: [{ attribute: 'title', people: 60 }],
    requests: 2,
  });
});

test('without the last file it is known who changes, but not in what', async () => {
  await stage.startHost();
  await accepted(people(60));
  await stage.drop('employees/a.csv', 'WorkerID\n'); // in its place
  expect(await json(people(60).with(0, person(1, 'Chief')))).toMatchObject({
    records: { changed: 1 },
    attributes: null,
  });
});

test('of a first file everybody is new; a file without a valid record ends with 3', async () => {
  const first = await preview(people(3));
  expect([first.code, linesOf(first.stdout)[0]]).toEqual([0, expect.stringMatching(/first file/)]);
  expect(first.stdout).toMatch(/new 3, changed 0/);
  expect(
    (await preview([['', 'Active', 'u', 'l', 'f', '']], [], { safeguards: { maxRejectedPercent: 100 } })).code,
  ).toBe(3);
  const malformed = await csv2scim(
    ['preview', await folder.write('bad.csv', 'a,b\n1\n'), '--mapping', join(folder.path, 'mapping.json')],
    {
      HrStorage: stage.connectionString,
    },
  );
  expect(malformed.code).toBe(3);
});

test('the page says the same, and holds nobody', async () => {
  await stage.startHost();
  await accepted(people(100));
  const page = join(folder.path, 'preview.html');
  expect((await preview(people(60).with(0, person(1, 'Chief')), ['--html', page])).code).toBe(4);
  const text = await readFile(page, 'utf8');
  expect(text).toMatch(/A safeguard would hold this file/);
  expect(text).toMatch(/title/);
  expect(text).not.toMatch(/w1\b|Last1|Chief/);
});

test('`preview --people` names leavers, returners and new people', async () => {
  await stage.startHost();
  await accepted(everybody);
  const next = [...people(97).with(2, left(3)), person(99), person(100), person(500)];
  const { stdout } = await preview(next, ['--people']);
  expect(linesOf(stdout).filter((line) => /^(?:leaver|returner|new):/.test(line))).toEqual([
    'leaver: line 4, w3, First3 Last3',
    'leaver: not in the file, w98, First98 Last98',
    'returner: line 100, w100, First100 Last100',
    'new: line 101, w500, First500 Last500',
  ]);
});

test('`preview --against` compares two files, and needs no storage', async () => {
  const before = await folder.write('before.csv', csvOf(everybody));
  const csv = await folder.write('next.csv', csvOf([...people(60).with(2, left(3)), person(100), person(500)]));
  const absent = { absent: 'deactivate', safeguards: { maxLeavers: 500, maxLeaversPercent: 100 } };
  const file = await folder.write('mapping.json', JSON.stringify(mapping('employees', { ...changes, ...absent })));
  const run = (...args: string[]) =>
    csv2scim(['preview', csv, '--mapping', file, ...args], { HrStorage: 'DefaultEndpointsProtocol=none' });
  const { code, stdout } = await run('--against', before, '--people', '--json');
  expect([code, JSON.parse(stdout)]).toMatchObject([
    4,
    {
      baseline: 'before.csv',
      records: { new: 1, changed: 2, unchanged: 59, absent: 39 },
      ...{ leavers: 40, returning: 1, deactivated: 39 },
      safeguards: [{ code: 'max_record_drop_percent' }],
      people: { returners: [{ line: 62, externalId: 'w100' }], new: [{ line: 63, externalId: 'w500' }] },
    },
  ]);
  expect(JSON.parse(stdout).people.leavers).toHaveLength(40);
  const same = await csv2scim(['preview', before, '--mapping', file, '--against', before]);
  expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('nothing would be sent')]);
  const upper = everybody.map((record) => record.with(0, (record[0] ?? '').toUpperCase()));
  const inCapitals = await folder.write('capitals.csv', csvOf(upper));
  const capitals = await csv2scim(['preview', inCapitals, '--mapping', file, '--against', before]);
  expect([capitals.code, capitals.stdout]).toEqual([0, expect.stringContaining('no attribute changes')]);
});

test('`preview` says that a file would be rejected, how many records are skipped, and names nobody gone of `partial`', async () => {
  const before = await folder.write('before.csv', csvOf(everybody));
  const run = async (records: string[][], keys: Record<string, unknown>) => {
    const csv = await folder.write('next.csv', csvOf(records));
    const file = await folder.write('mapping.json', JSON.stringify(mapping('employees', { ...changes, ...keys })));
    return csv2scim(['preview', csv, '--mapping', file, '--against', before]);
  };
  const where = { records: { where: "row['JobTitle'] != 'x'" } };
  expect(await run([person(1, 'x')], where)).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(
      /nothing would be sent: records\.where skips every record.*the file would be rejected/s,
    ),
  });
  const skipping = await run([...people(99), person(100, 'x')], where);
  expect(skipping.stdout).toContain('99 valid, 0 rejected, 0 repeating others, 1 skipped');
  const partial = await run(people(60), { content: 'partial' });
  expect(partial.stdout).toMatch(/leavers 0 .*absent from the file 0/);
});

test('`preview` rejects no file whose people are all set aside, and deactivates nobody of one that is rejected', async () => {
  const before = await folder.write('before.csv', csvOf(people(2)));
  const file = await folder.write(
    'mapping.json',
    JSON.stringify(mapping('employees', { ...changes, absent: 'deactivate' })),
  );
  const run = async (records: string[][]) => {
    const csv = await folder.write('next.csv', csvOf(records));
    const { code, stdout } = await csv2scim(['preview', csv, '--mapping', file, '--against', before, '--json']);
    return { code, ...JSON.parse(stdout) };
  };
  const renumbered = people(2).map((record) => record.with(0, `0${record[0]}`));
  expect(await run(renumbered)).toMatchObject({ rejected: false, records: { valid: 0, rejected: 2 } });
  const rejected = await run([person(1).with(1, '')]);
  expect(rejected).toMatchObject({ code: 3, rejected: true, deactivated: 0, requests: 0, safeguards: [] });
});

thorough('exit code 5: a storage that cannot be reached', async () => {
  const csv = await folder.write('next.csv', csvOf(people(3)));
  const file = await folder.write('mapping.json', JSON.stringify(mapping()));
  const HrStorage = stage.connectionString.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9');
  expect((await csv2scim(['preview', csv, '--mapping', file], { HrStorage })).code).toBe(5);
});

test('`preview <ingestionId>` shows what a release of a held file would do', async () => {
  const keys = { send: 'changes', safeguards: { maxLeavers: 1 } };
  const file = await stage.mappings.write('employees.json', JSON.stringify(mapping('employees', keys)));
  await stage.startHost();
  await accepted(everybody);
  const etag = await stage.drop(
    'employees/b.csv',
    csvOf([...people(90), ...Array.from({ length: 10 }, (_, i) => left(91 + i))]),
  );
  const { ingestionId } = await stage.report(etag, ({ state }) => state === 'held');
  const run = (id: string, mappingFile = file) =>
    csv2scim(['preview', id, '--mapping', mappingFile, '--json'], { HrStorage: stage.connectionString });
  const { code, stdout, stderr } = await run(ingestionId);
  expect([code, stderr]).toEqual([4, '']);
  expect(JSON.parse(stdout)).toMatchObject({ leavers: 9, records: { changed: 9 }, unchanged: false });
  const other = await folder.write('other.json', JSON.stringify(mapping('contractors', keys)));
  expect(await run(ingestionId, other)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('of the feed employees'),
  });
  expect(await run('20260101T000000Z-00000000')).toMatchObject({ code: 2 });
});
