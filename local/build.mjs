import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

/** Writes the CommonJS form of every TypeScript file to dist/, file by file: TypeScript 7 checks types, esbuild emits. */
await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['functions', 'cli', 'lib', 'local', 'mappings', 'samples', 'bench'].map(
    (folder) => `${folder}/**/*.ts`,
  ),
  outdir: 'dist',
  outbase: '.',
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  supported: { 'dynamic-import': false }, // becomes a require() at that moment
  sourcemap: true,
  logLevel: 'warning',
});
await chmod('dist/cli/index.js', 0o755).catch(() => {});
