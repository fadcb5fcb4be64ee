import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { drawTerminal } from './terminal.mjs';

/**
 * `npm run pictures`: runs the local stack with a file of 1,002 invented people, two of them
 * without an id, and draws docs/start.svg, what the terminal showed, and docs/page-*.png, the page
 * about it. Needs Chromium: the variable CHROMIUM, or /usr/bin/chromium.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'csv2scim-pictures-'));

try {
  const lines = await record(await writePeople());
  await writeFile(
    join(root, 'docs', 'start.svg'),
    drawTerminal([{ at: 0, text: '$ npm start -- people.csv' }, ...lines]),
  );
  const page = lines.map(({ text }) => /^Page: +(\S+)/.exec(text)?.[1]).find((path) => path !== undefined);
  await photograph(pathToFileURL(join(root, page)).href);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The sample file, with two records of nobody at its end. */
async function writePeople() {
  const sample = await readFile(join(root, 'samples', 'employees.csv'), 'utf8');
  const [header = '', first = ''] = sample.split('\n');
  const nobody = first.split(',').with(header.split(',').indexOf('WorkerID'), '').join(',');
  const file = join(folder, 'people.csv');
  await writeFile(file, `${sample.trimEnd()}\n${nobody}\n${nobody}\n`);
  return file;
}

/** Runs `npm start` with a file, and gives its lines with their times. */
async function record(file) {
  const child = spawn(process.execPath, ['dist/local/start.js', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const began = performance.now();
  const lines = [];
  for await (const line of createInterface({ input: child.stdout }))
    lines.push({ at: Math.round(performance.now() - began), text: line.replace(file, 'people.csv') });
  if (child.exitCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`npm start ended with ${child.exitCode}`);
  return lines;
}

/** Photographs the page on a desktop and on a phone, in light and in dark. */
async function photograph(url) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    for (const [name, width, height] of [
      ['desktop', 1280, 800],
      ['phone', 400, 800],
    ])
      for (const colorScheme of ['light', 'dark']) {
        const page = await browser.newPage({ viewport: { width, height }, colorScheme });
        await page.goto(url);
        await page.screenshot({ path: join(root, 'docs', `page-${name}-${colorScheme}.png`) });
        await page.close();
      }
  } finally {
    await browser.close();
  }
}
