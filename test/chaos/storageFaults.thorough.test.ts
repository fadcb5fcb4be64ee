import { setTimeout as sleep } from 'node:timers/promises';
import { csvOf, eachForItself, mapping, people } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';
import { type StorageFault, type StorageProxy, startStorageProxy } from '../support/storageProxy';
import { addTaken, compareStore, exactClaims } from '../support/storeClaims';
import { full } from './scale';

const employees = mapping('employees', eachForItself);
let stage: Stage;
let proxy: StorageProxy;
beforeAll(async () => {
  stage = await setStage(employees);
  proxy = await startStorageProxy(stage.connectionString);
  await stage.startHost({ HrStorage: proxy.connectionString });
});
afterAll(async () => {
  await stage.close();
  await proxy.stop();
});
beforeEach(() => stage.entra.forget());

const all = people(600);
const csv = csvOf(all);

/** Calls of the storage, by what they are for. */
const places: [where: string, method: string, path: RegExp][] = [
  ['the checkpoint', 'PUT', /ingestion-state\/.*checkpoint\.json/],
  ['reading the checkpoint', 'GET', /ingestion-state\/.*checkpoint\.json/],
  ['the plan', 'PUT', /ingestion-state\/.*plan\.json/],
  ['the report', 'PUT', /hr-reports\/.*report\.json/],
  ['a lease', 'PUT', /comp=lease/],
  ['the feed', 'PUT', /ingestion-state\/.*feed\.json/],
  ['reading the feed', 'GET', /ingestion-state\/.*feed\.json/],
  ['the people', 'PUT', /ingestion-state\/employees\/people/],
  ['reading the people', 'GET', /ingestion-state\/employees\/people/],
  ['the planned people', 'PUT', /ingestion-state\/.*\/planned/],
  ['the ledger', 'PUT', /ingestion-state\/_quota/],
  ['the file', 'GET', /hr-inbox\/employees/],
  ['the list of records', 'PUT', /ingestion-state\/employees\/.*\/records/],
];
/** More calls than the storage library tries again by itself. */
const [once, lasting] = [1, 6];
const kinds: [kind: StorageFault, calls: number][] = full
  ? [
      [500, once],
      [503, once],
      ['reset', once],
      ['hang', once],
      [500, lasting],
      [503, lasting],
    ]
  : [
      [503, once],
      [500, lasting],
    ];
const skips = full ? [0, 2] : [0];
const cells = places.flatMap(([where, method, path]) =>
  kinds.flatMap(([kind, calls]) => skips.map((skip) => [kind, calls, where, skip, method, path] as const)),
);
/** In the short form, one kind for every other place. */
const chosen = full ? cells : cells.filter((_, index) => index % 4 === 0 || index === 7);

test.each(chosen)(
  '%s, %i times, for %s (after %i calls): nobody is missing',
  async (kind, calls, where, skip, method, path) => {
    let matching = 0;
    proxy.fault = (ownMethod, url) => {
      if (ownMethod !== method || !path.test(decodeURIComponent(url))) return undefined;
      matching++;
      return matching > skip && matching <= skip + calls ? kind : undefined;
    };
    const blob = `employees/${kind} ${calls} ${where} ${skip}.csv`;
    const etag = await stage.drop(blob, csv);
    const report = await acceptedReport(etag, blob);
    proxy.fault = () => undefined;
    expect(report).toMatchObject({ reasons: [], requests: { total: 12, accepted: 12 } });
    expect(new Set(externalIdsIn(stage.entra.accepted())).size).toBe(600);
    expect(stage.entra.people()).toHaveLength(600);
    const taken = addTaken(new Map(), stage.entra.accepted());
    expect(await compareStore(stage.connectionString, employees, taken)).toEqual(exactClaims);
  },
);

/** What waits has a message for a minute later; another one saves the test that minute. */
async function acceptedReport(etag: string, blob: string) {
  for (let tries = 0; tries < 40; tries++) {
    const report = await stage
      .report(etag, ({ state }) => state === 'accepted' || state === 'failed', 2000)
      .catch(() => undefined);
    if (report !== undefined) {
      expect(report.state).toBe('accepted');
      return report;
    }
    await stage.enqueue('ingestion-resume', { blob });
    await sleep(200);
  }
  throw new Error('it was not accepted');
}
