import { createErrorReply, type GraphRequest, type Reply } from './router';

/** An invalid query option, which the service answers with 400. */
export class QueryError extends Error {}

/** Returns the answer, or 400 for an undocumented query option. */
export function answerQuery(answer: () => Reply): Reply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof QueryError) return createErrorReply(400, 'BadRequest', `Invalid query: ${error.message}.`);
    throw error;
  }
}

/**
 * Filters objects by `$filter`: one property equal to a text. `selectProperties()` checks
 * `$select`.
 */
export function filterObjects<T extends object>(
  objects: readonly T[],
  { query }: GraphRequest,
  properties: readonly (keyof T & string)[],
): T[] {
  for (const name of query.keys())
    if (name !== '$filter' && name !== '$select') throw new QueryError(`${name} is not supported`);
  const filter = query.get('$filter');
  if (filter === null) return [...objects];
  const [, name, text] = /^(\w+) eq '((?:[^']|'')*)'$/.exec(filter) ?? [];
  const property = properties.find((known) => known === name);
  if (property === undefined || text === undefined)
    throw new QueryError(`$filter takes one of ${properties.join(', ')}, eq, and a text`);
  const wanted = text.replaceAll("''", "'").toLowerCase();
  return objects.filter((object) => String(object[property]).toLowerCase() === wanted);
}

/** Returns the properties of an object in `$select`, all of them without it. */
export function selectProperties(object: Record<string, unknown>, { query }: GraphRequest): Record<string, unknown> {
  const names = query.get('$select')?.split(',') ?? Object.keys(object);
  const unknown = names.find((name) => !Object.hasOwn(object, name));
  if (unknown !== undefined) throw new QueryError(`there is no property ${unknown}`);
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
