import { GraphError } from '../../errors';
import type { GraphClient } from './client';

/**
 * The answers to a path and to the addresses of further pages that they give. @throws GraphError
 */
export async function* readPages(client: GraphClient, path: string, signal?: AbortSignal): AsyncGenerator<unknown> {
  const asked = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    if (asked.has(next)) throw new GraphError('refused', "Graph's links to the next page form a loop");
    asked.add(next);
    const page = await client.get(next, signal);
    yield page;
    const link: unknown = (page as { '@odata.nextLink'?: unknown } | null)?.['@odata.nextLink'];
    next = typeof link === 'string' && link !== '' ? link : undefined;
  }
}
