import type { z } from 'zod';
import { GraphError } from '../../errors';
import type { GraphClient } from '../client/client';
import { readPages } from '../client/pages';

/** A text within a `$filter` (OData: a quote in it is doubled). */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A path with `$filter` (property equals text) and `$select`. */
export const filterPath = (path: string, property: string, text: string, select: readonly string[]): string =>
  `${path}?$filter=${encodeURIComponent(`${property} eq ${quoteText(text)}`)}&$select=${select.join(',')}`;

/** All objects of a collection, page by page. */
export async function listObjects<T>(
  client: GraphClient,
  path: string,
  shape: z.ZodType<{ value: T[] }>,
): Promise<T[]> {
  const all: T[] = [];
  for await (const page of readPages(client, path)) all.push(...parseAnswer(shape, page).value);
  return all;
}

/** An object, or `undefined` when there is none. */
export async function getOrUndefined<T>(
  client: GraphClient,
  path: string,
  shape: z.ZodType<T>,
): Promise<T | undefined> {
  const { ok, body } = await client.send({ method: 'GET', path, acceptedStatuses: [404] });
  return ok ? parseAnswer(shape, parseJson(body)) : undefined;
}

/**
 * Creates an object. It is not retried, because it could then exist twice. Returns `undefined` for
 * a status in `notYet`: the parent object is not replicated yet.
 */
export async function createObject<T>(
  client: GraphClient,
  path: string,
  { body, shape, notYet = [] }: { body: unknown; shape: z.ZodType<T>; notYet?: readonly number[] },
): Promise<T | undefined> {
  const answer = await client
    .send({ method: 'POST', path, ...jsonBody(body), acceptedStatuses: notYet, retryOnly429: true })
    .catch((error: unknown) => {
      throw error instanceof GraphError && error.transient ? createUnclearError(error) : error;
    });
  return answer.ok ? parseAnswer(shape, parseJson(answer.body)) : undefined;
}

/** A JSON body and its type. */
export const jsonBody = (body: unknown) => ({
  body: Buffer.from(JSON.stringify(body)),
  contentType: 'application/json',
});

const createUnclearError = (error: GraphError): GraphError => {
  const { code, message, status, requestId, retryAfterSeconds } = error;
  const advice = 'the change may have succeeded. Run the command again: it checks first';
  return new GraphError(code, `${message}; ${advice}`, { status, requestId, retryAfterSeconds, cause: error });
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws GraphError when an answer is not as documented */
export function parseAnswer<T>(shape: z.ZodType<T>, answer: unknown): T {
  const { data } = shape.safeParse(answer);
  if (data === undefined) throw new GraphError('refused', "Graph's answer is not as documented");
  return data;
}
