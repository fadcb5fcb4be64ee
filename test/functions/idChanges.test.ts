import type { Report } from '../../lib/ingestion/reports/report';
import { csv2scim } from '../support/cli';
import { csvOf, mapping } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { thorough } from '../support/tiers';

const header = ['WorkerID', 'UserID', 'Status', 'FirstName', 'LastName', 'Department'];
const attributes = {
  externalId: 'WorkerID',
  userName: 'UserID',
  active: { column: 'Status', equals: 'Active' },
  name: { familyName: 'LastName', givenName: 'FirstName' },
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Department' },
};
const feedFile = (feed: string, changes: Record<string, unknown> = {}) =>
  mapping(feed, { attributes, safeguards: {}, absent: 'deactivate', send: 'changes', ...changes });

let stage: Stage;
beforeAll(async () => {
  const ignoring = feedFile('ignoring', { absent: 'ignore', send: 'all' });
  const status = { column: 'Status', type: 'boolean', true: ['Active'], false: ['Left'] };
  const listed = feedFile('empty', { attributes: { ...attributes, active: status } });
  stage = await setStage(
    ...['zeros', 'many', 'rehired', 'again', 'sorted', 'words', 'all'].map((feed) => feedFile(feed)),
    ignoring,
    listed,
  );
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

const user = (id: string, number = id, status = 'Active'): string[] => [
  ...[id, `u${number}@contoso.com`, status, 'Ann', 'Lee', 'Sales'],
];
const users = (count: number, idOf = (number: number): string => String(1000 + number)): string[][] =>
  Array.from({ length: count }, (_, number) => user(idOf(number), String(number)));

let files = 0;
async function take(feed: string, records: readonly string[][]): Promise<Report> {
  const report = await stage.report(
    await stage.drop(`${feed}/${String(++files).padStart(3, '0')}.csv`, csvOf(records, header)),
  );
  stage.entra.runCycles();
  return report;
}

/** Whether each account is enabled, by externalId. */
const accounts = (): Record<string, boolean> =>
  Object.fromEntries([...(stage.entra.tenant.jobs[0]?.accounts ?? [])].map(([id, { enabled }]) => [id, enabled]));
const codesOf = ({ state, reasons }: Report) => [state, ...reasons.map(({ code }) => code)];
const run = (command: string, id: string) => csv2scim([command, id], { HrStorage: stage.connectionString });
const rejectedCsv = ({ feed, ingestionId }: Report) => stage.read('hr-reports', `${feed}/${ingestionId}/rejected.csv`);

test('ids that lose a leading zero: nobody is disabled, the new ids are set aside', async () => {
  await take(
    'zeros',
    users(200, (number) => `0${1000 + number}`),
  );
  const report = await take(
    'zeros',
    users(200, (number) => (number < 4 ? String(1000 + number) : `0${1000 + number}`)).with(9, [
      ...user('01009', '9').with(5, 'IT'),
    ]),
  );
  expect(codesOf(report)).toEqual(['accepted']);
  expect(report.records).toMatchObject({ read: 200, valid: 196, rejected: 4, changed: 1, new: 0, absent: 0 });
  expect((await rejectedCsv(report))?.match(/id_changed: /g)).toHaveLength(4);
  expect(Object.values(accounts())).toHaveLength(200);
  expect(Object.values(accounts())).not.toContain(false);
});

test('a rehire under a new number: set aside each day, until a release sends it and disables the old one', async () => {
  const before = ['100', '101', '102'].map((id) => user(id));
  const after = before.with(0, user('900', '100'));
  await take('rehired', before);
  const second = await take('rehired', after);
  expect(codesOf(second)).toEqual(['unchanged', 'nothing_to_send']);
  expect(accounts()).toEqual({ '100': true, '101': true, '102': true });
  const third = await take('rehired', [...after, user('103')]);
  expect(codesOf(third)).toEqual(['accepted']);
  expect((await run('release', second.ingestionId)).code).toBe(2); // it is not the newest
  expect(await run('release', third.ingestionId)).toMatchObject({ code: 0, stderr: '' });
  const released = await stage.report(
    third.etag,
    ({ state, records }) => state === 'accepted' && records.rejected === 0 && records.valid === 4,
  );
  stage.entra.runCycles();
  expect(released.records).toMatchObject({ valid: 4, rejected: 0, absent: 1 });
  expect(accounts()).toMatchObject({ '100': false, '101': true, '102': true, '103': true });
  expect(await rejectedCsv(third)).toBeUndefined();
  expect(stage.entra.accepted().flatMap((body) => JSON.parse(body).Operations)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ data: expect.objectContaining({ externalId: '900', active: true }) }),
      expect.objectContaining({ data: expect.objectContaining({ externalId: '100', active: false }) }),
    ]),
  );
  expect((await run('release', third.ingestionId)).code).toBe(2); // nobody is set aside any more
  stage.entra.forget();
  expect(codesOf(await take('rehired', [...after, user('103')].reverse()))).toEqual(['unchanged', 'nothing_to_send']);
});

