import type { Fault } from '../../local/entra/options';
import { csv2scim } from '../support/cli';
import { permissions } from '../support/entra';
import { csvOf, eachForItself, mapping, people } from '../support/files';
import { externalIdsIn } from '../support/requests';
import { type Stage, setStage } from '../support/stage';
import { addTaken, compareStore, exactClaims } from '../support/storeClaims';
import { full } from './scale';

const employees = mapping('employees', eachForItself);
let stage: Stage;
beforeAll(async () => {
  stage = await setStage(employees);
  await stage.startHost();
});
afterAll(() => stage.close());
beforeEach(() => stage.entra.forget());

const all = people(600);
const csv = csvOf(all);
const everybody = all.map(([id]) => id).sort();

const faults: [what: string, fault: Fault][] = [
  ['429', { status: 429 }],
  ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '1' } }],
  ['500', { status: 500 }],
  ['502', { status: 502 }],
  ['503', { status: 503 }],
  ['504', { status: 504 }],
  ['408', { status: 408 }],
  ['401 once', { status: 401 }],
  ['a reset', 'reset'],
  ['a drop after acceptance', 'drop after acceptance'],
  ...(full ? ([['a stall', 'stall']] as [string, Fault][]) : []),
];
const moments: [when: string, call: number][] = [
  ['first', 1],
  ['middle', 6],
  ['last', 12],
];
/** In the short form, one moment for each fault. */
const cells = faults.flatMap(([what, fault], index) =>
  (full ? moments : moments.slice(index % 3, (index % 3) + 1)).map(
    ([when, call]) => [what, when, fault, call] as const,
  ),
);

test.each(cells)('%s at the %s request: nobody is missing', async (what, when, fault, call) => {
  stage.entra.fault = (number) => (number === call ? fault : undefined);
  const etag = await stage.drop(`employees/${what} ${when}.csv`, csv);
  const report = await stage.report(etag);
  expect(report).toMatchObject({ state: 'accepted', reasons: [], requests: { total: 12, accepted: 12 } });
  expect([...new Set(externalIdsIn(stage.entra.accepted()))].sort()).toEqual(everybody);
  expect(stage.entra.people().sort()).toEqual(everybody);
  const taken = addTaken(new Map(), stage.entra.accepted());
  expect(await compareStore(stage.connectionString, employees, taken)).toEqual(exactClaims);
});

const permanent: [what: string, fault: Fault | undefined, granted: readonly string[], code: string, remedy: RegExp][] =
  [
    ['403', undefined, [], 'forbidden', /SynchronizationData-User\.Upload.*Grant/],
    ['404', { status: 404 }, permissions, 'not_found', /object id/],
    ['400 for everybody', { status: 400 }, permissions, 'nothing_accepted', /mapping|job/],
    ['401 for ever', { status: 401 }, permissions, 'unauthorized', /tenant/],
  ];

test.each(permanent)(
  '%s: it fails, names the remedy, and ends accepted once that was done and it is resumed',
  async (what, fault, granted, code, remedy) => {
    stage.entra.permit(granted);
    stage.entra.fault = () => fault;
    const etag = await stage.drop(`employees/${what}.csv`, csv);
    const failed = await stage.report(etag);
    expect(failed).toMatchObject({ state: 'failed', requests: { accepted: 0 } });
    expect(failed.reasons).toEqual([{ code, message: expect.stringMatching(remedy) }]);

    stage.entra.permit(permissions);
    stage.entra.fault = () => undefined;
    const settings = { HrStorage: stage.connectionString };
    expect(await csv2scim(['resume', failed.ingestionId], settings)).toMatchObject({ code: 0 });
    await stage.report(etag, ({ state }) => state === 'accepted');
    expect(stage.entra.people().sort()).toEqual(everybody);
  },
);
