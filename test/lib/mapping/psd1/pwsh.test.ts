import { csvOf, type Folder, newFolder } from '../../../support/files';
import { askPowerShell, reportMissingPowerShell, withPowerShell } from '../../../support/powershell';
import { blocks, record } from './blocks';

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

withPowerShell('PowerShell gives for each script block what the tests say', async () => {
  const csv = csvOf([Object.values(record)], Object.keys(record));
  const scripts = blocks.map(([script]) => script);
  const [answer] = await askPowerShell(folder, [{ csv, scripts }]);
  const told = scripts.map((script, index) => [script, answer?.given[index]]);
  expect(told).toEqual(blocks.map(([script, value]) => [script, [{ value }]]));
});

test('whether PowerShell is installed is told', reportMissingPowerShell);
