import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../mappingFile';

/**
 * What can be started: nothing, one timer with an empty handler, bundled as the app is or not, and
 * the app itself.
 */
export const appNames = ['none', 'empty', 'emptyUnbundled', 'bundle', 'unbundled'] as const;
export type AppName = (typeof appNames)[number];

/** Their entry files. */
export type Apps = Record<AppName, string | undefined>;

const emptyApp = (library: string): string =>
  `const { app } = require(${JSON.stringify(library)});\napp.timer('nothing', { schedule: '0 0 0 1 1 *', handler: () => {} });\n`;

/** Bundles the app, and writes one with an empty function, into a folder. */
export async function makeApps(folder: string): Promise<Apps> {
  const bundled = join(folder, 'app');
  const { status } = spawnSync(process.execPath, [join(root, 'local', 'bundle.mjs'), bundled], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the app could not be bundled');
  const empty = join(folder, 'empty.js');
  await build({
    stdin: { contents: emptyApp('@azure/functions'), resolveDir: root },
    outfile: empty,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['@azure/functions-core'],
    logLevel: 'warning',
  });
  const emptyUnbundled = join(folder, 'emptyUnbundled.js');
  writeFileSync(emptyUnbundled, emptyApp(join(root, 'node_modules', '@azure', 'functions')));
  const unbundled = join(root, 'dist', 'functions', 'index.js');
  return { none: undefined, empty, emptyUnbundled, bundle: join(bundled, 'main.js'), unbundled };
}
