import { renderPage } from '../../../lib/page/page';
import { desk, phone, withBrowser } from '../../support/browser';
import { examples } from './examples';
import { header } from './inputs';

const [window, tablet] = [
  { width: 1030, height: 800 },
  { width: 706, height: 800 },
];

withBrowser('the page', (open) => {
  test.each(Object.entries(examples()))(
    'loads nothing, runs nothing, never scrolls sideways, and can be read by everybody in light and dark (%s)',
    async (_, input) => {
      await open(renderPage(input), async ({ page, ask, violations, url, complaints, requests }) => {
        await ask('unfold');
        for (const viewport of [phone, tablet, window, desk]) {
          await page.setViewportSize(viewport);
          expect([viewport.width, await ask('overflow')]).toEqual([viewport.width, 0]);
        }
        expect(await ask('intruders')).toEqual([]);
        expect(await ask('barriers')).toEqual([]);
        expect(await ask('unpainted')).toEqual([]);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await ask('faintTexts')).toEqual([]);
          expect(await violations()).toEqual([]);
          expect(Number(/\d+/.exec(await ask('ground'))?.[0]) < 128).toBe(colorScheme === 'dark');
        }
        expect([requests, complaints]).toEqual([[url], []]);
      });
    },
  );

  test('a barrier in the page would be found', async () => {
    const markup = renderPage(examples().well).replace('</main>', '<p><a href="#x"></a></p></main>');
    await open(markup, async ({ violations }) => {
      expect(await violations()).toEqual([expect.stringMatching(/^link-name: <a href="#x">/)]);
    });
  });

  test('is guarded by its policy, should anything ever come through: no script, no style, no image', async () => {
    const intruder =
      '<script>window.broken=1</script><p style="color:red" onclick="window.broken=1">x</p><img src="https://example.invalid/x.png" onerror="window.broken=1"><style>p{color:red}</style>';
    const markup = renderPage(examples().well).replace('</main>', `${intruder}</main>`);
    await open(markup, async ({ page, complaints, refused }) => {
      await page.click('p[onclick]');
      expect(await page.evaluate('"broken" in window')).toBe(false);
      expect(refused).toEqual(['csp']);
      expect(complaints.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(4);
    });
  });

  test('shows the verdict, the drawing and its numbers at one look', async () => {
    await open(renderPage(examples().failures), async ({ page, ask }) => {
      const verdict = page.locator('.verdict');
      expect(await verdict.textContent()).toMatch(/992 people were taken.*Entra created 930.*7 need attention/);
      expect(await page.locator('.badge').allTextContents()).toEqual(['✓ Accepted', '! 10 to look at']);
      const [text, chart] = [await verdict.boundingBox(), await page.locator('svg.chart.wide').boundingBox()];
      expect(text?.y).toBeLessThan(150);
      expect((chart?.y ?? Number.NaN) + 300).toBeLessThan(desk.height);
      for (const viewport of [desk, phone]) {
        await page.setViewportSize(viewport);
        const { drawn, told, shown } = await ask<{ drawn: string[]; told: string[]; shown: number }>('drawnAndTold');
        expect([shown, drawn.length]).toEqual([1, 11]);
        expect(drawn).toEqual(told);
      }
    });
  });

  test('shows a hostile field as the text that it is', async () => {
    const text = '</bdi><script>window.broken=1</script>"\'<!--';
    const { rejections, entries, ...rest } = examples().failures;
    const hostile = {
      ...rest,
      rejections: rejections.map((one) => ({ ...one, fields: header.map(() => text), reason: text })),
      entries: entries.map((one) => ({ ...one, displayName: text })),
    };
    await open(renderPage(hostile), async ({ page, ask }) => {
      expect(await page.getByText(text, { exact: true }).count()).toBe(3 * 5 + 7 + 10); // fields of the rejected, names of those in trouble, and of the disabled
      expect(await ask('intruders')).toEqual([]);
    });
  });

  test('prints whole, and dark on light', async () => {
    await open(renderPage(examples().failures), async ({ page, ask }) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await ask('unfoldedHeight')).toBeGreaterThan(100);
      expect(await ask('color')).toBe('rgb(29, 33, 38)');
    });
  });
});
