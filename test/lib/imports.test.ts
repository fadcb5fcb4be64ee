import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const lib = join(__dirname, '..', '..', 'lib');

/**
 * From the bottom to the top: a file imports its own room and the rooms before it. `.` is the
 * folder itself.
 */
const ingestionRooms = [
  'ingestion/storage',
  'ingestion',
  'ingestion/reports',
  'ingestion/people',
  'ingestion/feed',
  'ingestion/inspection',
  'ingestion/delivery',
  'ingestion/ingest',
];
const mappingRooms = [
  'mapping/types',
  'mapping/suggest',
  'mapping/leaves',
  'mapping/compile',
  'mapping/file',
  'mapping',
  'mapping/psd1',
];
const graphRooms = ['graph', 'graph/limits', 'graph/client', 'graph/directory', 'graph/provisioning', 'graph/logs'];

/** Each file below lib that another one names, by its path without `.ts`, and what it imports. */
type Imports = ReadonlyMap<string, readonly string[]>;

function importsBelow(folder: string): Imports {
  const files = readdirSync(join(lib, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Map(
    files.map((name) => {
      const path = join(folder, name);
      return [path.replace(/\.ts$/, ''), importsOf(path, readFileSync(join(lib, path), 'utf8'))];
    }),
  );
}

/**
 * Types count too: a file that needs another one's types cannot be understood, or moved, without
 * it.
 */
const importsOf = (path: string, source: string): string[] =>
  [...source.matchAll(/(?:\bfrom|\bimport\(|\bimport) *'(\.[^']+)'/g)].map(([, specifier = '']) =>
    relative(lib, join(lib, dirname(path), specifier)),
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

/** A file that has a place of its own among the rooms counts as one. */
const levelOf = (file: string, rooms: readonly string[]): number =>
  rooms.includes(file) ? rooms.indexOf(file) : rooms.indexOf(dirname(file));

function upwardImports(imports: Imports, rooms: readonly string[]): string[] {
  return [...imports].flatMap(([file, all]) =>
    all
      .filter((imported) => levelOf(imported, rooms) > levelOf(file, rooms))
      .map((imported) => `${file} → ${imported}`),
  );
}

describe.each([
  ['mapping', mappingRooms],
  ['ingestion', ingestionRooms],
  ['graph', graphRooms],
])('lib/%s', (folder, rooms) => {
  const imports = importsBelow(folder);

  test('every file is in a room', () => {
    expect([...imports.keys()].filter((file) => levelOf(file, rooms) < 0)).toEqual([]);
  });

  test('no two files import each other', () => {
    expect(cyclesIn(imports)).toEqual([]);
  });

  test('no room imports one above it', () => {
    expect(upwardImports(imports, rooms)).toEqual([]);
  });
});

describe('planted violations', () => {
  const planted = (...files: [path: string, source: string][]): Imports =>
    new Map(files.map(([path, source]) => [path, importsOf(path, source)]));

  test('`cyclesIn()` finds a cycle of three files, and one of types alone', () => {
    const imports = planted(
      ['ingestion/feed/a', "import { b } from '../storage/b';"],
      ['ingestion/storage/b', "const { c } = await import('../c');"],
      ['ingestion/c', "import type { A } from './feed/a';"],
    );
    expect(cyclesIn(imports)).toEqual(['ingestion/feed/a → ingestion/storage/b → ingestion/c → ingestion/feed/a']);
  });

  test('`upwardImports()` finds each import of a room above', () => {
    const imports = planted(
      ['ingestion/storage/a', "import { type B, b } from '../feed/b';\nimport { c } from '../checkpoint';"],
      ['ingestion/delivery/d', "import { b } from '../feed/b';\nimport { ingest } from '../ingest';"],
    );
    expect(upwardImports(imports, ingestionRooms)).toEqual([
      'ingestion/storage/a → ingestion/feed/b',
      'ingestion/storage/a → ingestion/checkpoint',
      'ingestion/delivery/d → ingestion/ingest',
    ]);
  });
});
