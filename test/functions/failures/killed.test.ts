import { createHash } from 'node:crypto';
import type { Child } from '../../support/child';
import { csv2scim, linesOf } from '../../support/cli';
import { csvOf, mapping, newFolder, people } from '../../support/files';
import { type Stage, setStage } from '../../support/stage';
import { fewOf, thorough } from '../../support/tiers';
import { until } from '../../support/until';

const csv = csvOf(people(600));
let stage: Stage;
let host: Child;
/** The requests of an upload that nothing disturbs. */
let undisturbed: string[];

beforeAll(async () => {
  stage = await setStage();
  const folder = await newFolder();
  const args = ['generate', await folder.write('a.csv', csv), '--mapping'];
  args.push(await folder.write('mapping.json', JSON.stringify(mapping())));
  undisturbed = linesOf((await csv2scim(args)).stdout);
  await folder.remove();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

/** The host is killed, and the minute passes for which its locks outlive it. */
async function kill(): Promise<void> {
  host.signal('SIGKILL');
  await over();
}

async function over(): Promise<void> {
  expect(await host.ended).toBeNull();
  await stage.breakLeases();
}

async function expectAllAccepted(etag: string): Promise<void> {
  expect(await stage.report(etag)).toMatchObject({
    state: 'accepted',
    reasons: [],
    sha256: createHash('sha256').update(csv).digest('hex'),
    records: { read: 600, valid: 600, rejected: 0, duplicates: 0 },
    requests: { total: 12, accepted: 12 },
  });
  expect(await stage.reports(etag)).toBe(1);
  expect(stage.entra.people()).toHaveLength(600);
  expect([...new Set(stage.entra.accepted())].sort()).toEqual([...undisturbed].sort());
}

test.each(fewOf(1, [7, 1, 12]))(
  'killed when request %i arrives, it goes on and ends as if nothing had been',
  async (moment) => {
    host = await stage.startHost();
    stage.entra.fault = (number) => {
      if (number === moment) host.signal('SIGKILL');
      return undefined;
    };
    const etag = await stage.drop(`employees/killed-${moment}.csv`, csv);
    await over();
    const before = await stage.report(etag, () => true);
    expect(before.state).toBe('uploading');
    stage.entra.fault = () => undefined;
    host = await stage.startHost();
    await expectAllAccepted(etag);
    await kill();
  },
);

thorough.each(['inspecting', 'uploading'])('killed as soon as its report says %s, it ends accepted', async (state) => {
  host = await stage.startHost();
  const etag = await stage.drop(`employees/${state}.csv`, csv);
  await stage.report(etag, (report) => report.state === state || report.state === 'accepted');
  await kill();
  host = await stage.startHost();
  await expectAllAccepted(etag);
  await kill();
});

thorough('killed again and again with some progress each time, it ends accepted', async () => {
  const etag = await stage.drop('employees/many-kills.csv', csv);
  for (let times = 1; times <= 2; times++) {
    const from = stage.entra.accepted().length;
    host = await stage.startHost({ GRAPH_CALLS_PER_5_SECONDS: '2' }); // two requests, then a pause of five seconds
    await until('two more requests', () => (stage.entra.accepted().length >= from + 2 ? true : undefined));
    await kill();
  }
  host = await stage.startHost();
  await expectAllAccepted(etag);
  await kill();
});

test('an ingestion that crashed five times without progress is failed, and is left alone from then on', async () => {
  const etag = await stage.drop('employees/crashes.csv', csv);
  for (let times = 1; times <= 5; times++) {
    stage.entra.fault = () => {
      host.signal('SIGKILL');
      return { status: 500 };
    };
    host = await stage.startHost();
    await over();
  }
  stage.entra.fault = () => undefined;
  host = await stage.startHost();
  const report = await stage.report(etag);
  expect(report).toMatchObject({ state: 'failed', records: { valid: 600 }, requests: { total: 12, accepted: 0 } });
  expect(report.reasons).toEqual([{ code: 'crashed', message: expect.stringMatching(/resume/) }]);
  expect(stage.entra.accepted()).toHaveLength(0);
  await kill();
});
