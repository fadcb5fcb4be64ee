import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

export const infra = join(__dirname, '..', '..', 'infra');

/** File name below infra/ → its text. */
export type BicepFiles = ReadonlyMap<string, string>;

/** Every Bicep file below infra/. */
export function bicepFiles(): BicepFiles {
  const names = readdirSync(infra, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.bicep'));
  return new Map(names.sort().map((name) => [name.replaceAll(sep, '/'), readFileSync(join(infra, name), 'utf8')]));
}

export interface Declaration {
  file: string;
  symbol: string;
  /** `Microsoft.Storage/storageAccounts`, without a version. */
  type: string;
  text: string;
}

/** What comments say is no code. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

/**
 * The resources that a file makes, nested ones too; those that exist already are not among them.
 */
export function resourcesOf(file: string, text: string): Declaration[] {
  const found = withoutComments(text).matchAll(/^( *)resource (\w+) '([^'@]+)(?:@[^']*)?' = [\s\S]*?\n\1[}\]]/gm);
  return [...found].map(([whole, , symbol = '', type = '']) => ({ file, symbol, type, text: whole }));
}

/** Parameters and outputs without a description that says something. */
export function undescribed(text: string): string[] {
  const lines = withoutComments(text).split('\n');
  return lines.flatMap((line, index) => {
    const [, kind, name] = /^(param|output) (\w+)/.exec(line) ?? [];
    const gap = lines.lastIndexOf('', index);
    const decorators = lines.slice(gap + 1, index).join('\n');
    return kind === undefined || /^@description\('.*\w.*'\)$/m.test(decorators) ? [] : [`${kind} ${name}`];
  });
}