thorough('an unchanged file that sets people aside can be released, too', async () => {
  await take(
    'again',
    ['100', '101'].map((id) => user(id)),
  );
  const second = await take('again', [user('900', '100'), user('101')]);
  expect(codesOf(second)).toEqual(['unchanged', 'nothing_to_send']);
  expect(await run('release', second.ingestionId)).toMatchObject({ code: 0, stderr: '' });
  const released = await stage.report(second.etag, ({ state }) => state === 'accepted');
  expect(released.records).toMatchObject({ new: 1, rejected: 0, absent: 1 });
});

thorough('with send: all and absent: ignore a release sends the new id alone', async () => {
  await take('ignoring', users(60));
  const after = users(60).with(7, user('7', '7'));
  const report = await take('ignoring', after);
  expect(report).toMatchObject({ state: 'accepted', records: { valid: 59, rejected: 1 } });
  stage.entra.forget();
  expect(await run('release', report.ingestionId)).toMatchObject({ code: 0, stderr: '' });
  await stage.report(report.etag, ({ state, records }) => state === 'accepted' && records.rejected === 0);
  expect(stage.entra.people()).toEqual(['7']);
  expect(codesOf(await take('ignoring', [...after].reverse()))).toEqual(['accepted']);
});

test('more than five hold the file; a release lets it pass', async () => {
  await take(
    'many',
    users(200, (number) => `0${1000 + number}`),
  );
  stage.entra.forget();
  const report = await take(
    'many',
    users(200, (number) => (number < 6 ? '' : '0') + String(1000 + number)),
  );
  expect(codesOf(report)).toEqual(['held', 'id_changes']);
  expect(stage.entra.answers).toHaveLength(0);
  expect((await run('release', report.ingestionId)).code).toBe(0);
  const released = await stage.report(report.etag, ({ state }) => state === 'accepted');
  expect(released.records).toMatchObject({ new: 6, rejected: 0, absent: 6 });
});

thorough('a column that was sorted by itself holds the file', async () => {
  const names = users(200).map((record, index) => record.with(4, `Last${String((index * 37) % 200).padStart(3, '0')}`));
  const sorted = names.map((record, index) => record.with(4, `Last${String(index).padStart(3, '0')}`));
  await take('sorted', names);
  const report = await take('sorted', sorted);
  expect(codesOf(report)).toEqual(['held', 'max_changed_percent']);
  expect(report.reasons[0]?.message).toMatch(/^column LastName changes for 19\d of 200 people/);
});

test('a new status word holds the file when it makes five people inactive; for four it makes a note', async () => {
  const status = (words: string[]) =>
    users(100).map((record, index) => (words[index] === undefined ? record : record.with(2, words[index])));
  await take('words', users(100));
  const words = ['Active Employee', 'Active Employee', 'Active  Employee', 'Aktiv', 'Active Employee *'];
  const held = await take('words', status(words));
  expect(codesOf(held)).toEqual(['held', 'new_status_word']);
  expect(held.reasons[0]?.message).toContain('"Active Employee", ');
  const noted = await take('words', status(words.slice(1)));
  expect(codesOf(noted)).toEqual(['accepted']);
  expect(noted.notes).toMatchObject([{ code: 'new_status_word', message: expect.stringContaining('"Aktiv"') }]);
  const state = await stage.readBytes('ingestion-state', 'words/people');
  expect(state?.toString('latin1')).not.toMatch(/Aktiv/);
  const known = await take('words', status([...words.slice(1), 'Aktiv']));
  expect([codesOf(known), known.notes]).toEqual([['accepted'], []]);
});

thorough('everybody can be set aside, and released', async () => {
  await take('all', [user('0100'), user('0101')]);
  const report = await take('all', [user('100', '0100'), user('101', '0101')]);
  expect(codesOf(report)).toEqual(['unchanged', 'nothing_to_send']);
  expect(report).toMatchObject({ records: { valid: 0, rejected: 2 }, notes: [{ code: 'id_changed' }] });
  expect(await run('release', report.ingestionId)).toMatchObject({ code: 0, stderr: '' });
  const released = await stage.report(report.etag, ({ state }) => state === 'accepted');
  expect(released).toMatchObject({ records: { new: 2, absent: 2, rejected: 0 }, notes: [] });
});

test('the report tells of people whose active is empty, and that absence was not applied', async () => {
  await take('empty', users(100));
  const now = users(99)
    .with(3, user('1003', '3', ''))
    .with(4, user('', '4'))
    .with(5, user('1005', '5').with(5, 'IT'));
  const report = await take('empty', now);
  expect(codesOf(report)).toEqual(['accepted', 'active_empty', 'absence_not_applied']);
  expect(report.reasons[0]?.message).toMatch(/^1 person /);
  expect(Object.values(accounts())).not.toContain(false);
});
