import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const repository = join(__dirname, '..', '..');

/** From the bottom to the top: a file imports its own folder and the folders before it. */
const ingestionRooms = [
  'lib/ingestion/storage',
  'lib/ingestion',
  'lib/ingestion/reports',
  'lib/ingestion/people',
  'lib/ingestion/feed',
  'lib/ingestion/inspection',
  'lib/ingestion/delivery',
  'lib/ingestion/ingest',
];
const graphRooms = [
  'lib/graph',
  'lib/graph/limits',
  'lib/graph/client',
  'lib/graph/directory',
  'lib/graph/provisioning',
  'lib/graph/logs',
];
const mappingRooms = [
  'lib/mapping/types',
  'lib/mapping/suggest',
  'lib/mapping/leaves',
  'lib/mapping/today',
  'lib/mapping/compile',
  'lib/mapping/file',
  'lib/mapping',
  'lib/mapping/psd1',
];
const initRooms = ['lib/init/columns', 'lib/init/guesses', 'lib/init'];
const pageRooms = [
  'lib/page/html',
  'lib/page/input',
  'lib/page/answers',
  'lib/page/states',
  'lib/page/parts',
  'lib/page',
];
const cliRooms = ['cli/context', 'cli/output', 'cli/connect', 'cli/commands', 'cli'];
const entraRooms = [
  'local/entra/tenant',
  'local/entra/provisioning',
  'local/entra/http',
  'local/entra/options',
  'local/entra/faults',
  'local/entra/api',
  'local/entra',
];

/** Each file that another one names, by its path without `.ts`, and what it imports. */
type Imports = ReadonlyMap<string, readonly string[]>;

function importsBelow(folder: string): Imports {
  const files = readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Map(
    files.map((name) => {
      const path = join(folder, name);
      return [path.replace(/\.ts$/, ''), importsOf(path, readFileSync(join(repository, path), 'utf8'))];
    }),
  );
}

/**
 * Types count too: a file that needs another one's types cannot be understood, or moved, without
 * it.
 */
const importsOf = (path: string, source: string): string[] =>
  [...source.matchAll(/(?:\bfrom|\bimport\(|\bimport) *'(\.[^']+)'/g)].map(([, specifier = '']) =>
    relative(repository, join(repository, dirname(path), specifier)),
  );

function cyclesIn(imports: Imports): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    done.add(file);
    for (const imported of imports.get(file) ?? []) visit(imported, [...path, file]);
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}

/** The level of a file: its own place among the folders, or that of the nearest folder around it. */
const levelOf = (file: string, folders: readonly string[]): number =>
  file === '.' || folders.includes(file) ? folders.indexOf(file) : levelOf(dirname(file), folders);

function upwardImports(imports: Imports, folders: readonly string[]): string[] {
  return [...imports].flatMap(([file, all]) =>
    all
      .filter((imported) => levelOf(imported, folders) > levelOf(file, folders))
      .map((imported) => `${file} → ${imported}`),
  );
}

describe.each([
  ['lib/ingestion', ingestionRooms],
  ['lib/graph', graphRooms],
  ['lib/mapping', mappingRooms],
  ['lib/init', initRooms],
  ['lib/page', pageRooms],
  ['cli', cliRooms],
  ['local/entra', entraRooms],
])('%s', (folder, folders) => {
  const imports = importsBelow(folder);

  test('every file is in a folder of the list', () => {
    expect([...imports.keys()].filter((file) => levelOf(file, folders) < 0)).toEqual([]);
  });

  test('no two files import each other', () => {
    expect(cyclesIn(imports)).toEqual([]);
  });

  test('no folder imports one above it', () => {
    expect(upwardImports(imports, folders)).toEqual([]);
  });
});

test.each(['functions', 'lib/cycles', 'lib/setup', 'lib/doctor', 'lib/preview', 'lib/status', 'local'])(
  '%s: no two files import each other',
  (folder) => {
    expect(cyclesIn(importsBelow(folder))).toEqual([]);
  },
);

describe('planted violations', () => {
  const planted = (...files: [path: string, source: string][]): Imports =>
    new Map(files.map(([path, source]) => [path, importsOf(path, source)]));

  test('`cyclesIn()` finds a cycle of three files, and one of types alone', () => {
    const imports = planted(
      ['lib/ingestion/feed/a', "import { b } from '../storage/b';"],
      ['lib/ingestion/storage/b', "const { c } = await import('../c');"],
      ['lib/ingestion/c', "import type { A } from './feed/a';"],
    );
    expect(cyclesIn(imports)).toEqual([
      'lib/ingestion/feed/a → lib/ingestion/storage/b → lib/ingestion/c → lib/ingestion/feed/a',
    ]);
  });

  test('`upwardImports()` finds each import of a folder above', () => {
    const imports = planted(
      ['lib/ingestion/storage/a', "import { type B, b } from '../feed/b';\nimport { c } from '../checkpoint';"],
      ['lib/ingestion/delivery/d', "import { b } from '../feed/b';\nimport { ingest } from '../ingest';"],
    );
    expect(upwardImports(imports, ingestionRooms)).toEqual([
      'lib/ingestion/storage/a → lib/ingestion/feed/b',
      'lib/ingestion/storage/a → lib/ingestion/checkpoint',
      'lib/ingestion/delivery/d → lib/ingestion/ingest',
    ]);
  });
});
