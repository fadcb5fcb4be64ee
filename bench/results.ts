import { circumstances } from './machine';
import { cellsOf, columns, type Row } from './row';

const notes = `Contestants of a row take turns within each round, each in a
process of its own; a ratio is of one round, and the table has the median of all rounds with the
least and the most. More is better where records per second or shares are compared, less where
time or memory are. Seconds are the processor's, of the work alone, so that other processes do not
count; starts and uploads are measured in elapsed time. Memory is the peak of the whole process
(resident). The records are invented people (samples/). _Plain_ reads everything, builds
everything, then writes everything, on the same csv-parse, and checks nothing; that both ways give
the same bytes, but for each operation's \`bulkId\`, was checked. The provisioning log comes from a
server in another process. Of an upload, whole windows of 5 seconds count; the limit is 40 calls
in each. A start is on a warm disk, without a compile cache.`;

/** The table in Markdown, with where and when it was measured. */
export function resultsFile(rows: readonly Row[], rounds: number): string {
  const where = circumstances().map(([label, text]) => `- ${label}: ${text}`);
  const how = `Medians of ${rounds} rounds (starts: ${2 * rounds + 1}). ${notes}`;
  return `# What \`npm run bench\` measured\n\n${where.join('\n')}\n\n${how}\n\n${table(rows)}\n`;
}

const table = (rows: readonly Row[]): string => {
  const [head, ...body] = aligned(rows);
  const rule = head?.map((cell) => '-'.repeat(cell.length)) ?? [];
  return [head ?? [], rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};

/** The same for a terminal. */
export const printed = (rows: readonly Row[]): string =>
  aligned(rows)
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');

/** The head and the rows, all cells of a column of one width. */
function aligned(rows: readonly Row[]): string[][] {
  const lines = [[...columns], ...rows.map(cellsOf)];
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
}
