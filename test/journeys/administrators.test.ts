import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFresh } from '../lib/setup/freshTenant';
import { csv2scim, linesOf, type Ran } from '../support/cli';
import { newFolder } from '../support/files';

const root = join(__dirname, '..', '..');

test("administrators bring CSV2SCIM's mapping along, set the app up, and change nothing a second time", async () => {
  const [folder, entra] = await Promise.all([newFolder(), startFresh()]);
  try {
    const run = (args: readonly string[], settings: Record<string, string> = {}): Promise<Ran> =>
      csv2scim(args, { GRAPH_ENDPOINT: entra.origin, ...settings });
    const psd1 = join(root, 'test', 'fixtures', 'psd1', 'accepted', 'sample.psd1');
    const file = join(folder.path, 'staff.json');
    expect((await run(['import-mapping', psd1, '--feed', 'staff', '--output', file])).code).toBe(0);
    const provisioningJob = { servicePrincipalId: '%STAFF_SERVICE_PRINCIPAL_ID%', jobId: '%STAFF_JOB_ID%' };
    await folder.write('staff.json', JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), provisioningJob }));
    const csv = join(root, 'samples', 'employees.csv');
    expect((await run(['validate', file, csv])).code).toBe(0);

    const setup = ['setup', '--mapping', file, '--notification-email', 'operations@example.com', '--yes'];
    const first = await run(setup);
    expect([first.code, linesOf(first.stdout).filter((line) => line.startsWith('done: ')).length]).toEqual([
      0,
      expect.any(Number),
    ]);
    const settings = Object.fromEntries(
      linesOf(first.stdout).flatMap((line) => {
        const [, name, value] = /^(STAFF_\w+)=(\S+)$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value]];
      }),
    );
    expect(Object.keys(settings).sort()).toEqual(['STAFF_JOB_ID', 'STAFF_SERVICE_PRINCIPAL_ID']);

    const second = await run(setup, settings);
    expect([second.code, second.stdout]).toEqual([0, expect.stringContaining('nothing to do')]);
    expect(linesOf(second.stdout).filter((line) => line.startsWith('done: '))).toEqual([]);
  } finally {
    await Promise.all([entra.stop(), folder.remove()]);
  }
});
