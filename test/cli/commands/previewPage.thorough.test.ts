import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { desk, phone, withBrowser } from '../../support/browser';
import { csv2scim } from '../../support/cli';
import { csvOf, type Folder, mapping, newFolder, people } from '../../support/files';

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

withBrowser('the page of `preview --html`', (open) => {
  test('can be read, and its bars are painted', async () => {
    const file = await folder.write('mapping.json', JSON.stringify(mapping()));
    const before = await folder.write('before.csv', csvOf(people(40)));
    const promoted = people(40).map((record, index) => (index < 12 ? record.with(5, 'Lead') : record));
    const csv = await folder.write('now.csv', csvOf(promoted));
    const html = join(folder.path, 'preview.html');
    const ran = await csv2scim(['preview', csv, '--mapping', file, '--against', before, '--html', html]);
    expect(ran.code).toBe(0);
    await open(await readFile(html, 'utf8'), async ({ page, ask, violations, requests, url }) => {
      for (const viewport of [phone, desk]) {
        await page.setViewportSize(viewport);
        expect([viewport.width, await ask('overflow')]).toEqual([viewport.width, 0]);
      }
      expect(await page.locator('td.bar svg').count()).toBeGreaterThan(0);
      expect([await ask('unpainted'), await ask('faintTexts'), await violations()]).toEqual([[], [], []]);
      expect(requests).toEqual([url]);
    });
  });
});
