import { type GraphRequest, type Reply, refused } from './router';

/** A query option that the service would answer with 400. */
export class QueryError extends Error {}

/** An answer, or 400 for a query option that is not as documented. */
export function withQuery(answer: () => Reply): Reply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof QueryError) return refused(400, 'BadRequest', `Invalid query: ${error.message}.`);
    throw error;
  }
}

/** Those objects that `$filter` lets through: one property equal to a text. `$select` is checked by `selected()`. */
export function filtered<T extends object>(
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

/** The properties of an object that `$select` asks for; all of them without it. */
export function selected(object: Record<string, unknown>, { query }: GraphRequest): Record<string, unknown> {
  const names = query.get('$select')?.split(',') ?? Object.keys(object);
  const unknown = names.find((name) => !Object.hasOwn(object, name));
  if (unknown !== undefined) throw new QueryError(`there is no property ${unknown}`);
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
