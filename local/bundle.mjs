import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Writes what is deployed (to deploy/app, or a folder that is named): one CommonJS file that the host waits for, those that functions load when they need them, and what the host reads beside them. Two runs give the same bytes. */
const [, , app = join('deploy', 'app')] = process.argv;
await rm(app, { recursive: true, force: true });
await mkdir(join(app, 'mappings'), { recursive: true });
/** What has a file of its own, and is loaded when it is imported. */
const loadedLater = new Map([
  ['./handlers', 'handlers'],
  ['applicationinsights', 'applicationinsights'], // half of all code
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
  supported: { 'dynamic-import': false }, // becomes a require() at that moment
  plugins: [ownFiles(loadedLater)],
  minifySyntax: true,
  minifyWhitespace: true, // names stay, so that a stack in a log can be read
  external: ['@azure/functions-core'], // exists inside the worker alone
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

/** Leaves modules to files of their own. */
function ownFiles(files) {
  return {
    name: 'own-files',
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ path, kind }) =>
        kind === 'dynamic-import' && files.has(path) ? { path: `./${files.get(path)}.js`, external: true } : undefined,
      ),
  };
}
