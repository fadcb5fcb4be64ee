import { join } from 'node:path';
import type { CycleStatistics } from '../../../lib/cycles/statistics';
import type { LogEntry } from '../../../lib/graph/logs/logEntry';
import { startChild } from '../../support/child';
import { type GraphServer, startGraphServer } from '../graph/client/graphServer';
import { jobId, logOf, plainStatistics, wire } from './entries';

const script = join(__dirname, '..', '..', 'support', 'countLog.mts');
const entries = logOf(100_000, 10);
const shuffled = entries
  .map((one, index) => ({ one, place: (index * 48_271) % 100_003 }))
  .sort((a, b) => a.place - b.place)
  .map(({ one }) => one);

let server: GraphServer | undefined;
afterEach(() => server?.stop());

/** Serves a log in pages that name each other by their start. */
async function serve(log: readonly LogEntry[], pageSize: number): Promise<string> {
  let origin = '';
  server = await startGraphServer((_, { url }) => {
    const start = Number(new URL(url, origin).searchParams.get('$skiptoken'));
    const next = start + pageSize;
    const body = {
      value: log.slice(start, next).map(wire),
      ...(next < log.length && { '@odata.nextLink': `${origin}/v1.0/auditLogs/provisioning?$skiptoken=${next}` }),
    };
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  });
  origin = server.origin;
  return origin;
}

test.each([
  ['in order, in pages of 1,000', entries, 1000],
  ['in any order, in pages of 333', shuffled, 333],
])(
  '100,000 entries in ten cycles, %s, are counted like an independent count does, in a heap of 64 MB and less than 150 MB in all',
  async (_, log, pageSize) => {
    const child = startChild(['--max-old-space-size=64', script, await serve(log, pageSize), jobId], {});
    const code = await child.ended;
    expect([code, child.stderr()]).toEqual([0, '']);
    const { cycles, megabytes } = JSON.parse(child.stdout()) as { cycles: CycleStatistics[]; megabytes: number };
    expect(cycles).toEqual(plainStatistics(entries));
    expect(megabytes).toBeLessThan(150);
  },
);
