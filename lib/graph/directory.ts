import type { z } from 'zod';
import { GraphError } from '../errors';
import type { GraphClient } from './client';
import { pages } from './pages';

/** A text within a `$filter`. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A path with `$filter` (property equals text) and `$select`. */
export const where = (path: string, property: string, text: string, select: readonly string[]): string =>
  `${path}?$filter=${encodeURIComponent(`${property} eq ${literal(text)}`)}&$select=${select.join(',')}`;

/** All objects of a collection, page by page. */
export async function listOf<T>(client: GraphClient, path: string, shape: z.ZodType<{ value: T[] }>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages(client, path)) all.push(...read(shape, page).value);
  return all;
}

/** An object, or `undefined` when there is none. */
export async function find<T>(client: GraphClient, path: string, shape: z.ZodType<T>): Promise<T | undefined> {
  const { ok, body } = await client.send({ method: 'GET', path, answers: [404] });
  return ok ? read(shape, parsed(body)) : undefined;
}

/**
 * Makes an object, and is not tried again: it could be there twice. With `notYet`, statuses that say that what it belongs to
 * is not known everywhere yet, it may give `undefined`.
 */
export async function create<T>(
  client: GraphClient,
  path: string,
  { body, shape, notYet = [] }: { body: unknown; shape: z.ZodType<T>; notYet?: readonly number[] },
): Promise<T | undefined> {
  const answer = await client
    .send({ method: 'POST', path, ...json(body), answers: notYet, once: true })
    .catch((error: unknown) => {
      throw error instanceof GraphError && error.transient ? unclear(error) : error;
    });
  return answer.ok ? read(shape, parsed(answer.body)) : undefined;
}

/** A JSON body and its type. */
export const json = (body: unknown) => ({
  body: Buffer.from(JSON.stringify(body)),
  contentType: 'application/json',
});

const unclear = (error: GraphError): GraphError => {
  const { code, message, status, requestId, retryAfterSeconds } = error;
  const advice = 'it may have been done all the same, so run the command again, which looks first';
  return new GraphError(code, `${message}; ${advice}`, { status, requestId, retryAfterSeconds, cause: error });
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws GraphError when an answer is not as documented */
export function read<T>(shape: z.ZodType<T>, answer: unknown): T {
  const { data } = shape.safeParse(answer);
  if (data === undefined) throw new GraphError('refused', 'Graph answered with something that is not as documented');
  return data;
}
