import { createGraphClient } from '../../../../lib/graph/client/client';
import { developmentToken } from '../../../../lib/graph/client/tokens';
import { parseEndpoint } from '../../../../lib/graph/endpoint';
import { createRateLimiter } from '../../../../lib/graph/limits/rateLimiter';
import { logReadLimit, readProvisioningLogs } from '../../../../lib/graph/logs/provisioningLogs';
import { entryOf } from '../../../support/logEntries';
import { startGraphServer } from '../client/graphServer';
import { skippingClock } from '../clocks';
import { json } from './logServer';

test('the log is read at most 5 times in any 10 seconds, tries that fail included', async () => {
  const clock = skippingClock();
  const times: number[] = [];
  const pages = 16;
  const server = await startGraphServer((number, { url, body }) => {
    if (times.length < number) times.push(clock.now());
    if (number % 5 === 3) return { status: 503 };
    const page = Number(/page=(\d+)$/.exec(url)?.[1] ?? 1);
    return json({
      value: [entryOf({ id: `${page}${body}` })],
      ...(page < pages && { '@odata.nextLink': `https://elsewhere.invalid/v1.0/x?page=${page + 1}` }),
    });
  });
  try {
    const client = createGraphClient({
      endpoint: parseEndpoint(server.origin),
      token: async () => developmentToken,
      rateLimiter: createRateLimiter({ ...logReadLimit, clock }),
      clock,
      random: () => 0,
    });
    let read = 0;
    for await (const page of readProvisioningLogs(client, { jobId: 'job-1' })) read += page.length;
    expect(read).toBe(pages);
  } finally {
    await server.stop();
  }
  expect(times.length).toBeGreaterThan(pages);
  for (const [index, time] of times.slice(5).entries())
    expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(10_000);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(60_000); // and not much slower than it may
});
