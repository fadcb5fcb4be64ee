import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Child } from '../../support/child';
import { csvOf, mapping, people } from '../../support/files';
import { externalIdsIn } from '../../support/requests';
import { type Stage, setStage } from '../../support/stage';
import { thorough } from '../../support/tiers';
import { until } from '../../support/until';

let stage: Stage;
let host: Child;
beforeAll(async () => {
  stage = await setStage(mapping(), mapping('partial', { content: 'partial' }));
  host = await stage.startHost({ SETTLE_SECONDS: '2' });
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

test('a file that is still being written is read once, when it has been left alone', async () => {
  const written: { etag: string; began: number; ended: number }[] = [];
  for (const count of [1, 2, 3, 4, 60]) {
    if (written.length > 0) await sleep(700);
    const began = performance.now();
    const etag = await stage.drop('employees/slow.csv', csvOf(people(count)));
    written.push({ etag, began, ended: performance.now() });
  }
  const last = written.at(-1)?.etag ?? '';
  // on a slow machine, a version can be left alone for long enough to be read
  const replacedInTime = written.filter(({ began }, index) => (written[index + 1]?.ended ?? Infinity) - began < 2000);
  expect(await stage.report(last)).toMatchObject({ state: 'accepted', records: { read: 60 } });
  expect(new Set(externalIdsIn(stage.entra.accepted())).size).toBe(60);
  for (const { etag } of replacedInTime) expect(await stage.reports(etag)).toBe(0);
});

const halves: [what: string, content: string, code: string][] = [
  ['zero bytes', '', 'empty_file'],
  ['no last field', csvOf(people(60)).replace(/,Clerk\n$/, '\n'), 'wrong_field_count'],
  ['half a record', csvOf(people(60)).slice(0, -25), 'wrong_field_count'],
  ['an open quote', `${csvOf(people(60))}w61,Active,u,l,f,"Cle`, 'unclosed_quote'],
  ['half a character', `${csvOf(people(60))}w61,Active,u,l,f,Zürich\nw62,Active,u,l,f,Zür`, 'invalid_encoding'],
];

test('half a file is rejected, and nothing of it is sent', async () => {
  const etags = await Promise.all(
    halves.map(([what, content]) => {
      const bytes = Buffer.from(content);
      return stage.drop(`partial/${what}.csv`, what === 'half a character' ? bytes.subarray(0, -2) : bytes);
    }),
  );
  const reports = await Promise.all(etags.map((etag) => stage.report(etag)));
  expect(reports.map(({ state, reasons }) => [state, reasons[0]?.code])).toEqual(
    halves.map(([, , code]) => ['rejected', code]),
  );
  expect(stage.entra.answers).toHaveLength(0);
});

thorough.each([
  ['employees', 'superseded'],
  ['partial', 'failed'],
])('a file of %s that is replaced while it is sent ends %s, and the new one is sent whole', async (feed, state) => {
  stage.entra.fault = () => ({ delay: 1500 });
  const before = stage.entra.accepted().length;
  const old = await stage.drop(`${feed}/replaced.csv`, csvOf(people(5000)));
  await until('its first request', () => (stage.entra.accepted().length > before ? true : undefined));
  const now = await stage.drop(`${feed}/replaced.csv`, csvOf(people(60, 10_000)));
  stage.entra.fault = () => undefined;
  expect(await stage.report(old, (report) => report.state === state)).toMatchObject({
    reasons: [{ code: 'blob_replaced' }],
  });
  expect((await stage.report(now)).state).toBe('accepted');
  expect(stage.entra.people()).toEqual(expect.arrayContaining(people(60, 10_000).map(([id]) => id)));
  expect(stage.entra.accepted().length - before).toBeLessThan(100);
});

thorough('a file that was removed before it was sent ends, when the sweep comes by', async () => {
  stage.entra.fault = () => ({ status: 429, headers: { 'Retry-After': '1000' } });
  const etag = await stage.drop('employees/removed.csv', csvOf(people(60)));
  await stage.report(etag, ({ state }) => state === 'waiting');
  await BlobServiceClient.fromConnectionString(stage.connectionString)
    .getContainerClient('hr-inbox')
    .deleteBlob('employees/removed.csv');
  expect(await stage.run(host, 'sweepInbox')).toBe('done');
  expect(await stage.report(etag)).toMatchObject({ state: 'superseded', reasons: [{ code: 'blob_replaced' }] });
});
