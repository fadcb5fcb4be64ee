import type { Report } from '../../lib/ingestion/reports/report';
import { createRandom } from '../../local/random';
import type { Child } from '../support/child';
import { csv2scim, linesOf } from '../support/cli';
import { csvOf, mapping, newFolder, people, person } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';
import { addTaken, compareStore, exactClaims } from '../support/storeClaims';
import { until } from '../support/until';
import { full } from './scale';

const kills = full ? 200 : 3;
const mostResent = 40;
/**
 * The host lives so long at most, in milliseconds: enough to begin, inspect, and send the most part
 * of a file.
 */
const longestLife = 1800;
const random = createRandom(4);
const ended = ['accepted', 'failed'];

const changes = mapping('employees', { send: 'changes' });
let stage: Stage;
beforeAll(async () => {
  stage = await setStage(changes);
});
afterAll(() => stage.close());

/**
 * A file of 5,000 people, told from others by everybody's title, and the requests that it makes.
 */
async function fileOf(number: number): Promise<{ csv: string; requests: string[] }> {
  const csv = csvOf(people(5000).map((record) => record.with(5, `Title ${number}`)));
  const folder = await newFolder();
  const file = await folder.write('a.csv', csv);
  const args = ['generate', file, '--mapping', await folder.write('mapping.json', JSON.stringify(mapping()))];
  const requests = linesOf((await csv2scim(args)).stdout);
  await folder.remove();
  return { csv, requests };
}

/** The dead host's locks last a minute. It is let pass at once, or waited for. */
async function locksEnd(waits: boolean): Promise<void> {
  if (!waits) return void (await stage.breakLeases());
  await until('the end of the locks', async () => ((await stage.leases()) === 0 ? true : undefined));
}

/**
 * How many of the requests that came in this time had come before already. Entra takes some after
 * their sender's death.
 */
function resent(from: number, until: number): number {
  const calls = stage.entra.answers.map(({ call }) => call);
  const known = new Set(calls.filter(({ time }) => time < from).map(({ body }) => body));
  return calls.filter(({ time, body }) => time >= from && time < until && known.has(body)).length;
}

/**
 * Starts hosts and kills each at a random moment, until the file has ended or so many were killed;
 * gives when each was started.
 */
async function killAgainAndAgain(etag: string, most: number): Promise<{ kills: number; lives: number[] }> {
  const lives: number[] = [];
  for (let killed = 1; ; killed++) {
    lives.push(Date.now());
    const host = await stage.startHost();
    await stage.report(etag, hasEnded, random() * longestLife).catch(() => {}); // alive until then
    const over = hasEnded(await stage.report(etag, () => true).catch(() => notYet));
    if (over) await live(host);
    else host.signal('SIGKILL');
    await host.ended;
    if (over || killed === most) return { kills: over ? killed - 1 : killed, lives };
    await locksEnd(full && killed % 20 === 0);
  }
}

const hasEnded = ({ state }: Pick<Report, 'state'>): boolean => ended.includes(state);
const notYet = { state: 'inspecting' } as const;

async function live(host: Child): Promise<void> {
  host.signal('SIGTERM');
  await host.ended;
}

test(`${kills} kills at random moments: nobody is missing, and little is sent twice`, async () => {
  const counts: number[] = [];
  let killed = 0;
  let files = 0;
  for (; killed < kills; files++) {
    await stage.clear();
    stage.entra.fault = () => ({ delay: 400 });
    const { csv, requests } = await fileOf(files);
    const etag = await stage.drop(`employees/${files}.csv`, csv);
    const run = await killAgainAndAgain(etag, kills - killed);
    killed += run.kills;
    run.lives.push(Date.now());
    await finish(etag);
    for (const [index, from] of run.lives.entries()) counts.push(resent(from, run.lives[index + 1] ?? Date.now()));
    await expectWhole(etag, requests);
    await expectTrueStore(files);
  }
  process.stdout.write(`${killed} kills, ${files} files; re-sent at most ${Math.max(...counts)} after one\n`);
  expect(Math.max(...counts)).toBeLessThanOrEqual(mostResent);
});

/**
 * Lets the file come to its end; five kills in a row without progress are a case for an operator.
 */
async function finish(etag: string): Promise<void> {
  await stage.breakLeases();
  const host = await stage.startHost();
  const report = await stage.report(etag, hasEnded);
  if (report.state === 'failed') {
    expect(report.reasons).toMatchObject([{ code: 'crashed' }]);
    const settings = { HrStorage: stage.connectionString };
    expect(await csv2scim(['resume', report.ingestionId], settings)).toMatchObject({ code: 0, stderr: '' });
    await stage.report(etag, ({ state }) => state === 'accepted');
  }
  await live(host);
}

/**
 * The store claims what Entra took, and all of it: the next file sends the one person who changed
 * since.
 */
async function expectTrueStore(number: number): Promise<void> {
  const taken = addTaken(new Map(), stage.entra.accepted());
  expect(await compareStore(stage.connectionString, changes, taken)).toEqual(exactClaims);
  const from = stage.entra.accepted().length;
  const host = await stage.startHost();
  const records = people(5000).map((record) => record.with(5, `Title ${number}`));
  const etag = await stage.drop(`employees/${number}-next.csv`, csvOf(records.with(77, person(78, 'Chief'))));
  expect(await stage.report(etag)).toMatchObject({ state: 'accepted', records: { unchanged: 4999, changed: 1 } });
  expect(externalIdsIn(stage.entra.accepted().slice(from))).toEqual(['w78']);
  await live(host);
}

async function expectWhole(etag: string, requests: string[]): Promise<void> {
  const report = await stage.report(etag);
  expect(report).toMatchObject({
    state: 'accepted',
    records: { read: 5000, valid: 5000, rejected: 0, duplicates: 0 },
    requests: { total: 100, accepted: 100 },
  });
  expect(await stage.reports(etag)).toBe(1);
  expect(new Set(stage.entra.accepted())).toEqual(new Set(requests));
  expect(stage.entra.people()).toHaveLength(5000);
  expect(await stage.leases()).toBe(0);
  const feed = JSON.parse((await stage.read('ingestion-state', 'employees/feed.json')) ?? '{}');
  expect(feed).toMatchObject({ open: {}, sentSince: [], accepted: { ingestionId: report.ingestionId } });
}
