import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Writes the deployed app to deploy/app, or to the given folder: one CommonJS file that the host
 * loads at start, the files that functions load on demand, and the host's configuration. The output
 * is reproducible.
 */
const [, , app = join('deploy', 'app')] = process.argv;
await rm(app, { recursive: true, force: true });
await mkdir(join(app, 'mappings'), { recursive: true });
/** Modules in files of their own, which are loaded when they are imported. */
const loadedLater = new Map([
  ['./handlers', 'handlers'],
  ['applicationinsights', 'applicationinsights'], // half of the code
]);
await build({
  entryPoints: {
    main: 'functions/index.ts',
    handlers: 'functions/handlers.ts',
    applicationinsights: 'applicationinsights',
  },
  outdir: app,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  supported: { 'dynamic-import': false }, // becomes require() where it is called
  plugins: [ownFiles(loadedLater)],
  minifySyntax: true,
  minifyWhitespace: true, // names are kept, so that stack traces are readable
  external: ['@azure/functions-core'], // exists in the worker only
  alias: {
    '@azure/functions-extensions-base': createRequire(import.meta.url).resolve('@azure/functions-extensions-base'),
  },
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  legalComments: 'linked',
  logLevel: 'warning',
});

const { name, version, license } = JSON.parse(await readFile('package.json', 'utf8'));
await writeFile(join(app, 'package.json'), `${JSON.stringify({ name, version, license, main: 'main.js' }, null, 2)}\n`);
await copyFile('host.json', join(app, 'host.json'));
for (const file of await readdir('mappings')) {
  if (file.endsWith('.json')) await copyFile(join('mappings', file), join(app, 'mappings', file));
}

for (const file of ['main.js', 'handlers.js', 'applicationinsights.js']) {
  const code = await readFile(join(app, file));
  const sha256 = createHash('sha256').update(code).digest('hex');
  const size = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
  console.log(`${join(app, file)}: ${size(code.length)}, ${size(gzipSync(code).length)} packed, SHA-256 ${sha256}`);
}

/** Keeps modules in separate files. */
function ownFiles(files) {
  return {
    name: 'own-files',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ path, kind }) =>
        kind === 'dynamic-import' && files.has(path) ? { path: `./${files.get(path)}.js`, external: true } : undefined,
      ),
  };
}
