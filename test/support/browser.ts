import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Folder, newFolder } from './files';

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && path !== '' && existsSync(path),
);

export const desk = { width: 1280, height: 720 };
export const phone = { width: 360, height: 740 };

export interface Opened {
  page: Page;
  /** Calls a function of inPage.js. */
  ask<T>(name: string): Promise<T>;
  /** The rules of accessibility that axe-core finds broken, each with the elements. */
  violations(): Promise<string[]>;
  url: string;
  /** Whatever the console says: errors, and what the policy refused. */
  complaints: string[];
  requests: string[];
  refused: (string | undefined)[];
}

/** Opens a page from the disk, as a person does, and closes it whatever happens. */
export type Open = (markup: string, look: (opened: Opened) => Promise<void>) => Promise<void>;

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Runs tests in a real browser. Where there is none, they are skipped, and say so. */
export function withBrowser(what: string, tests: (open: Open) => void): void {
  if (executablePath === undefined) {
    process.stderr.write(`SKIPPED: ${what} was tried in no browser, for there is no Chromium here (see CHROMIUM)\n`);
    test.skip(`SKIPPED, for there is no Chromium here: ${what} in a real browser`, () => {});
    return;
  }
  describe(`${what} in a real browser`, () => {
    let browser: Browser;
    let folder: Folder;
    beforeAll(async () => {
      folder = await newFolder();
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      try {
        await browser?.close();
      } finally {
        await folder?.remove();
      }
    });
    tests(async (markup, look) => {
      const url = pathToFileURL(await folder.write('page.html', markup)).href;
      const page = await browser.newPage({ viewport: desk });
      try {
        await look(await openPage(page, url));
      } finally {
        await page.close();
      }
    });
  });
}

async function openPage(page: Page, url: string): Promise<Opened> {
  const opened: Opened = {
    page,
    url,
    ask: (name) => page.evaluate(`inPage.${name}()`),
    violations: async () => {
      await page.evaluate(axe);
      return opened.ask('violations');
    },
    complaints: [],
    requests: [],
    refused: [],
  };
  page.on('console', (message) => opened.complaints.push(message.text()));
  page.on('pageerror', (error) => opened.complaints.push(error.message));
  page.on('request', (request) => opened.requests.push(request.url()));
  page.on('requestfailed', (request) => opened.refused.push(request.failure()?.errorText));
  await page.addInitScript({ path: join(__dirname, 'inPage.js') });
  await page.goto(url);
  return opened;
}
