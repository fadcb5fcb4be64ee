import { readdir } from 'node:fs/promises';
import { build } from 'esbuild';

/** Bundles each contestant as the app is bundled, so that the code is measured that is deployed. */
await build({
  entryPoints: (await readdir('bench/contestants')).map((file) => `bench/contestants/${file}`),
  outdir: 'dist/contestants',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  supported: { 'dynamic-import': false }, // becomes require() where it is called
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['@azure/identity', 'applicationinsights'],
  logLevel: 'warning',
});
