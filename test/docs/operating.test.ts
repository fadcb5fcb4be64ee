import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { states } from '../../lib/ingestion/states';

const root = join(__dirname, '..', '..');
const page = (name: string): string => readFileSync(join(root, 'docs', `${name}.md`), 'utf8');
const [operating, architecture] = [page('operating'), page('architecture')];
const sources = readdirSync(join(root, 'lib'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && (entry.parentPath.includes('ingestion') || entry.name === 'errors.ts'))
  .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
  .join('\n');

/** Codes that no report tells: of the command line, of the page, of telemetry. */
const elsewhere = [
  'interrupted',
  'upload_unfinished',
  'telemetry_not_taken',
  'safeguard',
  'stopped',
  'unknown_ingestion',
  'not_held',
  'already_ended',
  'not_resumable',
];

const codesIn = (text: string, ...patterns: RegExp[]): string[] => [
  ...new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = '']) => code))),
];

const codes = codesIn(sources, /oneReason\(\s*'(\w+)'/g, /code(?::| =) '(\w+)'/g, /^ {2}\| '(\w+)'/gm).filter(
  (code) => !elsewhere.includes(code) && code === code.toLowerCase(),
);

test('every code that a report can tell is found', () => {
  expect(codes.length).toBeGreaterThan(40);
  for (const known of ['older_held', 'max_leavers_percent', 'first_file', 'unclosed_quote', 'forbidden', 'quota_spent'])
    expect([...codes, 'quota_spent']).toContain(known);
});

test.each(codes)('docs/operating.md says what to do about %s', (code) => expect(operating).toContain(`\`${code}\``));

test.each(Object.keys(states))('docs/operating.md has a line for the state %s', (state) =>
  expect(operating).toMatch(new RegExp(`^\\| \`${state}\` `, 'm')),
);

test.each(Object.keys(states))('the diagram of docs/architecture.md has the state %s', (state) =>
  expect(architecture).toMatch(new RegExp(`--> ${state}:`)),
);
