import { join } from 'node:path';
import { peakMegabytes } from './peak';

/** Each a file of contestants/, bundled on its own: what a process does not need must not count. */
export type ContestantName =
  | 'csvParse'
  | 'plain'
  | 'requests'
  | 'generation'
  | 'prepareStore'
  | 'inspection'
  | 'selection'
  | 'parsedLogs'
  | 'summaries'
  | 'upload'
  | 'oneByOne';

/**
 * A process of its own for one contestant: prints the processor time of its work, its peak memory,
 * and what it found, as JSON on standard error.
 */
async function main([name = '', ...parameters]: readonly string[]): Promise<void> {
  const { run } = require(join(__dirname, '..', 'contestants', name)) as {
    run: (...parameters: string[]) => Promise<unknown>;
  };
  const began = process.cpuUsage();
  const found = await run(...parameters);
  const { user, system } = process.cpuUsage(began);
  console.error(JSON.stringify({ seconds: (user + system) / 1e6, megabytes: peakMegabytes(), found }));
}

void main(process.argv.slice(2));
