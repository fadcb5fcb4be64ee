import { formatProblem } from '../../../../lib/errors';
import { compileMapping } from '../../../../lib/mapping/compile/compile';
import { parseMapping } from '../../../../lib/mapping/file/parse';
import { importMapping } from '../../../../lib/mapping/psd1/importMapping';
import { refused, unknownUrn } from '../mapped';

/** The attributes of the mapping file that a psd1 becomes. */
export const attributesOf = (psd1: string | Uint8Array): Record<string, unknown> =>
  (JSON.parse(importMapping(Buffer.from(psd1), 'people').text) as { attributes: Record<string, unknown> }).attributes;

/** Every problem of a psd1, one a line; none when it can be imported. */
export const problemsOf = (psd1: string | Uint8Array): string[] =>
  refused(() => importMapping(Buffer.from(psd1), 'people'));

/** A psd1 of as many lines as there are entries and two more; the entries begin on line 2. */
export const psd1 = (...entries: string[]): string =>
  ["@{ externalId = 'Id'; active = { $true }", ...entries, '}'].join('\n');

/** What a script block becomes on an attribute of a schema extension that is not known. */
export const leafOf = (script: string): unknown =>
  (attributesOf(psd1(`'${unknownUrn}' = @{ a = ${script} }`))[unknownUrn] as { a: unknown }).a;

/** Why a script block is refused there; `undefined` when it is not. */
export const refusalOf = (script: string): string | undefined =>
  problemsOf(psd1(`'${unknownUrn}' = @{ a = ${script} }`))[0];

/** The values of script blocks for a record, translated to a mapping file and compiled. */
export function valuesOf(scripts: readonly string[], record: Record<string, string>): unknown[] {
  const entries = scripts.map((script, index) => `a${index} = ${script}`);
  const { text, notes } = importMapping(Buffer.from(psd1(`'${unknownUrn}' = @{ ${entries.join('\n')} }`)), 'people');
  expect(notes.map(formatProblem)).toEqual([expect.stringMatching(/^line 2: /)]);
  const fields = Object.entries({ Id: '1', ...record });
  const toUser = compileMapping(
    parseMapping(text).mapping,
    fields.map(([name]) => name),
  );
  const { user, reasons } = toUser({ line: 2, fields: fields.map(([, field]) => field) });
  expect(reasons).toBeUndefined();
  const values = (user as unknown as Record<string, Record<string, unknown>>)[unknownUrn] ?? {};
  return scripts.map((_, index) => values[`a${index}`]);
}
