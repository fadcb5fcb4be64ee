import { setTimeout as sleep } from 'node:timers/promises';
import { createJob } from '../../local/entra/tenant/tenant';
import { createRandom } from '../../local/random';
import { servicePrincipalId } from '../support/entra';
import { csvOf, mapping, people } from '../support/files';
import { operationsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';
import { addTaken, compareStore, exactClaims } from '../support/storeClaims';
import { until } from '../support/until';
import { full } from './scale';

const [filesPerFeed, size] = full ? [5, 600] : [2, 300];
const callsPer5Seconds = 10;
const random = createRandom(9);
let stage: Stage;
afterEach(() => stage.close());

interface Upload {
  job: string;
  /** The file that its people are of. */
  file: string;
  arrived: number;
  answered: number;
}

/** Each person's title is their file's name. */
const fileIn = (body: string): string => String(operationsIn([body])[0]?.data.title);

/** Every call that was accepted, with the file that it is of. */
const uploads = (): Upload[] =>
  stage.entra.answers
    .filter(({ status }) => status === 202)
    .map(({ call, at }) => ({
      job: call.job?.id ?? '',
      file: fileIn(call.body),
      arrived: call.time,
      answered: at,
    }));

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

const fileOf = (name: string, count: number): string => csvOf(people(count).map((record) => record.with(5, name)));

/** Drops each feed's files one after another, a second apart; gives their ETags by file name. */
async function dropAll(feeds: readonly string[]): Promise<Map<string, string>> {
  const etags = new Map<string, string>();
  for (let number = 1; number <= filesPerFeed; number++) {
    for (const feed of feeds) {
      const name = `${feed}-${number}`;
      etags.set(name, await stage.drop(`${feed}/${9 - number}.csv`, fileOf(name, size + number)));
      if (number === 2) await stage.startHost({ GRAPH_CALLS_PER_5_SECONDS: String(callsPer5Seconds) });
    }
    const messages = [...etags.keys()].map((file) => file.replace(/-(\d)$/, (_, digit) => `/${9 - digit}.csv`));
    for (const blob of shuffled([...messages, ...messages])) await stage.enqueue('ingestion-resume', { blob });
    await sleep(1100); // a blob's last-modified counts in seconds
  }
  return etags;
}

/** Two files of one job never overlap, nor does one go on after another has begun. */
function expectOneAtATime(): void {
  for (const job of new Set(uploads().map((upload) => upload.job))) {
    const own = uploads().filter((upload) => upload.job === job);
    const order = [...new Set(own.sort((a, b) => a.arrived - b.arrived).map(({ file }) => file))];
    for (const [index, file] of order.entries()) {
      const last = Math.max(...own.filter((upload) => upload.file === file).map(({ answered }) => answered));
      const next = own.filter((upload) => order.indexOf(upload.file) > index).map(({ arrived }) => arrived);
      expect(Math.min(...next, Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(last);
    }
  }
}

function expectBurstLimit(): void {
  const arrivals = stage.entra.answers.map(({ call }) => call.time).sort((a, b) => a - b);
  const crowded = arrivals.filter(
    (time, index) => (arrivals[index + callsPer5Seconds] ?? Number.POSITIVE_INFINITY) - time < 5000,
  );
  expect(crowded).toEqual([]);
}

async function ingestAll(feeds: readonly string[]): Promise<Map<string, string>> {
  stage.entra.fault = () => ({ delay: 150 });
  const etags = await dropAll(feeds);
  const states = new Map<string, string>();
  for (const [name, etag] of etags) {
    const { state } = await stage.report(etag, ({ state }) => ['accepted', 'superseded'].includes(state));
    states.set(name, state);
  }
  return states;
}

async function expectNothingLeft(feeds: readonly string[]): Promise<void> {
  await until('the locks to be given back', async () => ((await stage.leases()) === 0 ? true : undefined));
  for (const feed of feeds) {
    const state = JSON.parse((await stage.read('ingestion-state', `${feed}/feed.json`)) ?? '{}');
    expect(state.open).toEqual({});
  }
}

const jobOf = (jobId: string) => ({ provisioningJob: { servicePrincipalId, jobId } });
const cases: [what: string, jobs: [string, string], content: string][] = [
  ['two jobs', ['job-1', 'job-2'], 'full'],
  ['one job', ['job-1', 'job-1'], 'full'],
  ['one job, in order', ['job-1', 'job-1'], 'partial'],
];

test.each(full ? cases : cases.slice(1, 2))(
  'two hosts, two feeds and %s: one upload at a time, the newest last, nobody missing',
  async (_, jobs, content) => {
    const feeds = ['first', 'second'];
    const mappings = feeds.map((feed, index) => mapping(feed, { ...jobOf(jobs[index] ?? ''), content }));
    stage = await setStage(...mappings);
    stage.entra.tenant.jobs.push(createJob('job-2', servicePrincipalId));
    const states = await ingestAll(feeds);
    expectOneAtATime();
    expectBurstLimit();
    await expectNothingLeft(feeds);
    for (const [index, feed] of feeds.entries()) {
      const bodies = stage.entra.accepted().filter((body) => fileIn(body).startsWith(feed));
      const taken = addTaken(new Map(), bodies);
      expect(await compareStore(stage.connectionString, mappings[index] ?? {}, taken)).toEqual(exactClaims);
      const files = [...states.keys()].filter((file) => file.startsWith(feed));
      const sent = uploads().filter(({ file }) => file.startsWith(feed));
      expect(sent.at(-1)?.file).toBe(files.at(-1));
      expect(states.get(files.at(-1) ?? '')).toBe('accepted');
      for (const file of files.filter((name) => states.get(name) === 'accepted')) {
        const persons = operationsIn(stage.entra.accepted()).filter(({ data }) => data.title === file);
        expect(new Set(persons.map(({ data }) => data.externalId)).size).toBe(persons.length);
        expect(persons).toHaveLength(size + Number(file.at(-1)));
      }
      if (content === 'partial') expect([...new Set(sent.map(({ file }) => file))]).toEqual(files);
    }
  },
);
