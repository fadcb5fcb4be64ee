import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = ['.', 'docs', join('docs', 'decisions')].flatMap(markdownIn);

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The links of a page that lead to a file of the repository. */
const linksOf = (page: string): string[] =>
  [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^https?:/.test(link));

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function isBroken(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
}

test('docs/security.md names the files and tests that protect', () =>
  expect(linksOf(join('docs', 'security.md')).length).toBeGreaterThan(30));

test.each(pages)('every link of %s leads somewhere', (page) =>
  expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]),
);

test('docs/decisions/README.md lists every decision', () => {
  const links = linksOf(join('docs', 'decisions', 'README.md'));
  const decisions = readdirSync(join(root, 'docs', 'decisions')).filter((name) => /^\d{4}-/.test(name));
  expect(decisions.filter((name) => !links.includes(name))).toEqual([]);
});
