import { BlobServiceClient } from '@azure/storage-blob';
import { ingestionOf } from '../../lib/ingestion/ingestion';
import { connectStorage } from '../../lib/ingestion/storage/connect';
import { parseMapping } from '../../lib/mapping/file/parse';
import type { Child } from '../support/child';
import { csvOf, eachForItself, mapping, people } from '../support/files';
import { type Stage, setStage } from '../support/stage';
import { fewOf } from '../support/tiers';
import { until } from '../support/until';

let stage: Stage;
let host: Child;
beforeAll(async () => {
  stage = await setStage(mapping('employees', eachForItself));
  host = await stage.startHost();
});
afterAll(() => stage.close());

/** Names that the storage takes and the mapping's glob matches. */
const matched: [what: string, path: string][] = [
  ['an extension in capitals', 'employees/A.CSV'],
  ['encoded dots', 'employees/%2e%2e%2f%2E%2E%2Fx.csv'],
  ['the characters of a glob', 'employees/{a,b}[!c]*(d)?.csv'],
  ['a query and a fragment', 'employees/a?b=c&d#e.csv'],
  ['a name of objects', 'employees/__proto__.csv'],
];

test.each(fewOf(1, matched))(
  'a blob whose name has %s is reported on in the folder of its ingestion',
  async (_, path) => {
    const { blob, state } = await stage.report(
      await stage.drop(path, csvOf([...people(2), ['', ...people(1).flat().slice(1)]])),
    );
    expect({ blob, state }).toEqual({ blob: path, state: 'accepted' });
    const reports = BlobServiceClient.fromConnectionString(stage.connectionString).getContainerClient('hr-reports');
    for await (const { name } of reports.listBlobsFlat())
      expect(name).toMatch(
        /^employees\/(latest\.html|\d{8}T\d{6}Z-[0-9a-f]{8}\/(report\.json|report\.html|rejected\.csv))$/,
      );
  },
);

test('an ingestion’s folder has nothing of the blob’s name in it', async () => {
  const storage = await connectStorage({ connectionString: stage.connectionString });
  const feed = parseMapping(JSON.stringify(mapping())).mapping;
  const paths = ['../../x', 'a/%2e%2e/x', '..\\..\\x', 'a\u0000\n\u001b', 'x'.repeat(1024), '．．／x', '/', ''];
  for (const path of paths) {
    const version = { path, etag: '"1"', lastModified: new Date(0) };
    expect(ingestionOf(version, feed, storage).folder).toMatch(/^employees\/19700101T000000Z-[0-9a-f]{8}$/);
  }
});

test('a blob’s name makes no log line of its own', async () => {
  await stage.enqueue('ingestion-resume', { blob: 'other/a\nerror: employees forged\u001b[31m\u2028\u202e.csv' });
  await until('the warning', () => host.output().includes('employees forged') || undefined);
  expect(host.output()).toContain('other/a\ufffderror: employees forged\ufffd[31m\ufffd\ufffd.csv: no mapping');
  expect(host.output()).not.toMatch(/^error: employees forged/m);
  for (const character of ['\u001b', '\u2028', '\u202e']) expect(host.output()).not.toContain(character);
});
