import { createRequire } from 'node:module';

/** Sends events to Application Insights, in a process of its own: the certificates that Node.js trusts are read at its start. */
const require = createRequire(import.meta.url);
const { createApplicationInsights } = require('../../dist/lib/telemetry.js') as typeof import('../../lib/telemetry');

const events = Array.from({ length: Number(process.argv[2]) }, (_, number) => ({
  name: 'Test',
  properties: { number: String(number), empty: '' },
  measurements: { zero: 0, 'create.success': 1 },
}));

/** `insights.example` stands for a host that is not this machine, though it is. */
const dns = require('node:dns') as typeof import('node:dns');
const { lookup } = dns;
const toHere = (host: string, ...rest: unknown[]): unknown =>
  Reflect.apply(lookup, dns, [host === 'insights.example' ? '127.0.0.1' : host, ...rest]);
Object.assign(dns, { lookup: toHere });

const { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString = '', TOKEN: token } = process.env;
const telemetry = createApplicationInsights(connectionString, async () => {
  if (token === undefined) throw new TypeError('no identity is for this machine');
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
});
const outcome = await telemetry.send(events).then(
  () => 'sent',
  (error: Error & { code?: string }) => `${error.name} ${error.code}`,
);
process.stdout.write(outcome, () => process.exit());
