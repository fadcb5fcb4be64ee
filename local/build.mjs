import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const common = {
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  supported: { 'dynamic-import': false }, // becomes require() where it is called
  sourcemap: true,
  logLevel: 'warning',
};

/**
 * Compiles each TypeScript file to a CommonJS file in dist/. TypeScript 7 checks types, esbuild
 * compiles.
 */
await rm('dist', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['functions', 'cli', 'lib', 'local', 'mappings', 'samples', 'bench'].map(
    (folder) => `${folder}/**/*.ts`,
  ),
  outdir: 'dist',
  outbase: '.',
});

/**
 * Bundles the command line into one file, which starts in half the time. Libraries that few
 * commands need are loaded on demand.
 */
await build({
  ...common,
  entryPoints: ['cli/run.ts'],
  outfile: 'dist/cli/run.js',
  bundle: true,
  external: ['@azure/identity', 'applicationinsights'],
  allowOverwrite: true,
});
await chmod('dist/cli/index.js', 0o755).catch(() => {});
