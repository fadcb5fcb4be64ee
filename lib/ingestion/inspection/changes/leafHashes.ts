import { sha256 } from '../../storage/blobNames';

/** First 8 hex of SHA-256 of what the mapping says at each path. */
export function hashLeaves(paths: readonly string[], attributes: unknown): Record<string, string> {
  return Object.fromEntries(
    paths.map((path) => [path, sha256(JSON.stringify(leafAt(path, attributes)) ?? '').slice(0, 8)]),
  );
}

/** What the mapping says at a path. A key may hold dots: a schema's URN does. */
export function leafAt(path: string, node: unknown): unknown {
  if (path === '' || typeof node !== 'object' || node === null) return node;
  const key = Object.keys(node).find((key) => path === key || path.startsWith(`${key}.`));
  return key === undefined ? undefined : leafAt(path.slice(key.length + 1), (node as Record<string, unknown>)[key]);
}
