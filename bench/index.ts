import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm run bench [-- RECORDS]`: the inspection, the same where only changes are sent, and `generate`, each as a process of its own, against csv-parse alone on the
 * same invented file; rates as ratios of one run, since machines are noisy. Targets: 0.7 of csv-parse, peak below 200 MB.
 */
function main(): void {
  const records = Number(process.argv[2] ?? 500_000);
  const folder = mkdtempSync(join(tmpdir(), 'csv2scim-bench-'));
  const file = join(folder, 'people.csv');
  const dist = join(__dirname, '..');
  try {
    spawnSync(process.execPath, [join(dist, 'samples/generate.js'), String(records)], {
      stdio: ['ignore', openSync(file, 'w'), 'inherit'],
    });
    spawnSync(process.execPath, [join(dist, 'bench/selection.js'), file, 'prepare'], { stdio: 'inherit' });
    console.log(`${records} records, ${(statSync(file).size / 1e6).toFixed(0)} MB, Node ${process.version}`);
    const rounds = [1, 2, 3].map(() => contestants.map((name) => measure(join(dist, 'bench', `${name}.js`), file)));
    contestants.forEach((name, index) => {
      const ratios = rounds
        .map((round) => (round[0]?.seconds ?? 0) / (round[index]?.seconds ?? 1))
        .sort((a, b) => a - b);
      const rates = rounds.map((round) => records / (round[index]?.seconds ?? 1)).sort((a, b) => a - b);
      const peak = Math.max(...rounds.map((round) => round[index]?.megabytes ?? 0));
      console.log(
        `${name.padEnd(10)} ${rates[1]?.toFixed(0).padStart(8)} records/s  ${ratios[1]?.toFixed(2)} of csv-parse  peak ${peak.toFixed(0)} MB`,
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const contestants = ['csvParse', 'inspection', 'selection', 'generation'] as const;

interface Measurement {
  seconds: number;
  megabytes: number;
}

/** Runs a contestant, which prints its own seconds and peak memory as JSON on standard error. */
function measure(script: string, file: string): Measurement {
  const { stderr, status } = spawnSync(process.execPath, [script, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`);
  return JSON.parse(stderr.toString()) as Measurement;
}

main();
