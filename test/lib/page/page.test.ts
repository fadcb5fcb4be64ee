import { createHash } from 'node:crypto';
import { renderPage } from '../../../lib/page/page';
import { growthOf, linear } from '../../support/growth';
import { thorough } from '../../support/tiers';
import { examples } from './examples';
import { hostile } from './hostile';
import { cycleOf, entry, failed, input, range, rejection, report } from './inputs';

const names = Object.keys(examples()) as (keyof ReturnType<typeof examples>)[];

/** As a reader sees it, without the style. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');

test.each(names)('`renderPage()` allows its own style alone (%s)', (name) => {
  const page = renderPage(examples()[name]);
  const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text]) => text ?? '');
  expect(styles).toHaveLength(1);
  const hash = createHash('sha256')
    .update(styles[0] ?? '')
    .digest('base64');
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  );
  expect(page).not.toMatch(/<(script|iframe|img|link|object|embed|form|base)\b| style=|\son\w+="/i);
  expect(page).not.toMatch(/(src|href)="(?!#)/);
});

test('`renderPage()` gives the same page for the same input', () => {
  expect(renderPage(examples().failures)).toBe(renderPage(examples().failures));
});

test('`renderPage()` shows hostile content as text, control characters by their numbers', () => {
  const page = renderPage(examples().hostile);
  for (const text of hostile.slice(0, 9)) expect(page).not.toContain(text);
  expect(page).toContain('&lt;/style&gt;&lt;script&gt;window.broken=1&lt;/script&gt;');
  expect(page).toContain('invoice[U+202E]gpj.exe');
  expect(page).toContain('zero[U+0000]byte[U+0007] and [U+200B]nothing');
  expect(page).not.toMatch(/(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
});

thorough('`renderPage()` takes time in proportion to the rejected records', () => {
  const render = (count: number): void => {
    renderPage(input({ rejections: range(1, count).map((number) => rejection(number)) }));
  };
  expect(growthOf(render, 10_000)).toBeLessThan(linear);
});

test('`renderPage()` stays below 2 MB, however wide the records and however long the reasons are', () => {
  const text = '<&"ü'.repeat(1000);
  const wide = range(1, 100).map((number) => `${number} ${text}`);
  const reason = wide.map((name) => `column ${name} : ${text.slice(0, 100)}`).join('; ');
  const page = renderPage(
    input({
      report: report({
        records: { read: 9e6, valid: 0, rejected: 9e6, duplicates: 0, skipped: 0, repeatedHeaders: 0 },
        reasons: [{ code: 'held', message: text }],
        notes: range(1, 20).map(() => ({ code: 'note', message: text, lines: range(1, 20) })),
      }),
      header: wide,
      rejections: range(1, 500).map((line) => ({ line, reason: `${line} ${reason}`, words: text, fields: wide })),
      outcomes: {
        counts: new Map([['failed', 1]]),
        rows: range(1, 500).map((line) => ({
          ...{ line: String(line), externalId: text, outcome: 'failed', reason: text, whoActs: text },
        })),
      },
    }),
  );
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(textOf(page)).toMatch(/… and 8,999,9\d\d more in rejected.csv/);
});

test('`renderPage()` shows some of very many rejected records, and says how many more there are', () => {
  const rejections = range(1, 100_000).map((number) => rejection(number));
  const records = { read: 150_000, valid: 30_000, rejected: 120_000, duplicates: 0, skipped: 0, repeatedHeaders: 0 };
  const entries = range(1, 20_000).map((number) => failed(number));
  const page = renderPage(input({ report: report({ records }), rejections, entries, cycles: [cycleOf(entries)] }));
  expect(page.length).toBeLessThan(1_000_000);
  expect(textOf(page)).toContain('… and 119,800 more in rejected.csv');
  expect(textOf(page)).toContain('… and 19,800 more in Entra’s provisioning logs');
  expect(textOf(page)).toContain('Why they were rejected, by the first 100,000');
});

test('`renderPage()` keeps the page small when single fields are very long', () => {
  const long = 'x'.repeat(8 * 1024 * 1024);
  const rejections = [rejection(1, { reason: long, words: long, fields: [long, long] })];
  expect(renderPage(input({ report: report({ blob: long }), rejections, header: [long, long] })).length).toBeLessThan(
    100_000,
  );
});

test.each([
  ['well', ['No record was rejected.', 'Nobody.', 'Create an account']],
  ['before', ['Entra has not answered yet. A cycle runs every 20 to 40 minutes', 'Not known yet']],
  ['rejected', ['there is no drawing', 'Nothing was sent, so Entra has nothing to do.', 'Line 17: the record']],
  ['failed', ['8 of 20 requests accepted', 'npx csv2scim resume 20261123T100400Z-9f3a61c2']],
  [
    'failures',
    [
      '3 rejected records',
      '7 people with a failure or a warning',
      '1 earlier cycle since',
      'Send a userName that no other',
    ],
  ],
] as const)('`renderPage()` says in each section what there is, or that there is nothing (%s)', (name, sentences) => {
  const text = textOf(renderPage(examples()[name]));
  for (const sentence of sentences) expect(text).toContain(sentence);
  for (const heading of ['What happened to the file', 'What needs you', 'What Entra did', 'Details'])
    expect(text).toContain(heading);
});

test('`renderPage()` shows the column that a reason speaks of, and the first four', () => {
  const text = renderPage(input({ rejections: [rejection(1)], header: ['A', 'B', 'C', 'D', 'E', 'HireDate'] }));
  expect(text).toMatch(/data-label="D"/);
  expect(text).toMatch(/data-label="HireDate"/);
  expect(text).not.toMatch(/data-label="E"/);
});

test('`renderPage()` says that it counts changes when not every entry is known', () => {
  const all = range(1, 10).map((number) => entry(number));
  const page = (entries: typeof all): string => textOf(renderPage(input({ entries, cycles: [cycleOf(all)] })));
  expect(page([])).toContain('counted in changes here');
  expect(page(all)).not.toContain('counted in changes here');
});

test('`renderPage()` says of rejected records that are not given where they are', () => {
  const records = { read: 3, valid: 1, rejected: 2, duplicates: 0, skipped: 0, repeatedHeaders: 0 };
  expect(textOf(renderPage(input({ report: report({ records }) })))).toContain('… and 2 more in rejected.csv');
});

test('the page names those who were disabled, or says that nobody was', () => {
  const disabled = [entry(1, { action: 'disable' }), entry(2)];
  const page = renderPage(input({ entries: disabled, cycles: [cycleOf(disabled)] }));
  expect(page).toMatch(/<h3>1 person disabled or deleted<\/h3>[\s\S]*100001[\s\S]*Person 1/);
  const created = [entry(1), entry(2)];
  expect(renderPage(input({ entries: created, cycles: [cycleOf(created)] }))).toMatch(
    /<h3>People disabled or deleted<\/h3>\s*<p class="none">Nobody/,
  );
});
