import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContestantName } from '../../bench/contestant';
import type { Measurement } from '../../bench/run';

const { hrFile } = require('../../dist/bench/files') as typeof import('../../bench/files');
const { run } = require('../../dist/bench/run') as typeof import('../../bench/run');

/**
 * What a record costs, beside csv-parse in the same run and beside a file of an eighth: whatever
 * the machine, this finds a pipeline that became quadratic, or that holds the file. Exact numbers
 * are the bench's.
 */
const [few, many] = [4_000, 32_000];

const folder = mkdtempSync(join(tmpdir(), 'csv2scim-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cost = (name: ContestantName, records: number): Promise<Measurement> => run(name, [hrFile(records, folder)], []);

/** How much more the large file takes than the small one. */
async function growthOf(name: ContestantName): Promise<{ seconds: number; megabytes: number }> {
  const [small, large] = [await cost(name, few), await cost(name, many)];
  return { seconds: large.seconds / small.seconds, megabytes: large.megabytes / small.megabytes };
}

beforeAll(async () => {
  execFileSync(process.execPath, ['bench/bundle.mjs']);
  for (const records of [few, many]) await cost('prepareStore', records);
});

test.each([
  ['requests', 1.35],
  ['selection', 1.6], // the people of the store are in memory, 64 bytes each
] as const)(
  '%s: eight times the records take no more than eight times the time, and hardly more memory',
  async (name, mostMemory) => {
    const { seconds, megabytes } = await growthOf(name);
    expect(seconds).toBeLessThan(many / few);
    expect(megabytes).toBeLessThan(mostMemory);
  },
);

test('requests take at most three times as long as csv-parse alone takes to read', async () => {
  const [floor, requests] = [await cost('csvParse', many), await cost('requests', many)];
  expect(requests.seconds).toBeLessThan(3 * floor.seconds);
});

test('what holds the file is found by its memory', async () => {
  expect((await growthOf('plain')).megabytes).toBeGreaterThan(1.6);
});
