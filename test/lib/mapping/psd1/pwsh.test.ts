import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { csvOf, type Folder, newFolder } from '../../../support/files';
import { blocks, record } from './blocks';

const run = promisify(execFile);

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PowerShell: that of the variable PWSH, else the one on PATH. */
const pwsh = [
  process.env.PWSH ?? '',
  ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'pwsh')),
].find((path) => path !== '' && isProgram(path));

let folder: Folder;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => folder.remove());

/** What PowerShell gives for each script block and the first record of a file; `undefined` for an error. */
async function askPowerShell(scripts: readonly string[], csv: string): Promise<unknown[]> {
  const lines = [
    "$ErrorActionPreference = 'Stop'",
    `$record = Import-Csv '${await folder.write('people.csv', csv)}' | Select-Object -First 1`,
    '$all = [System.Collections.Generic.List[object]]::new()',
    ...scripts.map(
      (script) =>
        `try { $out = @($record | ForEach-Object -Process ${script}); $all.Add(@{ v = $(if ($out.Count -gt 1) { 'several' } elseif ($out.Count -eq 1) { $out[0] } else { $null }) }) } catch { $all.Add(@{ e = 1 }) }`,
    ),
    'ConvertTo-Json -InputObject $all -Depth 3 -Compress',
  ];
  const file = await folder.write('ask.ps1', `\ufeff${lines.join('\n')}\n`);
  const { stdout } = await run(pwsh ?? '', ['-NoProfile', '-NonInteractive', '-File', file], {
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, POWERSHELL_TELEMETRY_OPTOUT: '1' },
  });
  return (JSON.parse(stdout) as { v?: unknown }[]).map((each) => each.v);
}

const whenInstalled = pwsh === undefined ? test.skip : test;

whenInstalled('PowerShell gives for each script block what the tests say', async () => {
  const csv = csvOf([Object.values(record)], Object.keys(record));
  const values = await askPowerShell(
    blocks.map(([script]) => script),
    csv,
  );
  const told = blocks.map(([script], index) => [script, values[index]]);
  expect(told).toEqual(blocks.map(([script, value]) => [script, value]));
});

test('whether PowerShell is installed is told', () => {
  if (pwsh === undefined) process.stderr.write('PowerShell is not installed: its own values were not compared\n');
});
