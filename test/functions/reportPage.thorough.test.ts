import type { State } from '../../lib/ingestion/states';
import { desk, type Opened, phone, withBrowser } from '../support/browser';
import { csvOf, mapping, people } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { until } from '../support/until';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage(mapping('employees', { safeguards: {}, send: 'changes' }));
});
afterAll(() => stage.close());

const path = 'employees/people.csv';
const file = csvOf(people(300));
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1100)); // files are ordered by it

/** Inspection is over too soon for anybody to see its page. */
type SeenState = Exclude<State, 'inspecting'>;

/** Brings a file into a state, through the functions; gives its ETag. */
const ways: Record<SeenState, () => Promise<string>> = {
  async rejected() {
    return await stage.drop(path, 'WorkerID\n1\n');
  },
  async held() {
    await stage.report(await stage.drop(path, file));
    await nextSecond();
    return await stage.drop(path, csvOf(people(100)));
  },
  async uploading() {
    stage.entra.fault = (number) => (number > 1 ? { delay: 60_000 } : undefined);
    return await stage.drop(path, file);
  },
  async waiting() {
    stage.entra.fault = () => ({ status: 429, headers: { 'Retry-After': '1000' } });
    return await stage.drop(path, file);
  },
  async accepted() {
    return await stage.drop(path, file);
  },
  async unchanged() {
    await stage.report(await stage.drop(path, file));
    await nextSecond();
    return await stage.drop(path, file);
  },
  async superseded() {
    stage.entra.fault = () => ({ status: 429, headers: { 'Retry-After': '1000' } });
    const older = await stage.drop(path, file);
    await stage.report(older, ({ state }) => state === 'waiting');
    stage.entra.fault = () => undefined;
    await nextSecond();
    await stage.drop('employees/newer.csv', file);
    return older;
  },
  async failed() {
    stage.entra.permit([]);
    return await stage.drop(path, file);
  },
};

const badges: Record<SeenState, string> = {
  rejected: 'Rejected',
  held: 'Held',
  uploading: 'Being sent',
  waiting: 'Waiting',
  accepted: 'Accepted',
  unchanged: 'Unchanged',
  superseded: 'Superseded',
  failed: 'Failed',
};

async function isReadable({ page, violations, ask, requests, complaints, url }: Opened): Promise<void> {
  await ask('unfold');
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    expect([viewport.width, await ask('overflow')]).toEqual([viewport.width, 0]);
  }
  expect(await violations()).toEqual([]);
  expect([requests, complaints]).toEqual([[url], []]);
}

withBrowser('report.html', (open) => {
  test.each(Object.keys(ways) as SeenState[])('says %s, and can be read', async (state) => {
    await stage.clear();
    await stage.startHost();
    const etag = await ways[state]();
    const { ingestionId } = await stage.report(etag, (report) => report.state === state);
    const shown = await until('its page', async () => {
      const found = await stage.read('hr-reports', `employees/${ingestionId}/report.html`);
      return found?.match(/<span class="badge \w+">([^<]*)/)?.[1]?.includes(badges[state]) ? found : undefined;
    });
    await open(shown, async (opened) => {
      const badge = await opened.page.locator('.badge').first().textContent();
      expect(badge).toContain(badges[state]);
      await isReadable(opened);
    });
  });
});
