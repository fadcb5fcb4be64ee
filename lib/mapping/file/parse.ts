import { MappingError, type Problem } from '../../errors';
import { enterpriseUser } from '../../scim/schemas';
import { didYouMean } from '../suggest';
import type { Node } from '../types';
import { checkLeaves } from './checkLeaves';
import { checkAttributeNames, checkConflicts, checkNesting } from './checks';
import { describeIssue, listProblems } from './explainIssues';
import { type MappingFile, mappingSchema } from './schema';

/** A valid mapping file with its defaults. */
export interface Mapping extends Omit<MappingFile, 'attributes' | 'description'> {
  files: string;
  attributes: Record<string, Node>;
}

export interface ParsedMapping {
  mapping: Mapping;
  /** What was not validated: attributes of other `urn:` namespaces. */
  notes: Problem[];
}

/**
 * Parses and validates a mapping file's JSON text.
 * @throws MappingError with every problem of the file. A problem about a name suggests a known one.
 */
export function parseMapping(text: string): ParsedMapping {
  const raw = parseJson(text);
  const nesting = checkNesting(raw);
  if (nesting.length > 0) throw new MappingError(nesting);
  const { known, problems } = checkAttributeNames(raw);
  // one parse takes less time than zod's compiler does
  const { success, data, error } = mappingSchema.safeParse(known, { error: describeIssue, jitless: true });
  if (!success) problems.push(...error.issues.flatMap((issue) => listProblems(issue, known)));
  problems.push(...checkConflicts(raw));
  if (data !== undefined) problems.push(...checkLeaves(data));
  if (data === undefined || problems.length > 0) throw new MappingError(problems);
  const { description: _, ...rest } = data; // another description is no other mapping
  const attributes = data.attributes as Record<string, Node>;
  return { mapping: { ...rest, attributes, files: data.files ?? `${data.feed}/*.csv` }, notes: listNotes(data) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    // the error's own message quotes the text, which can be personal data
    if (/^\s*(?:#.*\s*)*@\{/.test(text))
      throw new MappingError([{ path: '', message: 'is a psd1: translate it with csv2scim import-mapping' }]);
    const at = /position \d+ \(line \d+ column \d+\)/.exec(error instanceof Error ? error.message : '')?.[0];
    throw new MappingError([{ path: '', message: `is not JSON${at === undefined ? '' : `, at ${at}`}` }]);
  }
}

function listNotes({ attributes }: MappingFile): Problem[] {
  return Object.keys(attributes)
    .filter((name) => /^urn:/i.test(name) && name !== enterpriseUser)
    .map((name) => ({
      path: `attributes.${name}`,
      message: `not validated: no schema of this namespace is known here${didYouMean(name, [enterpriseUser], 3)}`,
    }));
}
