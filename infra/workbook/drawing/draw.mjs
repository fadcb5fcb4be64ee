import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { chart } from './chart.mjs';
import { rows } from './sample.mjs';
import { table } from './table.mjs';

/**
 * `npm run dashboard`: draws the workbook's layout with invented rows to docs/dashboard.png. Needs
 * Chromium: the variable CHROMIUM, or /usr/bin/chromium.
 */
const layout = JSON.parse(await readFile(new URL('../layout.json', import.meta.url), 'utf8'));
/** The rows that are selected. The tables and titles below depend on them. */
const chosen = { IngestionId: rows.ingestions[0].ingestionId, CycleId: rows.cycles[1].cycleId };

const filled = (text) => text.replace(/\{(\w+)\}/g, (whole, name) => chosen[name] ?? whole);
const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const [pageWidth, gap] = [1400, 12];

const drawn = layout.items.map(({ name, type, content, customWidth = '100' }) => {
  if (type === 9) return '<p class="pills"><b>Time</b> Last 14 days &nbsp; <b>Feed</b> All</p>';
  if (type === 1) {
    const [heading, ...text] = content.json.split('\n');
    return `<div class="text"><h2>${escaped(heading.replace(/^#+ /, ''))}</h2><p>${escaped(text.join(' '))}</p></div>`;
  }
  const pixels = Math.floor((pageWidth * Number(customWidth)) / 100) - gap;
  const drawing =
    content.visualization === 'table'
      ? table(rows[name], content.gridSettings ?? {})
      : chart(rows[name], content, pixels - 24);
  return `<section style="width:${pixels}px"><h3>${escaped(filled(content.title))}</h3>${drawing}</section>`;
});

const style = `body{font:12px "Segoe UI",system-ui,sans-serif;color:#323130;margin:16px;width:${pageWidth}px}
main{display:flex;flex-wrap:wrap;gap:${gap}px;align-items:stretch}h1{font-size:19px;margin:0 0 4px}
h2{font-size:16px;margin:10px 0 2px}h3{font-size:13px;margin:0 0 6px}.text,.pills{width:100%;margin:0}.text p{margin:0}
section{box-sizing:border-box;border:1px solid #edebe9;border-radius:2px;padding:10px 11px;overflow:hidden}
table{border-collapse:collapse;width:100%;font-size:12px}
th,td{text-align:left;padding:3px 7px;border-bottom:1px solid #f3f2f1;white-space:nowrap}
th{font-weight:600;color:#605e5c}.number{text-align:right}svg{display:block}
.dot{display:inline-block;width:9px;height:9px;border-radius:5px;margin-right:6px}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: pageWidth + 20, height: 900 } });
  await page.setContent(`<style>${style}</style><h1>csv2scim: from HR to Entra</h1><main>${drawn.join('')}</main>`);
  await page.screenshot({ path: 'docs/dashboard.png', fullPage: true });
} finally {
  await browser.close();
}
