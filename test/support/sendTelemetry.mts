import { createRequire } from 'node:module';

/** Sends events to Application Insights, in a process of its own: the certificates that Node.js trusts are read at its start. */
const require = createRequire(import.meta.url);
const { applicationInsights } = require('../../dist/lib/telemetry.js') as typeof import('../../lib/telemetry');

const events = Array.from({ length: Number(process.argv[2]) }, (_, number) => ({
  name: 'Test',
  properties: { number: String(number), empty: '' },
  measurements: { zero: 0, 'create.success': 1 },
}));
const telemetry = applicationInsights(process.env.APPLICATIONINSIGHTS_CONNECTION_STRING ?? '', () =>
  Promise.reject(new TypeError('no identity is for this machine')),
);
const outcome = await telemetry.send(events).then(
  () => 'sent',
  (error: Error & { code?: string }) => `${error.name} ${error.code}`,
);
process.stdout.write(outcome, () => process.exit());
