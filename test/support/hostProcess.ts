import { createInterface } from 'node:readline';
import { loadApp } from '../../local/host/core';
import { type Host, startHost } from '../../local/host/host';

/**
 * The local host in a process of its own: it calls what the built functions registered. `HOST_JSON`
 * is its host.json, `ENTRY_FILE` the build of the functions, `STORAGE_TIMEOUT` how long the storage
 * may take to answer, in milliseconds. What it is to do comes on standard input: `stop` and `start`
 * its triggers, or the name of a timer's function to call at once.
 */
const log = (level: string, message: string): void => tell(`${level}: ${message}`);
const began = performance.now();
const app = loadApp(process.env.ENTRY_FILE ?? '', log);
let host = start();
tell(`functions: ${host.functionNames.join(', ')}, loaded in ${Math.round(performance.now() - began)} ms`);

process.once('SIGTERM', () => {
  void host.stop().then(() => process.exit(0));
});

createInterface(process.stdin)
  .on('line', (line) => void obey(line))
  .once('close', () => process.exit(1)); // the test is gone

async function obey(line: string): Promise<void> {
  if (line === 'stop') {
    await host.drain(); // the same process goes on later
    return tell('stopped');
  }
  if (line === 'start') {
    host = start();
    return tell('started');
  }
  await host.run(line).then(
    () => tell(`ran ${line}: done`),
    (error: Error) => tell(`ran ${line}: failed: ${error.message}`),
  );
}

function start(): Host {
  const hostJson = JSON.parse(process.env.HOST_JSON ?? '{}');
  const { HrStorage: connectionString = '', STORAGE_TIMEOUT } = process.env;
  const timeout = STORAGE_TIMEOUT === undefined ? {} : { storageTimeout: Number(STORAGE_TIMEOUT) };
  return startHost({ app, hostJson, connectionString, log, ...timeout });
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
