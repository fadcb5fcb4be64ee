import { createInterface } from 'node:readline';
import { startHost } from '../../local/host/host';

/** The local host in a process of its own: it calls what the built functions registered, and a timer's function at once when its name comes on standard input. `HOST_JSON` is its host.json, `ENTRY_FILE` the build of the functions. */
const began = performance.now();
const host = startHost({
  entryFile: process.env.ENTRY_FILE ?? '',
  hostJson: JSON.parse(process.env.HOST_JSON ?? '{}'),
  connectionString: process.env.HrStorage ?? '',
  log: (level, message) => process.stdout.write(`${level}: ${message}\n`),
});
process.stdout.write(
  `functions: ${host.functionNames.join(', ')}, loaded in ${Math.round(performance.now() - began)} ms\n`,
);

process.once('SIGTERM', () => {
  void host.stop().then(() => process.exit(0));
});

createInterface(process.stdin)
  .on('line', (name) => {
    const tell = (outcome: string) => process.stdout.write(`ran ${name}: ${outcome}\n`);
    void host.run(name).then(
      () => tell('done'),
      (error: Error) => tell(`failed: ${error.message}`),
    );
  })
  .once('close', () => process.exit(1)); // the test is gone
