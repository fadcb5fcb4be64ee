import { createRequire } from 'node:module';

/** Counts a job's provisioning log, read from `ORIGIN` at any pace, in a process of its own: its memory is what is asked about. */
const require = createRequire(import.meta.url);
const { peakMegabytes } = require('../../dist/bench/peak.js') as typeof import('../../bench/peak');
const { createCount } = require('../../dist/lib/cycles/statistics.js') as typeof import('../../lib/cycles/statistics');
const { createGraphClient } = require('../../dist/lib/graph/client.js') as typeof import('../../lib/graph/client');
const { systemClock } = require('../../dist/lib/graph/clock.js') as typeof import('../../lib/graph/clock');
const { endpointOf } = require('../../dist/lib/graph/endpoint.js') as typeof import('../../lib/graph/endpoint');
const { createPace } = require('../../dist/lib/graph/pace.js') as typeof import('../../lib/graph/pace');
const { provisioningLogs } =
  require('../../dist/lib/graph/provisioningLogs.js') as typeof import('../../lib/graph/provisioningLogs');

const [, , origin = '', jobId = ''] = process.argv;
const client = createGraphClient({
  endpoint: endpointOf(origin),
  token: async () => 'any',
  pace: createPace({ calls: 1000, window: 1, clock: systemClock }),
  clock: systemClock,
});
const count = createCount(jobId);
for await (const entries of provisioningLogs(client, { jobId })) count.add(entries);
const cycles = count.cycles().map(({ statistics }) => statistics);
process.stdout.write(JSON.stringify({ cycles, megabytes: peakMegabytes() }));
