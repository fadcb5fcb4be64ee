import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from './mappingFile';
import { pinned } from './run';

const packages = ['csv-parse', '@azure/functions', 'esbuild', 'azurite'] as const;

/** Where, with what and when it was measured, as label and text. */
export function circumstances(): [label: string, text: string][] {
  const [first] = cpus();
  const pin =
    pinned.length > 0
      ? `to one core, with ${pinned.slice(0, 2).join(' ')}, but for uploads, which wait`
      : 'not at all: there is no taskset';
  return [
    [
      'machine',
      `${first?.model.trim() || 'unknown processor'}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB`,
    ],
    ['system', `${type()} ${release()}`],
    ['versions', [`Node ${process.version}`, ...packages.map((name) => `${name} ${versionOf(name)}`)].join(', ')],
    ['commit', commit()],
    ['date', new Date().toISOString().slice(0, 10)],
    ['pinned', pin],
  ];
}

function versionOf(name: string): string {
  const manifest: { version?: string } = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return manifest.version ?? 'unknown';
}

/** The commit, and whether something differs from it beside the results themselves. */
function commit(): string {
  const git = (...parameters: string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', parameters, { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const hash = git('rev-parse', '--short=12', 'HEAD');
  if (hash === undefined) return 'unknown';
  const changes = git('status', '--porcelain', '--', '.', ':!bench/results.md');
  return changes === '' ? hash : `${hash}, with changes`;
}
