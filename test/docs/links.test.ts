import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', '..', 'docs');
const links = [...readFileSync(join(folder, 'security.md'), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(
  ([, link = '']) => link,
);

test('every file and test that docs/security.md names is there', () => {
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
});
