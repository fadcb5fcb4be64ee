import { createRequire } from 'node:module';

/** Counts a job's provisioning log, read from `ORIGIN` at any pace, in a process of its own: its memory is what is asked about. */
const require = createRequire(import.meta.url);
const { peakMegabytes } = require('../../dist/bench/peak.js') as typeof import('../../bench/peak');
const { createCycleCounter } =
  require('../../dist/lib/cycles/statistics.js') as typeof import('../../lib/cycles/statistics');
const { createGraphClient } =
  require('../../dist/lib/graph/client/client.js') as typeof import('../../lib/graph/client/client');
const { systemClock } = require('../../dist/lib/graph/clock.js') as typeof import('../../lib/graph/clock');
const { parseEndpoint } = require('../../dist/lib/graph/endpoint.js') as typeof import('../../lib/graph/endpoint');
const { createRateLimiter } =
  require('../../dist/lib/graph/limits/rateLimiter.js') as typeof import('../../lib/graph/limits/rateLimiter');
const { readProvisioningLogs } =
  require('../../dist/lib/graph/logs/provisioningLogs.js') as typeof import('../../lib/graph/logs/provisioningLogs');

const [, , origin = '', jobId = ''] = process.argv;
const client = createGraphClient({
  endpoint: parseEndpoint(origin),
  token: async () => 'any',
  rateLimiter: createRateLimiter({ calls: 1000, window: 1, clock: systemClock }),
  clock: systemClock,
});
const count = createCycleCounter(jobId);
for await (const entries of readProvisioningLogs(client, { jobId })) count.add(entries);
const cycles = count.cycles().map(({ statistics }) => statistics);
process.stdout.write(JSON.stringify({ cycles, megabytes: peakMegabytes() }));
