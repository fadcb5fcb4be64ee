import type { Sizes } from '../options';
import { medianOf, race, ratiosOf } from '../race';
import { type Row, whole } from '../row';
import type { Measurement } from '../run';
import { startServer } from '../server';

/** The summaries of a provisioning log, beside fetching and parsing its pages. */
export async function logRows({ logEntries, rounds }: Sizes): Promise<Row[]> {
  const server = await startServer('logs/server.js', logEntries);
  try {
    const { parsedLogs, summaries } = await race(['parsedLogs', 'summaries'], [server.origin, logEntries], rounds);
    const describe = (runs: readonly Measurement[]): string => {
      const seconds = medianOf(runs, 'seconds');
      const each = (seconds / logEntries) * 1e6;
      return `${seconds.toFixed(1)} s, ${each.toFixed(1)} µs an entry, ${whole(medianOf(runs, 'megabytes'))} MB`;
    };
    return [
      {
        what: `summaries of ${whole(logEntries)} log entries`,
        measured: describe(summaries),
        beside: `fetch and JSON.parse of the pages: ${describe(parsedLogs)}`,
        ratio: ratiosOf(summaries, parsedLogs),
      },
    ];
  } finally {
    server.stop();
  }
}
