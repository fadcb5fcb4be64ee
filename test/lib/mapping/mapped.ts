import { formatProblem, MappingError } from '../../../lib/errors';
import { compileMapping, type MappingResult } from '../../../lib/mapping/compile/compile';
import { type ParsedMapping, parseMapping } from '../../../lib/mapping/file/parse';

/** An unknown schema extension: a leaf in it can have any type. */
export const unknownUrn = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The text of a mapping file: the required keys, and those of the test case. */
export const mappingText = (attributes: object = {}, keys: object = {}): string =>
  JSON.stringify({
    feed: 'people',
    attributes: { externalId: 'Id', active: { value: true }, ...attributes },
    ...keys,
  });

export const parsed = (attributes?: object, keys?: object): ParsedMapping =>
  parseMapping(mappingText(attributes, keys));

/** Every problem of a mapping file; none when it is valid. */
export function problemsOf(text: string): string[] {
  return refused(() => parseMapping(text));
}

export function refused(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof MappingError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

/** Maps one record. Its column Id is 1 unless the record has another. */
export function mapped(attributes: object, record: object = {}, keys: object = {}): MappingResult {
  const fields = Object.entries({ Id: '1', ...record });
  const toUser = compileMapping(
    parsed(attributes, keys).mapping,
    fields.map(([name]) => name),
  );
  return toUser({ line: 2, fields: fields.map(([, text]) => String(text)) });
}

/** The value of a leaf on `title`, a string; or the number of reasons for the rejection. */
export const titleOf = (leaf: unknown, record: object = {}, keys: object = {}): unknown =>
  given(mapped({ title: leaf }, record, keys), (user) => user.title);

/** The value of a leaf on `active`, a boolean. */
export const activeOf = (leaf: unknown, record: object = {}, keys: object = {}): unknown =>
  given(mapped({ active: leaf }, record, keys), (user) => user.active);

/** The value of a leaf on an attribute of an unknown schema extension. */
export const anyOf = (leaf: unknown, record: object = {}, keys: object = {}): unknown =>
  given(mapped({ [unknownUrn]: { a: leaf } }, record, keys), (user) => {
    const extension = user[unknownUrn];
    return typeof extension === 'object' && extension !== null && 'a' in extension ? extension.a : undefined;
  });

function given({ user, reasons }: MappingResult, pick: (user: Record<string, unknown>) => unknown): unknown {
  return user === undefined ? { rejected: reasons?.length } : pick(user);
}

/** The result of `titleOf` and the others for a record that is rejected for one reason. */
export const rejected = { rejected: 1 };
