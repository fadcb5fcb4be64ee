import { join } from 'node:path';
import { startChild } from '../../support/child';
import { exampleMappings, type Folder, newFolder } from '../../support/files';
import { thorough } from '../../support/tiers';

const local = join(__dirname, '..', '..', '..', 'dist', 'local');

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

const run = (script: string, ENTRA_FAULTS: string, settings: Record<string, string> = {}) =>
  startChild(
    [join(local, script)],
    { HrStorage: '', GRAPH_ENDPOINT: '', MAPPINGS: exampleMappings, ENTRA_FAULTS, ...settings },
    folder.path,
  );

test.each(['start.js', 'dev.js'])('%s ends with 2 and a sentence when ENTRA_FAULTS is wrong', async (script) => {
  const child = run(script, 'call 3: 429; call x: 503');
  expect(await child.ended).toBe(2);
  expect(child.output()).toBe('In "call x: 503", "x" was found. Expected: a whole number from 1 to 999999999.\n');
});

thorough('`npm start` tells the faults as planned and as they happen, and survives them', async () => {
  const child = run('start.js', 'call 2: reset; call 4: 503\ncall 1 on logs: drop');
  expect(await child.ended).toBe(0);
  const output = child.stdout();
  expect(output).toMatch(
    /^Injected faults .*\n {2}call 2 to bulkUpload: .* reset .*\n {2}call 4 .*\n {2}call 1 to the/m,
  );
  expect(output).toMatch(/^> fault: call 2 to bulkUpload: the connection is reset before the body is read$/m);
  expect(output).toMatch(/^> fault: call 4 to bulkUpload: status 503$/m);
  expect(output).toMatch(/^> fault: call 1 to the provisioning logs: /m);
  expect(output).toMatch(/accepted: 1000 of 1000 records/);
});
