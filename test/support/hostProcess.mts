import { createRequire } from 'node:module';

/** The local host in a process of its own: it calls what the built functions registered. `HOST_JSON` is its host.json. */
const require = createRequire(import.meta.url);
const { startHost } = require('../../dist/local/host/host.js') as typeof import('../../local/host/host');

const host = startHost({
  entryFile: require.resolve('../../dist/functions/index.js'),
  hostJson: JSON.parse(process.env.HOST_JSON ?? '{}'),
  connectionString: process.env.HrStorage ?? '',
  log: (level, message) => process.stdout.write(`${level}: ${message}\n`),
});
process.stdout.write(`functions: ${host.functionNames.join(', ')}\n`);

process.once('SIGTERM', () => {
  void host.stop().then(() => process.exit(0));
});

process.stdin.resume().once('end', () => process.exit(1)); // the test is gone
