import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../lib/csv/read';
import { readHrFile } from '../../lib/ingestion/hrFile';
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
