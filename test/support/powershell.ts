import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Folder } from './files';

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
export const pwsh = [
  process.env.PWSH ?? '',
  ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'pwsh')),
].find((path) => path !== '' && isProgram(path));

/** A test that needs PowerShell. It is skipped, and says so, where none is installed. */
export const withPowerShell = pwsh === undefined ? test.skip : test;

/** Writes a note when PowerShell is not installed. */
export function reportMissingPowerShell(): void {
  if (pwsh === undefined) process.stderr.write('PowerShell is not installed: its own values were not compared\n');
}

/** A CSV file and the script blocks to run over each of its records. */
export interface Question {
  csv: string;
  scripts: readonly string[];
}

/** What a script block gives for a record. */
export type Given = { value: unknown } | { error: string };

export interface Answer {
  /** The records as Import-Csv reads them. */
  records: Record<string, string | null>[];
  /** One list a script block, with what it gives for each record. */
  given: Given[][];
}

const askFunction = `
function Ask([string] $path, [scriptblock[]] $blocks) {
  $records = @(Import-Csv -LiteralPath $path)
  $given = foreach ($block in $blocks) {
    , @(foreach ($record in $records) {
      try {
        $out = @($record | ForEach-Object -Process $block)
        if ($out.Count -gt 1) { @{ value = 'several' } }
        elseif ($out.Count -eq 1) { @{ value = $out[0] } }
        else { @{ value = $null } }
      } catch { @{ error = $_.Exception.Message } }
    })
  }
  @{ records = $records; given = @($given) }
}`;

/** Asks one PowerShell process what script blocks give for the records of CSV files. */
export async function askPowerShell(folder: Folder, questions: readonly Question[]): Promise<Answer[]> {
  const lines = ["$ErrorActionPreference = 'Stop'", askFunction, '$all = @('];
  for (const [index, { csv, scripts }] of questions.entries())
    lines.push(`Ask '${await folder.write(`people${index}.csv`, csv)}' @(`, scripts.join('\n'), ')');
  lines.push(')', 'ConvertTo-Json -InputObject $all -Depth 6 -Compress -EscapeHandling EscapeNonAscii');
  const file = await folder.write('ask.ps1', `\ufeff${lines.join('\n')}\n`);
  const { stdout } = await run(pwsh ?? '', ['-NoProfile', '-NonInteractive', '-File', file], {
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, POWERSHELL_TELEMETRY_OPTOUT: '1' },
  });
  return JSON.parse(stdout) as Answer[];
}
