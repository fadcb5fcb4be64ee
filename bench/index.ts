import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectionRows } from './groups/inspection';
import { logRows } from './groups/logs';
import { requestRows } from './groups/requests';
import { startRows } from './groups/start';
import { uploadRows } from './groups/upload';
import { circumstances } from './machine';
import { root } from './mappingFile';
import { type GroupName, optionsOf, type Sizes } from './options';
import { printed, resultsFile } from './results';
import type { Row } from './row';

const groups: Record<GroupName, (sizes: Sizes, folder: string) => Promise<Row[]>> = {
  requests: requestRows,
  inspection: inspectionRows,
  logs: logRows,
  upload: uploadRows,
  start: startRows,
};

/**
 * `npm run bench [-- [--quick] [GROUP]…]`: measures, prints one table, and writes bench/results.md
 * when all of it was measured at full size, which takes about twenty minutes.
 */
async function main(): Promise<void> {
  const { groups: names, sizes, complete } = optionsOf(process.argv.slice(2));
  const folder = mkdtempSync(join(tmpdir(), 'csv2scim-bench-'));
  const rows: Row[] = [];
  try {
    for (const name of names) {
      console.error(`measuring ${name} …`);
      rows.push(...(await groups[name](sizes, folder)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  for (const [label, text] of circumstances()) console.log(`${label}: ${text}`);
  console.log(printed(rows));
  if (complete) writeFileSync(join(root, 'bench', 'results.md'), resultsFile(rows, sizes.rounds));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
