import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../lib/csv/read';
import { readHrFile } from '../../lib/ingestion/hrFile';
import { textFunctions } from '../../lib/mapping/compile/cel/textFunctions';
import { unitFunctions } from '../../lib/mapping/compile/cel/unitFunctions';
import { compileMapping } from '../../lib/mapping/compile/compile';
import { leafKeys } from '../../lib/mapping/file/leafSchemas';
import { parseMapping } from '../../lib/mapping/file/parse';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'mapping.md'), 'utf8');
const example = /```csv\n(.*?)```\n\n```json\n(.*?)```\n\n```json\n(.*?)```/s;
const examples = page
  .split('\n## ')
  .map((section): [title: string, found: RegExpExecArray | null] => [
    section.split('\n')[0] ?? '',
    example.exec(section),
  ])
  .flatMap(([title, found]) =>
    found === null ? [] : [[title, found[1] ?? '', found[2] ?? '', found[3] ?? ''] as const],
  );

test('docs/mapping.md has examples', () => {
  expect(examples.length).toBeGreaterThan(8);
});

test.each(examples)('docs/mapping.md, %s: the mapping gives the users', async (_, csv, keys, users) => {
  const { mapping } = parseMapping(JSON.stringify({ feed: 'employees', ...JSON.parse(keys) }));
  async function* bytes() {
    yield Buffer.from(csv);
  }
  const { batches } = await readHrFile((options) => readCsv(bytes(), options), mapping);
  const given: unknown[] = [];
  for await (const batch of batches)
    for (const { mapped } of batch) {
      const { schemas: _schemas, ...user } = mapped.user ?? { reasons: mapped.reasons };
      given.push(user);
    }
  expect(given).toEqual(JSON.parse(users));
});

const functionRows = [...page.matchAll(/^\| (`[^|]*?) *\| `([^|]+)` *\| `([^|]+)` *\|$/gm)]
  .filter(([, , example = '']) => example.includes('('))
  .map(([, names = '', example = '', gives = '']) => [names, example, gives] as const);

test.each(functionRows)('docs/mapping.md, %s: the example %s gives %s', (_, example, gives) => {
  const attributes = { externalId: 'Id', active: { value: true }, 'urn:test:any': { value: { expression: example } } };
  const { mapping } = parseMapping(JSON.stringify({ feed: 'functions', attributes, timeZone: 'UTC' }));
  const toUser = compileMapping(mapping, ['Id']);
  const { user, reasons } = toUser({ line: 2, fields: ['1'] });
  expect(reasons ?? user?.['urn:test:any']).toEqual({ value: JSON.parse(gives) });
});

test('docs/mapping.md names each function that import-mapping writes', () => {
  const names = new Set([...unitFunctions, ...textFunctions].map(({ name }) => name));
  expect(names.size).toBeGreaterThan(25);
  const documented = functionRows.map(([list]) => list).join(' ');
  expect([...names].filter((name) => !documented.includes(`${name}(`) && !documented.includes(`\`${name}\``))).toEqual(
    [],
  );
});

const [, everyKey = ''] = page.split('## Every key');
const { mapping } = parseMapping(
  JSON.stringify({ feed: 'employees', attributes: { externalId: 'Id', active: { value: true } } }),
);
/** The keys that have a default, each group as its members: `csv.trim`. */
const defaults = Object.entries(mapping)
  .filter(([key]) => !['feed', 'files', 'attributes', 'safeguards'].includes(key))
  .flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([member, inner]) => [`${key}.${member}`, inner])
      : [[key, value]],
  );

test.each(defaults)('docs/mapping.md tells the default of %s', (key, value) => {
  const row = new RegExp(`^\\|[^|]*\`${key}\`[^|]*\\|([^|]*)\\|`, 'm').exec(everyKey);
  const told = row?.[1]?.split(',').map((text) => text.replaceAll('`', '').trim());
  expect(told).toContain(typeof value === 'string' ? value : JSON.stringify(value));
});

test('docs/reference.md has the default of resendAllEveryDays', () => {
  const reference = readFileSync(join(__dirname, '..', '..', 'docs', 'reference.md'), 'utf8');
  expect(reference).toContain(`\`resendAllEveryDays\` (${mapping.resendAllEveryDays})`);
});

test.each(leafKeys)('docs/mapping.md tells the key %s of a leaf', (key) => {
  const [, leaves = ''] = everyKey.split(/^\| Leaf /m);
  expect(leaves).toContain(`"${key}"`);
});
